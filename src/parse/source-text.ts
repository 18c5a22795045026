import type { Range } from "../findings/finding.js";
import type { Span } from "./syntax-tree.js";

/** A text with its line table. Lines end at line feeds only, as git and GitHub count them. */
export interface SourceText {
  readonly text: string;
  /** 0-based line and UTF-16 column of an offset. */
  readonly positionOf: (offset: number) => { readonly line: number; readonly column: number };
  readonly rangeOf: (span: Span) => Range;
  /** A 0-based line without its line break; "" outside the text. */
  readonly line: (index: number) => string;
  readonly lineCount: number;
}

/** Builds the line table once, when it is asked for: of most texts nobody does. Look-ups are binary searches. */
export function sourceText(text: string): SourceText {
  let table: readonly number[] | undefined;

  function lineStarts(): readonly number[] {
    return (table ??= lineStartsOf(text));
  }

  function positionOf(offset: number): { line: number; column: number } {
    const starts = lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: offset - (starts[low] ?? 0) };
  }

  return {
    text,
    positionOf,
    rangeOf: ({ start, end }) => {
      const from = positionOf(start);
      const to = positionOf(end);
      return {
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
      };
    },
    line: (index) => {
      const starts = lineStarts();
      const start = starts[index];
      if (start === undefined) return "";
      const next = starts[index + 1];
      return text.slice(start, next === undefined ? text.length : next - 1).replace(/\r$/, "");
    },
    get lineCount() {
      return lineStarts().length;
    },
  };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
  return starts;
}
