import {
  CodeActionKind,
  CodeActionTriggerKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type Connection,
} from "vscode-languageserver/node";

import { editFor } from "./client.js";
import { difference, editOfFix, FIX_ALL, fixedText, quickFixes, type EditOf } from "./fixes.js";
import { hoverAt } from "./hover.js";
import type { Session } from "./session.js";

/** Answers what an editor asks about a document. */
export function answerQuestions(connection: Connection, session: Session): void {
  connection.onHover(async ({ textDocument: { uri }, position }, token) => {
    const lines = { start: position.line, end: position.line };
    const findings = await session.fixable(uri, lines, signalOf(token));
    return hoverAt(position, findings, session.settings.baseUrl);
  });
  connection.onCodeAction(async (params, token) => {
    const actions = await codeActions(session, params, signalOf(token));
    return token.isCancellationRequested
      ? new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled")
      : actions;
  });
  if (!session.client.pulls) return;
  connection.languages.diagnostics.on(async ({ textDocument: { uri } }, token) => {
    const { outcome } = await session.found(uri, false, signalOf(token));
    if (token.isCancellationRequested)
      return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled", { retriggerRequest: false });
    const shown = outcome && session.diagnostics(session.files.fileOf(uri), outcome).get(uri);
    return { kind: "full", items: shown ?? [] };
  });
}

const ALL_LINES = { start: 0, end: Infinity };

async function codeActions(
  session: Session,
  { textDocument: { uri }, range, context: { only, triggerKind } }: CodeActionParams,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const isWanted = (kind: string): boolean =>
    only?.some((one) => kind === one || kind.startsWith(`${one}.`)) ?? true;
  const lines = { start: range.start.line, end: range.end.line };
  const findings = isWanted(CodeActionKind.QuickFix) ? await session.fixable(uri, lines, signal) : [];
  const document = session.files.document(uri);
  if (!document) return [];
  const { version } = document;
  const editOf: EditOf = (edits) => editFor(session.client, uri, version, edits);
  const actions = quickFixes(document, findings, session.settings.baseUrl, editOf);
  // Somebody who only moves the cursor is not asking for that.
  const isAsked = only !== undefined || triggerKind !== CodeActionTriggerKind.Automatic;
  // Of a notebook, each cell would have to be put right by itself.
  if (!isAsked || !isWanted(FIX_ALL) || session.files.fileOf(uri) !== uri) return actions;
  const before = document.getText().replace(/\r\n?/g, "\n");
  const after = await fixedText(before, (text) => session.look(uri, { text, fixesOf: ALL_LINES }, signal));
  const change = after === null ? null : difference(before, after);
  if (change === null || document.version !== version) return actions;
  const title = "no-pickle: fix all that is safe to fix";
  return [...actions, { title, kind: FIX_ALL, edit: editOf([editOfFix(document, change)]) }];
}

/** A signal that comes when an editor does not want an answer any more. */
function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}
