import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

import { explainRule, fixAll, inspectFile, MadeTexts } from "./commands.js";
import { scanWorkspace } from "./scan.js";
import { showStatus } from "./status.js";

let client: LanguageClient | undefined;

const LANGUAGES = ["python", "yaml", "toml", "json", "jsonc", "shellscript", "dockerfile", "ini", "makefile"];

/** Starts the server that lies in this extension, and offers the commands. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const cli = context.asAbsolutePath("server/dist/cli.js");
  const texts = new MadeTexts();
  const problems = vscode.languages.createDiagnosticCollection("no-pickle scan");
  context.subscriptions.push(
    texts.register(),
    problems,
    showStatus(),
    // From now on the server speaks for it.
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      problems.delete(uri);
    }),
    vscode.commands.registerCommand("no-pickle.scan", () =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "no-pickle scans the workspace" },
        () => scanWorkspace(cli, problems),
      ),
    ),
    vscode.commands.registerCommand("no-pickle.explain", () => explainRule(cli, texts)),
    vscode.commands.registerCommand("no-pickle.fixAll", fixAll),
    vscode.commands.registerCommand("no-pickle.inspect", (clicked: unknown) =>
      inspectFile(cli, texts, clicked),
    ),
  );
  client = new LanguageClient(
    "no-pickle",
    "no-pickle",
    { module: cli, transport: TransportKind.stdio, args: ["lsp"] },
    {
      documentSelector: [
        ...LANGUAGES.map((language) => ({ scheme: "file", language })),
        // A file that is no text is looked at where an editor opens it.
        { scheme: "file", pattern: "**/*.{pkl,pickle,joblib,pt,pth,npy}" },
      ],
      initializationOptions: settings(),
    },
  );
  await client.start();
}

/** The settings as they are at the start; later the server asks for them. */
function settings(): Readonly<Record<string, unknown>> {
  const all = vscode.workspace.getConfiguration("no-pickle");
  return Object.fromEntries(["policy", "organization", "baseUrl"].map((name) => [name, all.get(name)]));
}

/** Ends the server. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
