import {
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  TextDocumentSyncKind,
  type Connection,
  type InitializeResult,
} from "vscode-languageserver/node";

import { clientOf, foldersOf, pathsOf, settingsSaid, WATCHED } from "./client.js";
import { FIX_ALL } from "./fixes.js";
import { createAnalyst } from "./analyst.js";
import { answerQuestions } from "./answers.js";
import { Session } from "./session.js";

/** What the server runs with. */
export interface EditorSetting {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** The module that runs in its thread, `editor-thread.js`. */
  readonly thread: URL;
  readonly cwd: string;
  readonly version: string;
}

/** Serves an editor on two streams until it says `exit`, or the streams end; then the process ends. */
export async function serveEditor(setting: EditorSetting): Promise<never> {
  const connection = createConnection(setting.input, setting.output);
  const analyst = createAnalyst(setting.thread, (error) => {
    connection.console.error(`no-pickle: no thread can be started: ${error.message}`);
  });
  connection.onInitialize((params): InitializeResult => {
    const folders = foldersOf(params);
    const client = clientOf(params.capabilities);
    const session = new Session(connection, analyst, client, folders, setting.cwd);
    session.setUp(settingsSaid(params.initializationOptions, session.home()));
    session.listen();
    answerQuestions(connection, session);
    listenToWorkspace(connection, session);
    return {
      serverInfo: { name: "no-pickle", version: setting.version },
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          save: { includeText: false },
        },
        notebookDocumentSync: {
          notebookSelector: [{ notebook: "jupyter-notebook", cells: [{ language: "python" }] }],
          save: true,
        },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ["quickfix", FIX_ALL] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pulls && {
          diagnosticProvider: {
            identifier: "no-pickle",
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }),
      },
    };
  });
  connection.listen();
  return new Promise<never>(() => undefined);
}

function listenToWorkspace(connection: Connection, session: Session): void {
  const { client } = session;
  connection.onInitialized(() => {
    void register(connection, session).catch((error: unknown) => {
      connection.console.warn(`no-pickle: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    session.diskChanged(changes.some(({ type }) => type !== FileChangeType.Changed));
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    if (client.tellsSettings) void pullSettings(connection, session);
    else session.setUp(settingsSaid(settings, session.home()));
  });
}

async function register(connection: Connection, session: Session): Promise<void> {
  const { client } = session;
  if (client.watches)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: WATCHED.map((globPattern) => ({ globPattern })),
    });
  if (client.registersSettings)
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "no-pickle" });
  if (client.tellsSettings) await pullSettings(connection, session);
  if (client.tellsFolders)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      session.foldersChanged(pathsOf(added), pathsOf(removed));
    });
}

async function pullSettings(connection: Connection, session: Session): Promise<void> {
  const said: unknown = await connection.workspace.getConfiguration("no-pickle");
  session.setUp(settingsSaid(said, session.home()));
}
