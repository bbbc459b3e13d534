/**
 * A real workbench for the stories: code-server on a free port, its page in Chromium, the VSIX installed.
 * Everything lives in a folder of its own, which is gone at the end, and every process is ended by its id.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';

/** A step takes a second or two; this is for a machine with much else to do. */
export const PATIENCE_MS = 90_000;

export interface Wishes {
  /** The files of the workspace: each path with its text, in which `$WORKSPACE` stands for its folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Which of them are programs. */
  readonly executable?: readonly string[];
  /** The file to open. */
  readonly open?: string;
  /** A workspace file to open in place of the folder. */
  readonly workspaceFile?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine: those that a workspace must not set. */
  readonly machine?: Readonly<Record<string, unknown>>;
  /** Whether the workspace is trusted. */
  readonly trust?: 'trusted' | 'restricted';
  /** Programs that stand on the PATH alone, beside those of the system. */
  readonly path?: string;
  /** A file of tests to run in the extension host. */
  readonly tests?: string;
  /** The name of the workspace's folder. */
  readonly name?: string;
  /** Whether the VSIX keeps the server that it came with. */
  readonly bundled?: 'kept' | 'removed';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** What the runner was given. */
function given(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run the stories with “cargo test --test vscode”`);
  return value;
}

export const CONTROL = process.platform === 'darwin' ? 'Meta' : 'Control';

/** Tells a story in a workbench of its own. */
export async function withEditor(wishes: Wishes, tell: (editor: Editor) => Promise<void>): Promise<void> {
  // A socket lives in it, so its path must be short.
  const scene = realpathSync(mkdtempSync(join(tmpdir(), 'cv-')));
  const editor = new Editor(scene, wishes);
  const end = (signal: NodeJS.Signals): void => {
    void editor.close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  try {
    await editor.begin();
    await tell(editor);
    console.log('the story was told to its end');
  } catch (error) {
    await editor.complain();
    throw error;
  } finally {
    process.off('SIGTERM', end).off('SIGINT', end);
    await editor.close();
  }
}

export class Editor {
  readonly workspace: string;
  readonly extension: string;
  private readonly scene: string;
  private readonly wishes: Wishes;
  private server: ChildProcess | undefined;
  private browser: Browser | undefined;
  private shown: Page | undefined;
  private outcome: Promise<number> | undefined;
  private said = '';
  private readonly strangers: string[] = [];

  constructor(scene: string, wishes: Wishes) {
    this.scene = scene;
    this.wishes = wishes;
    this.workspace = join(scene, wishes.name ?? 'w');
    for (const [path, text] of Object.entries(wishes.files)) {
      this.write(path, text.replaceAll('$WORKSPACE', this.workspace));
    }
    mkdirSync(this.workspace, { recursive: true });
    for (const program of wishes.executable ?? []) {
      chmodSync(this.path(program), 0o755);
    }
    this.settings('User', {
      'workbench.startupEditor': 'none',
      'workbench.editor.useModal': 'off',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'chat.disableAIFeatures': true,
      'telemetry.telemetryLevel': 'off',
      // In a browser the default is to save by itself.
      'files.autoSave': 'off',
      ...wishes.settings,
    });
    this.settings('Machine', wishes.machine ?? {});
    this.extension = this.install();
  }

  get page(): Page {
    assert.ok(this.shown, 'the page is open');
    return this.shown;
  }

  path(file: string): string {
    return join(this.workspace, file);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  has(file: string): boolean {
    return existsSync(this.path(file));
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  settings(whose: 'User' | 'Machine', values: Readonly<Record<string, unknown>>): void {
    const folder = join(this.scene, 'u', whose);
    mkdirSync(folder, { recursive: true });
    const text = JSON.stringify(values, undefined, 2).replaceAll('$WORKSPACE', this.workspace);
    writeFileSync(join(folder, 'settings.json'), text);
  }

  async begin(): Promise<void> {
    const address = await this.serve();
    this.browser = await chromium.launch({
      executablePath: given('CHROMIUM'),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
    const context = await this.browser.newContext({
      viewport: this.wishes.viewport ?? { width: 1280, height: 800 },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    this.shown = await context.newPage();
    this.shown.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (
        /^(https?|wss?):$/.test(protocol) &&
        !host.startsWith('127.0.0.1') &&
        !host.endsWith('.localhost')
      ) {
        this.strangers.push(request.url());
      }
    });
    if (this.wishes.tests !== undefined) {
      await this.listen(this.shown);
    }
    await this.shown.goto(this.address(address));
  }

  /** Every host but this machine that the page asked for anything. */
  get askedElsewhere(): readonly string[] {
    return this.strangers;
  }

  async close(): Promise<void> {
    await this.browser?.close().catch(() => undefined);
    this.browser = undefined;
    const server = this.server;
    this.server = undefined;
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      const late = setTimeout(() => server.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.scene, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** What helps whoever reads of a failure. */
  async complain(): Promise<void> {
    const folder = process.env['FAILURES'];
    if (folder !== undefined && this.shown && !this.shown.isClosed()) {
      mkdirSync(folder, { recursive: true });
      const file = join(folder, `${process.env['STORY']?.replaceAll('/', '-') ?? 'story'}.png`);
      await this.shown.screenshot({ path: file }).catch(() => undefined);
      console.error(`the workbench as it was then: ${file}`);
    }
    console.error(this.said.split('\n').slice(-30).join('\n'));
  }

  // What a person sees and does.

  /** Waits until something holds; says what it was when it never does. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined | false> | T | undefined | false,
  ): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await look();
      if (seen !== undefined && seen !== false) {
        return seen;
      }
      if (Date.now() > deadline) {
        throw new Error(`never came true: ${what}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs a command from the palette, by its title. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await input.waitFor();
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
    await row.click();
  }

  squiggles(kind: 'warning' | 'info' | 'error' = 'warning'): Promise<number> {
    return this.page.locator(`.monaco-editor .squiggly-${kind}`).count();
  }

  text(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
  }

  status(): Locator {
    return this.page.locator('.statusbar-item[id="customary.customary.customary.status"]');
  }

  async statusSays(text: string | RegExp): Promise<void> {
    await this.until(`the status bar says ${text}`, async () => {
      const said = (
        (await this.status()
          .first()
          .textContent({ timeout: 1000 })
          .catch(() => '')) ?? ''
      ).trim();
      return typeof text === 'string' ? said === text : text.test(said);
    });
  }

  /** A notification that holds a text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** Clicks the word that stands in the active editor. */
  async clickWord(word: string): Promise<void> {
    const place = await this.page.evaluate((word) => {
      const lines = document.querySelector('.editor-group-container.active .monaco-editor .view-lines');
      const walker = document.createTreeWalker(lines as Node, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = (node.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(word);
        if (at >= 0) {
          const range = document.createRange();
          range.setStart(node, at + 1);
          range.setEnd(node, at + 2);
          const box = range.getBoundingClientRect();
          return { x: box.x, y: box.y + box.height / 2 };
        }
      }
      return undefined;
    }, word);
    assert.ok(place, `“${word}” is on screen`);
    await this.page.mouse.click(place.x, place.y);
  }

  /** The menu of code actions. */
  menu(): Locator {
    return this.page.locator('.action-widget:not(.action-list-submenu-panel)');
  }

  /** Clicks a word, then the light bulb that comes up beside it. */
  async bulb(word: string): Promise<void> {
    await this.clickWord(word);
    const bulb = this.page.locator(
      '.monaco-editor .lightBulbWidget, .monaco-editor [class*="codicon-gutter-lightbulb"]',
    );
    await this.until(`the menu of the light bulb at “${word}”`, async () => {
      if (await this.menu().isVisible()) {
        return true;
      }
      // It moves to another place when the actions are there: a click may come too early.
      await bulb
        .first()
        .click({ timeout: 1000 })
        .catch(() => undefined);
      await this.menu()
        .waitFor({ timeout: 1000 })
        .catch(() => undefined);
      return false;
    });
  }

  /** Chooses an action of the open menu. */
  async choose(title: string): Promise<void> {
    await this.menu().locator('.monaco-list-row', { hasText: title }).first().click();
  }

  async onDisk(file: string, what: string, holds: (text: string) => boolean): Promise<void> {
    await this.until(`${file} on disk: ${what}`, () => existsSync(this.path(file)) && holds(this.read(file)));
  }

  async save(): Promise<void> {
    await this.page.keyboard.press(`${CONTROL}+KeyS`);
  }

  /** Opens another file of the workspace. */
  async open(file: string): Promise<void> {
    await this.page.keyboard.press(`${CONTROL}+KeyP`);
    const input = this.page.locator('.quick-input-widget:visible input[type="text"]');
    await input.waitFor();
    await input.fill(file);
    const name = file.slice(file.lastIndexOf('/') + 1);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Takes a picture for the documentation, where pictures are asked for. */
  async picture(name: string): Promise<void> {
    const folder = process.env['PICTURES'];
    if (folder !== undefined) {
      // Out of the way, so that no tooltip stands in the picture.
      await this.page.mouse.move(5, (this.page.viewportSize()?.height ?? 0) - 60);
      await this.page.locator('.workbench-hover').waitFor({ state: 'hidden' });
      const quiet =
        '.notifications-toasts { display: none !important } .cursors-layer { visibility: hidden }';
      await this.page.screenshot({ path: join(folder, `${name}.png`), style: quiet });
    }
  }

  // The machinery.

  private environment(): NodeJS.ProcessEnv {
    const inherited = process.env['PATH'] ?? '';
    return {
      HOME: this.scene,
      PATH: this.wishes.path ?? inherited,
      LANG: 'C.UTF-8',
      EXTENSIONS_GALLERY: '{}',
      XDG_CONFIG_HOME: join(this.scene, 'x'),
      XDG_DATA_HOME: join(this.scene, 'x'),
      XDG_CACHE_HOME: join(this.scene, 'x'),
    };
  }

  private common(): string[] {
    const config = join(this.scene, 'c.yaml');
    writeFileSync(config, '');
    return [
      join(given('CODE_SERVER'), 'out/node/entry.js'),
      ...[
        '--config',
        config,
        '--user-data-dir',
        join(this.scene, 'u'),
        '--extensions-dir',
        join(this.scene, 'e'),
      ],
    ];
  }

  /** Installs the VSIX; gives the folder that it came to lie in. */
  private install(): string {
    const args = [...this.common(), '--install-extension', given('VSIX')];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8', env: this.environment() });
    assert.equal(run.status, 0, `the VSIX installs: ${run.stdout}${run.stderr}`);
    const folder = readdirSync(join(this.scene, 'e')).find((name) => name.startsWith('customary.customary-'));
    assert.ok(folder, `the VSIX was installed: ${run.stdout}${run.stderr}`);
    const extension = join(this.scene, 'e', folder);
    if (this.wishes.bundled === 'removed') {
      rmSync(join(extension, 'server'), { recursive: true });
    } else {
      assert.ok(existsSync(join(extension, 'server/customary')), 'the VSIX holds the server');
    }
    return extension;
  }

  /** Starts code-server; gives its host and port. */
  private async serve(): Promise<string> {
    const args = [
      ...this.common(),
      ...['--bind-addr', '127.0.0.1:0', '--auth', 'none', '--disable-telemetry', '--disable-update-check'],
      ...['--disable-getting-started-override', '--disable-proxy', '--reconnection-grace-time', '1'],
      // It hears of tests in the extension host, but shows no notifications.
      ...(this.wishes.tests === undefined ? [] : ['--vscode-option', 'enable-smoke-test-driver']),
      ...(this.wishes.trust === 'restricted' ? [] : ['--disable-workspace-trust']),
    ];
    const server = spawn(process.execPath, args, {
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.server = server;
    const take = (piece: Buffer): void => {
      this.said += piece.toString();
    };
    server.stdout.on('data', take);
    server.stderr.on('data', take);
    const address = await this.until('code-server listens', () => {
      assert.equal(server.exitCode, null, `code-server runs: ${this.said}`);
      return /listening on http:\/\/(127\.0\.0\.1:\d+)/.exec(this.said)?.[1];
    });
    await this.until('code-server answers', async () => {
      const answer = await fetch(`http://${address}/healthz`).catch(() => undefined);
      return answer?.ok;
    });
    return address;
  }

  private address(address: string): string {
    const remote = (path: string): string => `vscode-remote://${address}${path}`;
    const payload: [string, string][] = [];
    if (this.wishes.open !== undefined) {
      payload.push(['openFile', remote(this.path(this.wishes.open))]);
    }
    if (this.wishes.tests !== undefined) {
      payload.push(['extensionDevelopmentPath', remote(this.extension)]);
      payload.push(['extensionTestsPath', remote(this.wishes.tests)]);
    }
    const place =
      this.wishes.workspaceFile === undefined
        ? `folder=${this.workspace}`
        : `workspace=${this.path(this.wishes.workspaceFile)}`;
    return `http://${address}/?${place}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  }

  /** Listens for what the tests in the extension host say, and for their end. */
  private async listen(page: Page): Promise<void> {
    let end: (code: number) => void = () => undefined;
    this.outcome = new Promise<number>((resolve) => (end = resolve));
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      console.log(`[${type}]`, ...args),
    );
    await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
  }

  /** The exit code of the tests in the extension host. */
  async tested(): Promise<number> {
    assert.ok(this.outcome, 'tests were asked for');
    let late: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      late = setTimeout(
        () => reject(new Error('the tests in the extension host do not end')),
        2 * PATIENCE_MS,
      );
    });
    try {
      return await Promise.race([this.outcome, limit]);
    } finally {
      clearTimeout(late);
    }
  }
}

/** Runs a file of tests in the extension host of a workbench of its own. */
export async function inExtensionHost(wishes: Omit<Wishes, 'tests'>, file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  const tests = join(folder, 'tests.cjs');
  try {
    await build({
      entryPoints: [join(import.meta.dirname, 'host', file)],
      outfile: tests,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
    await withEditor({ ...wishes, tests }, async (editor) => {
      assert.equal(await editor.tested(), 0, 'the tests in the extension host pass');
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies a folder of the repository into the files of a workspace. */
export function sample(name: string): Record<string, string> {
  const folder = join(given('REPOSITORY'), 'examples', name);
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files[path.slice(folder.length + 1)] = readFileSync(path, 'utf8');
    }
  }
  return files;
}
