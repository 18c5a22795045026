import type { Range } from "../findings/finding.js";

/** A cell of code that is open in an editor; lines end with line feeds. */
export interface Cell {
  readonly uri: string;
  readonly text: string;
}

/** A range in a cell. */
export interface InCell {
  readonly uri: string;
  readonly range: Range;
}

/** Cells as the text of a notebook, and the way back from that to the cells. */
export interface CellsAsNotebook {
  readonly text: string;
  /** Null for what is in no cell. */
  readonly placeOf: (range: Range) => InCell | null;
}

interface SourceLine {
  readonly cell: number;
  /** In the cell. */
  readonly line: number;
}

/** Writes cells as a notebook, each line of them on a line of its own: it is analyzed as one that is saved would be. */
export function notebookOf(cells: readonly Cell[]): CellsAsNotebook {
  const written = ['{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":['];
  /** What stands on each line of the text. */
  const sources: (SourceLine | null)[] = [null];
  cells.forEach(({ text }, cell) => {
    const lines = text.split(/(?<=\n)/);
    written.push('{"cell_type":"code","source":[');
    sources.push(null);
    lines.forEach((line, i) => {
      written.push(`${JSON.stringify(line)}${i < lines.length - 1 ? "," : ""}`);
      sources.push({ cell, line: i });
    });
    written.push(cell < cells.length - 1 ? "]}," : "]}");
    sources.push(null);
  });
  written.push("]}");
  const place = (line: number, column: number): { cell: number; line: number; column: number } | null => {
    const source = sources[line];
    return source ? { ...source, column: unitsBefore(written[line] ?? "", column) } : null;
  };
  return {
    text: written.join("\n"),
    placeOf: ({ startLine, startColumn, endLine, endColumn }) => {
      const start = place(startLine, startColumn);
      if (!start) return null;
      const found = place(endLine, endColumn);
      const end = found?.cell === start.cell ? found : { ...start, column: start.column + 1 };
      const range = {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      };
      return { uri: cells[start.cell]?.uri ?? "", range };
    },
  };
}

/** How many UTF-16 units of a string stand before a column of its JSON. */
function unitsBefore(json: string, column: number): number {
  let count = 0;
  for (const match of json.slice(1, -1).matchAll(/\\(?:u[0-9a-fA-F]{4}|.)|[^]/g)) {
    if (match.index + 1 >= column) break;
    count++;
  }
  return count;
}
