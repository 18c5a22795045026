import { CodeActionKind, type CodeAction, type TextEdit } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";

import type { Finding, Fix } from "../findings/finding.js";
import { applyFix } from "../analysis/prove-fix.js";
import { visible } from "../report/escape.js";
import { diagnosticsOf } from "./diagnostics.js";
import type { Outcome } from "./task.js";

/** What puts right all that can be put right without a word of caution. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.no-pickle`;

/** Makes an edit of a document; the client says in which form it takes it. */
export type EditOf = (edits: readonly TextEdit[]) => NonNullable<CodeAction["edit"]>;

/** The quick fixes of what was found in a document. */
export function quickFixes(
  document: TextDocument,
  findings: readonly Finding[],
  baseUrl: string | null,
  editOf: EditOf,
): CodeAction[] {
  return findings.flatMap((finding) => {
    const { fix } = finding;
    if (fix === null) return [];
    const only = { findings: [{ ...finding, related: [] }], notScanned: [], remarks: [] };
    const shown = diagnosticsOf(
      [document.uri],
      only,
      (here) => ({ uri: document.uri, range: here }),
      baseUrl,
    );
    return [
      {
        title: titleOf(finding, fix),
        kind: CodeActionKind.QuickFix,
        diagnostics: shown.get(document.uri) ?? [],
        isPreferred: fix.caveat === null,
        edit: editOf([editOfFix(document, fix)]),
      },
    ];
  });
}

function titleOf({ ruleId }: Finding, { replacement, caveat }: Fix): string {
  const lines = replacement.split("\n").filter((line) => line.trim() !== "");
  const [first = ""] = lines.map((line) => visible(line.trim()));
  const code = first.length > MAX_SHOWN ? `${first.slice(0, MAX_SHOWN)}...` : first;
  const what = first === "" ? `take it out (${ruleId})` : `${code} (${ruleId})`;
  return `no-pickle: ${what}${caveat === null ? "" : `. ${caveat}`}`;
}

const MAX_SHOWN = 60;

/** Replaces the lines of a fix, with the line ends that the document has. */
export function editOfFix(document: TextDocument, { startLine, endLine, replacement }: Fix): TextEdit {
  const line = document.getText({
    start: { line: endLine, character: 0 },
    end: { line: endLine + 1, character: 0 },
  });
  const end = { line: endLine, character: line.replace(/(?<![\r\n])[\r\n]+$/, "").length };
  return {
    range: { start: { line: startLine, character: 0 }, end },
    newText: replacement.replaceAll("\n", lineEndOf(document)),
  };
}

/** How the first line of a document ends. */
function lineEndOf(document: TextDocument): string {
  return /\r\n|\r|\n/.exec(document.getText())?.[0] ?? "\n";
}

/** The most times that a text is looked at for all of its fixes. */
const MAX_ROUNDS = 20;

/**
 * A text with everything put right that can be without a word of caution, each step proven by looking again.
 * @param look what is in a text; null where that cannot be told any more
 * @returns null where nothing can be put right
 */
export async function fixedText(
  text: string,
  look: (text: string) => Promise<Outcome | null>,
): Promise<string | null> {
  let now = text;
  let outcome = await look(text);
  let most = Infinity;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!outcome) return null;
    const fixes = apart(outcome.findings).slice(0, most);
    if (fixes.length === 0) break;
    const after = fixes.reduceRight(applyFix, now);
    const next = await look(after);
    if (!next) return null;
    const isProven = next.notScanned.length === 0 && next.findings.length < outcome.findings.length;
    if (!isProven && most === 1) break;
    // Together they may do what none does alone: then one by one.
    most = isProven ? most : 1;
    if (isProven) [now, outcome] = [after, next];
  }
  return now === text ? null : now;
}

/** The fixes that need no word of caution and touch different lines, from the top. */
function apart(findings: readonly Finding[]): Fix[] {
  const fixes = findings.flatMap(({ fix }) => (fix?.caveat === null ? [fix] : []));
  const chosen: Fix[] = [];
  for (const fix of fixes.sort((a, b) => a.startLine - b.startLine))
    if (fix.startLine > (chosen.at(-1)?.endLine ?? -1)) chosen.push(fix);
  return chosen;
}

/** The lines that differ between two texts, as one replacement; null where none do. */
export function difference(before: string, after: string): Fix | null {
  const [old, made] = [before.split("\n"), after.split("\n")];
  const most = Math.min(old.length, made.length);
  let start = 0;
  while (start < most && old[start] === made[start]) start++;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === made[made.length - 1 - same]) same++;
  if (start === old.length && start === made.length) return null;
  // Where lines only came or went, one that stays is replaced by itself and them.
  if (start === old.length - same || start === made.length - same) {
    if (start > 0) start--;
    else same--;
  }
  const replacement = made.slice(start, made.length - same).join("\n");
  return { startLine: start, endLine: old.length - same - 1, replacement, caveat: null };
}
