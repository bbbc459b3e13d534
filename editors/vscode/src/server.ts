/**
 * The running server: finds the program, starts, stops and restarts it, and says what is wrong when it
 * cannot. All else asks it through `request` and listens to `onDidChange`.
 */

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
} from 'vscode-languageclient/node';

import { Crashes, LIMIT } from './crashes.ts';
import { documentSelector } from './documents.ts';
import { handleApplyEdit } from './edits.ts';
import { completeInPolicies } from './policy-completion.ts';
import { findProgram, type Program } from './program.ts';
import { isEnabled, SECTION, serverPath } from './settings.ts';
import { formatVersion, isOlder, parseVersion, type Version } from './version.ts';

export type Condition =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly program: Program; readonly version: Version }
  | { readonly kind: 'failed'; readonly problem: string };

/** How long a program may take to tell its version. */
const VERSION_TIMEOUT_MS = 20_000;

export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Condition>();
  /** Fires whenever the condition is another. */
  readonly onDidChange = this.changed.event;
  private current: Condition = { kind: 'off' };
  private client: LanguageClient | undefined;
  private readonly crashes = new Crashes();
  /** Starts and stops come one after the other. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get condition(): Condition {
    return this.current;
  }

  /** Starts or stops it, as the settings say. */
  async follow(): Promise<void> {
    await this.enqueue(async () => {
      if (!isEnabled()) {
        await this.stop();
        this.become({ kind: 'off' });
      } else if (this.current.kind === 'off') {
        await this.start();
      }
    });
  }

  async restart(): Promise<void> {
    await this.enqueue(async () => {
      this.crashes.forget();
      await this.stop();
      await (isEnabled() ? this.start() : Promise.resolve(this.become({ kind: 'off' })));
    });
  }

  async dispose(): Promise<void> {
    await this.enqueue(() => this.stop());
    this.changed.dispose();
  }

  /** Whether the running server has a command of this name. */
  has(command: string): boolean {
    const offered = this.client?.initializeResult?.capabilities.executeCommandProvider?.commands;
    return this.current.kind === 'running' && (offered ?? []).includes(command);
  }

  /** Runs a command of the server; its failure is an error with the server's words. */
  async request<T>(command: string, argument: object, token?: vscode.CancellationToken): Promise<T> {
    if (!this.client || this.current.kind !== 'running') {
      throw new Error('Customary’s server is not running.');
    }
    if (!this.has(command)) {
      throw new Error(`This server does not have “${command}”: a newer one is needed.`);
    }
    return (await this.client.sendRequest(
      ExecuteCommandRequest.type,
      { command, arguments: [argument] },
      token,
    )) as T;
  }

  uri(uri: vscode.Uri): string {
    return this.client?.code2ProtocolConverter.asUri(uri) ?? uri.toString();
  }

  private enqueue(job: () => Promise<void>): Promise<void> {
    const done = this.last.then(job);
    this.last = done.catch((error: unknown) => this.log.error(String(error)));
    return this.last;
  }

  private become(condition: Condition): void {
    this.current = condition;
    this.changed.fire(condition);
  }

  private async start(): Promise<void> {
    this.become({ kind: 'starting' });
    const program = this.find();
    if ('problem' in program) {
      return this.fail(program.problem);
    }
    const version = await askVersion(program.file);
    const minimum = minimumVersion(this.context);
    if (typeof version === 'string') {
      return this.fail(`Customary cannot use “${program.file}”: ${version}.`);
    }
    if (isOlder(version, minimum)) {
      return this.fail(
        `Customary needs a server of version ${formatVersion(minimum)} or later, and “${program.file}” is ` +
          `${formatVersion(version)}. Update it, or name another in the setting “customary.server.path”.`,
      );
    }
    this.log.info(`Server ${formatVersion(version)} from ${program.file} (${program.origin}).`);
    await this.connect(program, version);
  }

  private find(): ReturnType<typeof findProgram> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return findProgram({
      platform: process.platform,
      home: homedir(),
      setting: serverPath(),
      extensionFolder: this.context.extensionPath,
      searchPath: process.env['PATH'],
      untrusted: vscode.workspace.isTrusted ? [] : folders.map((folder) => folder.uri.fsPath),
      isExecutable,
    });
  }

  private async connect(program: Program, version: Version): Promise<void> {
    const client = new LanguageClient(
      SECTION,
      'Customary',
      { command: program.file, args: ['lsp'] },
      {
        documentSelector: documentSelector(),
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // A first check before the server has asked must not be by other settings than the later ones.
        initializationOptions: () => ({ [SECTION]: vscode.workspace.getConfiguration(SECTION) }),
        initializationFailedHandler: () => false,
        errorHandler: this.errorHandler(),
        diagnosticPullOptions: { onChange: true, onSave: true },
        middleware: { workspace: { handleApplyEdit } },
      },
    );
    this.client = client;
    client.registerFeature(completeInPolicies(client));
    client.onDidChangeState((event) => {
      if (this.client !== client) {
        return;
      }
      if (event.newState === State.Running) {
        this.become({ kind: 'running', program, version });
      } else if (event.newState === State.Starting) {
        this.become({ kind: 'starting' });
      }
    });
    try {
      await client.start();
    } catch (error) {
      // A server that ended has been told of by the error handler, which may be starting it again.
      if (this.client === client && client.state === State.Stopped && this.current.kind === 'starting') {
        this.fail(
          `Customary’s server does not start: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }

  private errorHandler(): ErrorHandler {
    return {
      error: (error, _message, count) => {
        this.log.error(`The connection to the server: ${error.message}`);
        return { action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true };
      },
      closed: () => {
        if (this.crashes.mayRestart(Date.now())) {
          this.log.warn('The server ended by itself and is started again.');
          return { action: CloseAction.Restart, handled: true };
        }
        const problem = `Customary’s server ended by itself ${LIMIT} times within three minutes, and stays off.`;
        // After the client has seen its end, so that “Restart” finds it stopped.
        setTimeout(() => this.fail(problem), 0);
        return { action: CloseAction.DoNotRestart, message: problem, handled: true };
      },
    };
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client && client.state !== State.Stopped) {
      await client
        .dispose()
        .catch((error: unknown) => this.log.warn(`Stopping the server: ${String(error)}`));
    }
  }

  private fail(problem: string): void {
    this.become({ kind: 'failed', problem });
    this.log.error(problem);
    void this.tell(problem);
  }

  /** Says what is wrong, with a button for each way out. */
  async tell(problem: string): Promise<void> {
    const settings = 'Open Settings';
    const log = 'Show Log';
    const again = 'Restart';
    const chosen = await vscode.window.showErrorMessage(problem, settings, again, log);
    if (chosen === settings) {
      await openSetting(`${SECTION}.server.path`);
    } else if (chosen === log) {
      this.log.show();
    } else if (chosen === again) {
      await this.restart();
    }
  }
}

/** Settings of the machine stand on a page of their own where the extension runs on another one. */
async function openSetting(query: string): Promise<void> {
  await (vscode.env.remoteName === undefined
    ? vscode.commands.executeCommand('workbench.action.openSettings', query)
    : vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query }));
}

function minimumVersion(context: vscode.ExtensionContext): Version {
  const manifest = context.extension.packageJSON as { minimumServerVersion: string };
  return parseVersion(manifest.minimumServerVersion) ?? [0, 0, 0];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The version that a program tells, or why it is not to be had. */
function askVersion(file: string): Promise<Version | string> {
  return new Promise((resolve) => {
    execFile(file, ['--version'], { timeout: VERSION_TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      if (error) {
        resolve(
          error.killed
            ? 'it does not answer what version it is'
            : `it does not run (${error.message.trim()})`,
        );
        return;
      }
      resolve(parseVersion(stdout) ?? 'it does not tell its version, so it may be another program');
    });
  });
}
