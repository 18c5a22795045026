import * as vscode from "vscode";

/** Says in the status bar what was found in the text in front; a click leads to the problems. */
export function showStatus(): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("no-pickle", vscode.StatusBarAlignment.Right, 90);
  item.name = "no-pickle";
  item.command = "workbench.actions.view.problems";
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== "file") {
      item.hide();
      return;
    }
    const own = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "no-pickle");
    const blocking = own.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
    item.text = own.length === 0 ? "$(pass) no-pickle" : `$(warning) no-pickle ${String(own.length)}`;
    item.tooltip =
      own.length === 0
        ? "no-pickle has nothing to say of this file"
        : `no-pickle: ${String(own.length)} found in this file, of which ${String(blocking)} would block a merge`;
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.languages.onDidChangeDiagnostics(update),
  );
}
