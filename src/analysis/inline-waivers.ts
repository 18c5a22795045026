import type { Range } from "../findings/finding.js";
import type { FileModel } from "../python/file-model.js";
import type { Span } from "../parse/syntax-tree.js";

/** A comment `# no-pickle: allow[rule-id, ...] reason` and what it stands beside. */
export interface InlineWaiver {
  /** 0-based line of the comment in the file. */
  readonly line: number;
  readonly reason: string;
}

/** Finds the comment that asks to let a use through: the rule of the use, and where the use is. */
export type FindInlineWaiver = (ruleId: string, use: Span) => InlineWaiver | null;

const ALLOW = /^#\s*no-pickle:\s*allow\s*\[([^\]]*)\]\s*(?:[:,-]\s*)?(\S.*)$/;

/** The waiver that a line of a document holds for a rule, or, where it stands alone, the line before. */
export function waiverInLine(
  lineAt: (line: number) => string,
  line: number,
  ruleId: string,
): InlineWaiver | null {
  for (const at of [line, line - 1]) {
    const text = lineAt(at);
    const start = text.search(/#\s*no-pickle:/);
    if (start === -1 || (at < line && text.slice(0, start).trim() !== "")) continue;
    const [, list = "", reason = ""] = ALLOW.exec(text.slice(start).trimEnd()) ?? [];
    if (list.split(",").some((id) => id.trim() === ruleId)) return { line: at, reason };
  }
  return null;
}

/**
 * Reads the inline waivers of a file. One without a rule or without a reason is none. A comment speaks of the use on its
 * own line or lines, and, where it stands alone, of the one that begins on the next line.
 * @param rangeOf maps a span of the analyzed code to the file
 */
export function inlineWaivers(model: FileModel, rangeOf: (span: Span) => Range): FindInlineWaiver {
  if (!model.tree.text.includes("no-pickle:")) return () => null;
  const lines = new Map<number, { readonly rules: readonly string[]; readonly waiver: InlineWaiver }>();
  for (const comment of model.tree.comments) {
    const match = ALLOW.exec(model.tree.text.slice(comment.start, comment.end).trimEnd());
    if (!match) continue;
    const [, list = "", reason = ""] = match;
    const rules = list.split(",").map((id) => id.trim());
    const { line, column } = model.source.positionOf(comment.start);
    const waiver = { line: rangeOf(comment).startLine, reason };
    const before = model.tree.text.slice(comment.start - column, comment.start);
    lines.set(line, { rules, waiver });
    if (before.trim() === "" && !lines.has(line + 1)) lines.set(line + 1, { rules, waiver });
  }
  return (ruleId, use) => {
    const first = model.source.positionOf(use.start).line;
    const last = model.source.positionOf(use.end).line;
    for (let line = first; line <= last; line++) {
      const found = lines.get(line);
      if (found?.rules.includes(ruleId)) return found.waiver;
    }
    return null;
  };
}
