import * as vscode from "vscode";

import { runCommandLine } from "./command-line.js";

/** A rule, as `no-pickle rules --format json` lists it. */
interface Rule {
  readonly id: string;
  readonly title: string;
  readonly level: string;
}

/** The scheme of the texts that are made here and can only be read. */
const SCHEME = "no-pickle";

/** Shows texts that this extension makes, by their addresses. */
export class MadeTexts implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();

  /** Makes them known to the editor. */
  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  /** Keeps a text below a name. */
  add(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }
}

/** Explains a rule: the one of the problem at the cursor, or one that is chosen. */
export async function explainRule(cli: string, texts: MadeTexts): Promise<void> {
  const id = ruleAtCursor() ?? (await chooseRule(cli));
  if (id === undefined) return;
  const { code, out, err } = await runCommandLine(cli, ["rules", id], undefined);
  if (code !== 0) {
    void vscode.window.showErrorMessage(`no-pickle: ${err.trim()}`);
    return;
  }
  await vscode.commands.executeCommand("markdown.showPreview", texts.add(`${id}.md`, out));
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "no-pickle" && range.contains(editor.selection.active));
  const code = here[0]?.code;
  const id = typeof code === "object" ? code.value : code;
  // Not all that is said comes from a rule.
  return typeof id === "string" && id !== "not-scanned" && id !== "remark" ? id : undefined;
}

async function chooseRule(cli: string): Promise<string | undefined> {
  const { out } = await runCommandLine(cli, ["rules", "--format", "json"], undefined);
  const rules = JSON.parse(out || "[]") as readonly Rule[];
  const items = rules.map(({ id, title, level }) => ({ label: id, description: level, detail: title }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Explain a rule",
    matchOnDetail: true,
  });
  return chosen?.label;
}

/** Shows what a file would run when it is loaded: the one that was clicked on, or one that is chosen. */
export async function inspectFile(cli: string, texts: MadeTexts, clicked: unknown): Promise<void> {
  const file = clicked instanceof vscode.Uri ? clicked : await chooseFile();
  if (!file) return;
  const { code, out, err } = await runCommandLine(cli, ["inspect", file.fsPath], undefined);
  if (code > 1) {
    void vscode.window.showErrorMessage(`no-pickle: ${err.trim()}`);
    return;
  }
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const document = await vscode.workspace.openTextDocument(texts.add(`${name}.txt`, out));
  await vscode.window.showTextDocument(document, { preview: true });
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Show what a file would run",
    canSelectMany: false,
  });
  return chosen?.[0];
}

/** Applies the proven fixes of the text in front that need no second look. */
export async function fixAll(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.codeAction", {
    kind: "source.fixAll.no-pickle",
    apply: "first",
  });
}
