import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
} from "vscode-languageserver-protocol/node";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

/** What the editor that stands here can do. */
export const CAPABILITIES: ClientCapabilities = {
  textDocument: { publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true } },
  workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true } },
};

/** How an editor is started. */
export interface EditorOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The command, in place of the built one. */
  readonly command?: readonly [string, ...string[]];
}

/** An editor that runs the built language server (`dist/cli.js lsp`) as its users' would. */
export class Editor {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  /** What the server can do, as it says. */
  capabilities: unknown = null;
  /** What the server wrote to standard error. */
  complaints = "";
  /** How often it was asked to pull again. */
  refreshes = 0;
  /** The code that the server ended with. */
  readonly ended: Promise<number | null>;
  private readonly shown = new Map<string, PublishDiagnosticsParams>();
  private readonly texts = new Map<string, { version: number; text: string }>();
  private readonly listeners = new Set<() => void>();

  private constructor(command: readonly [string, ...string[]]) {
    const [file, ...args] = command;
    this.server = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"] });
    const { stdin, stdout, stderr } = this.server;
    if (!stdin || !stdout || !stderr) throw new Error("the server has no streams");
    stderr.on("data", (chunk: Buffer) => (this.complaints += chunk.toString("utf8")));
    this.ended = new Promise((resolve) => this.server.on("close", resolve));
    this.connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.shown.set(params.uri, params);
      for (const listener of [...this.listeners]) listener();
    });
    this.connection.onRequest("client/registerCapability", () => null);
    this.connection.onRequest("workspace/diagnostic/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.connection.listen();
  }

  /** Starts it with these folders as its workspace. */
  static async start(folders: readonly string[], options: EditorOptions = {}): Promise<Editor> {
    const editor = new Editor(options.command ?? [process.execPath, CLI, "lsp", "--stdio"]);
    const { capabilities } = await editor.connection.sendRequest<{ capabilities: unknown }>("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((path) => ({ uri: uriOf(path), name: path })),
      capabilities: options.capabilities ?? CAPABILITIES,
      initializationOptions: options.initializationOptions,
    });
    editor.capabilities = capabilities;
    await editor.connection.sendNotification("initialized", {});
    return editor;
  }

  /** Opens a text under a path. */
  async open(path: string, text: string, languageId = "python"): Promise<void> {
    const uri = uriOf(path);
    this.texts.set(uri, { version: 1, text });
    const textDocument = { uri, languageId, version: 1, text };
    await this.connection.sendNotification("textDocument/didOpen", { textDocument });
  }

  /** Replaces a range, or all, of an open text. */
  async change(path: string, text: string, range?: Range): Promise<void> {
    const known = this.known(path);
    known.version++;
    known.text = range ? replaced(known.text, range, text) : text;
    await this.connection.sendNotification("textDocument/didChange", {
      textDocument: { uri: uriOf(path), version: known.version },
      contentChanges: [range ? { range, text } : { text }],
    });
  }

  async close(path: string): Promise<void> {
    this.texts.delete(uriOf(path));
    await this.connection.sendNotification("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
  }

  /** The text as the editor has it. */
  text(path: string): string {
    return this.known(path).text;
  }

  /** Waits for the diagnostics of the newest version of an open text. */
  async diagnostics(path: string): Promise<readonly Diagnostic[]> {
    return this.until(path, ({ version }) => version === this.known(path).version);
  }

  /** Waits for diagnostics of a file that are as they should be. */
  async until(
    path: string,
    isSo: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return this.shownOf(uriOf(path), isSo);
  }

  /** The same for what a URI names. */
  async shownOf(
    uri: string,
    isSo: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<readonly Diagnostic[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const last = JSON.stringify(this.shown.get(uri) ?? null);
        reject(new Error(`no such diagnostics of ${uri}: ${last} ${this.complaints}`));
      }, PATIENCE_MS);
      const look = (): void => {
        const params = this.shown.get(uri);
        if (!params || !isSo(params)) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        resolve(params.diagnostics);
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Asks something about an open text. */
  async ask<Answer>(method: string, path: string, params: object = {}): Promise<Answer> {
    return this.connection.sendRequest<Answer>(method, { textDocument: { uri: uriOf(path) }, ...params });
  }

  /** Says `shutdown` and `exit`. Returns the code that the server ended with. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    const code = await this.ended;
    this.connection.dispose();
    return code;
  }

  private known(path: string): { version: number; text: string } {
    const known = this.texts.get(uriOf(path));
    if (!known) throw new Error(`${path} is not open`);
    return known;
  }
}

/** How long something is waited for, on a machine that may be busy. */
const PATIENCE_MS = 30_000;

/** The URI of a file. */
export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** A text with a range replaced; lines end as editors count them. */
export function replaced(text: string, { start, end }: Range, by: string): string {
  return text.slice(0, offsetIn(text, start)) + by + text.slice(offsetIn(text, end));
}

function offsetIn(text: string, { line, character }: Range["start"]): number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
  const start = starts[line] ?? text.length;
  const rest = text.slice(start, starts[line + 1] ?? text.length).replace(/[\r\n]+$/, "");
  return start + Math.min(character, rest.length);
}
