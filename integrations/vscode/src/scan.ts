import * as vscode from "vscode";

import { runCommandLine } from "./command-line.js";

/** A finding, as the command line prints it in JSON; 1-based. */
interface Printed {
  readonly ruleId: string;
  readonly level: "block" | "warn" | "note";
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const SEVERITIES = {
  block: vscode.DiagnosticSeverity.Error,
  warn: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
};

/**
 * Scans all folders of the workspace, and lists what is found below Problems. What is open is left to the server, which knows
 * its text. Says what came of it.
 */
export async function scanWorkspace(cli: string, problems: vscode.DiagnosticCollection): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (folders.length === 0) {
    void vscode.window.showInformationMessage("no-pickle: open a folder to scan it.");
    return;
  }
  problems.clear();
  let count = 0;
  for (const folder of folders) {
    const args = ["scan", "--format", "json", ...policyOptions(folder)];
    const { code, out, err } = await runCommandLine(cli, args, folder.uri.fsPath);
    if (code > 1) {
      void vscode.window.showErrorMessage(`no-pickle could not scan ${folder.name}: ${err.trim()}`);
      continue;
    }
    const { findings } = JSON.parse(out) as { readonly findings: readonly Printed[] };
    count += findings.length;
    show(folder, findings, problems);
  }
  const what = count === 0 ? "nothing unsafe found" : `${String(count)} found, listed under Problems`;
  void vscode.window.showInformationMessage(`no-pickle: ${what}.`);
}

/** The policies that are set, as options. */
function policyOptions({ uri }: vscode.WorkspaceFolder): string[] {
  const settings = vscode.workspace.getConfiguration("no-pickle", uri);
  return ["policy", "organization"].flatMap((name) => {
    const value = settings.get<string | null>(name);
    return value ? [`--${name}`, value] : [];
  });
}

function show(
  { uri }: vscode.WorkspaceFolder,
  findings: readonly Printed[],
  problems: vscode.DiagnosticCollection,
): void {
  const open = new Set(vscode.workspace.textDocuments.map((document) => document.uri.toString()));
  const byFile = new Map<string, Printed[]>();
  for (const finding of findings) byFile.set(finding.path, [...(byFile.get(finding.path) ?? []), finding]);
  for (const [path, own] of byFile) {
    const file = vscode.Uri.joinPath(uri, path);
    if (!open.has(file.toString())) problems.set(file, own.map(toDiagnostic));
  }
}

function toDiagnostic({
  line,
  column,
  endLine,
  endColumn,
  message,
  level,
  ruleId,
}: Printed): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[level]);
  diagnostic.source = "no-pickle";
  diagnostic.code = ruleId;
  return diagnostic;
}
