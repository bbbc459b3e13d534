/**
 * The running server: finds the program, starts, stops and restarts it, and says what is wrong when it
 * cannot. All else asks it through `request` and listens to `onDidChange`.
 */

import { execFile } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  ExecuteCommandRequest,
  LanguageClient,
  ResponseError,
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

/** How long a started server may take to answer the editor's greeting. */
const START_TIMEOUT_S = 30;

/** What it would show of a failed start stays in the log: our message says what to do, and comes once. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Condition>();
  /** Fires whenever the condition is another. */
  readonly onDidChange = this.changed.event;
  private current: Condition = { kind: 'off' };
  private client: Client | undefined;
  /** Ends the wait for a server that has not answered yet. */
  private waitNoMore: () => void = () => undefined;
  private late: NodeJS.Timeout | undefined;
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
    if (!isEnabled()) {
      this.waitNoMore();
    }
    await this.enqueue(async () => {
      if (!isEnabled()) {
        this.crashes.forget();
        await this.stop();
        this.become({ kind: 'off' });
      } else if (this.current.kind === 'off') {
        this.crashes.forget();
        await this.start();
      }
    });
  }

  async restart(): Promise<void> {
    this.waitNoMore();
    await this.enqueue(async () => {
      this.crashes.forget();
      await this.stop();
      await (isEnabled() ? this.start() : Promise.resolve(this.become({ kind: 'off' })));
    });
  }

  /** Tries once more where it failed: what was in its way may be gone. */
  async retry(): Promise<void> {
    await this.enqueue(async () => {
      if (this.current.kind === 'failed' && isEnabled()) {
        await this.stop();
        await this.start();
      }
    });
  }

  async dispose(): Promise<void> {
    this.waitNoMore();
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
    if (condition.kind !== 'starting') {
      clearTimeout(this.late);
    }
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
      realPath,
    });
  }

  private async connect(program: Program, version: Version): Promise<void> {
    const refuse = (why: string): void => this.refuse(client, `“${program.file}” ${why}`);
    let answered = false;
    const client: Client = new Client(
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
        errorHandler: this.errorHandler(() => this.client === client && answered, refuse),
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
        clearTimeout(this.late);
        this.late = setTimeout(
          () => refuse(`has not answered for ${START_TIMEOUT_S} seconds`),
          START_TIMEOUT_S * 1000,
        );
      }
    });
    const given = new Promise<void>((resolve) => (this.waitNoMore = resolve));
    const begun = client.start().then(
      async () => {
        answered = true;
        if (this.client !== client) {
          await this.letGo(client);
        }
      },
      (error: unknown) => refuse(whyNot(error)),
    );
    // Whoever stops it meanwhile comes next in the queue, and must not wait for a server that is mute.
    await Promise.race([begun, given]);
  }

  /** Gives up a server that does not come to answer. */
  private refuse(client: Client, why: string): void {
    // One that was stopped, or given up before, has nothing more to say.
    if (this.client !== client) {
      return;
    }
    this.client = undefined;
    void this.letGo(client);
    this.fail(
      `Customary’s server does not start: ${why}. Look into the log, or name another server in the setting ` +
        '“customary.server.path”.',
    );
    this.waitNoMore();
  }

  private errorHandler(answered: () => boolean, refuse: (why: string) => void): ErrorHandler {
    return {
      error: (error) => {
        this.log.error(`The connection to the server: ${error.message}`);
        // A pipe that is broken for good is closed as well, and then asked about below.
        return { action: ErrorAction.Continue, handled: true };
      },
      closed: () => {
        if (!answered()) {
          refuse('ended before it answered');
          return { action: CloseAction.DoNotRestart, handled: true };
        }
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
    clearTimeout(this.late);
    const client = this.client;
    this.client = undefined;
    if (client) {
      await this.letGo(client);
    }
  }

  /** Ends a server in whatever state it is: one that has not answered yet cannot be asked to leave. */
  private async letGo(client: Client): Promise<void> {
    if (client.state === State.Stopped) {
      return;
    }
    const isRunning = client.state === State.Running;
    if (!isRunning) {
      client.serverProcess?.kill();
    }
    await client.dispose().catch((error: unknown) => {
      if (isRunning) {
        this.log.warn(`Stopping the server: ${String(error)}`);
      }
    });
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

/** Where a path leads to, past all links; the path itself where it leads nowhere. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Why a start failed: in the server's words where it answered, else its pipe broke. */
function whyNot(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isAnswer = error instanceof ResponseError && error.code !== ErrorCodes.MessageWriteError;
  return isAnswer ? `says “${message}”` : `ended before it answered (${message})`;
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
