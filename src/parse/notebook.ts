import { parseTree, type Node, type ParseError } from "jsonc-parser";

import type { Span } from "./syntax-tree.js";

/** Python taken out of another file format. */
export interface ExtractedPython {
  readonly text: string;
  /** Where a stretch of `text` stands in the original file. */
  readonly originalSpan: (span: Span) => Span;
  /** The number of the cell, from 1 over all cells, that an offset of `text` is in. */
  readonly cellAt: (offset: number) => number;
}

/** The result of opening a notebook. */
export type NotebookResult =
  { readonly ok: true; readonly python: ExtractedPython } | { readonly ok: false; readonly problem: string };

/**
 * The code cells of a Jupyter notebook (nbformat 3 and 4), joined in order as one Python text.
 * IPython's own syntax (`%magic`, `!shell`, `name?`) is blanked out; a cell in another language (`%%bash`) is skipped.
 */
export function extractNotebook(json: string): NotebookResult {
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { disallowComments: true });
  if (errors.length > 0) return { ok: false, problem: "not a notebook: the JSON is not valid" };
  if (root?.type !== "object") return { ok: false, problem: "not a notebook: no JSON object" };
  const language = stringAt(root, ["metadata", "kernelspec", "language"]) ?? "python";
  const pieces: Piece[] = [];
  if (language.toLowerCase().includes("python")) {
    for (const { node, number } of cellsOf(root)) {
      pieces.push(...codeOf(json, node).map((piece) => ({ ...piece, cell: number })));
    }
  }
  return { ok: true, python: join(pieces) };
}

/** A run of Python characters and, for each of them, its offset in the file. */
interface Piece {
  readonly text: string;
  readonly offsets: readonly number[];
  /** 1-based; 0 where it is not known yet. */
  readonly cell: number;
}

interface Cell {
  readonly node: Node;
  readonly number: number;
}

function cellsOf(root: Node): readonly Cell[] {
  const direct = property(root, "cells")?.children ?? [];
  const worksheets = property(root, "worksheets")?.children ?? [];
  const cells = [...direct, ...worksheets.flatMap((sheet) => property(sheet, "cells")?.children ?? [])];
  return cells
    .map((node, index) => ({ node, number: index + 1 }))
    .filter(({ node }) => property(node, "cell_type")?.value === "code");
}

function codeOf(json: string, cell: Node): Piece[] {
  const source = property(cell, "source") ?? property(cell, "input");
  const strings = source?.type === "array" ? (source.children ?? []) : source ? [source] : [];
  const pieces = strings.filter((node) => node.type === "string").map((node) => decode(json, node));
  const text = pieces.map((piece) => piece.text).join("");
  const magic = /^\s*%%(\w+)(.*)/.exec(text);
  const writesPython =
    /^(?:writefile|file)$/.test(magic?.[1] ?? "") && /\.pyw?["']?\s*$/.test(magic?.[2] ?? "");
  if (magic && !writesPython && !PYTHON_CELL_MAGICS.has(magic[1] ?? "")) return [];
  const offsets = pieces.flatMap((piece) => piece.offsets);
  const end = source ? source.offset + source.length : cell.offset;
  return [{ text: blankMagics(text) + "\n", offsets: [...offsets, end], cell: 0 }];
}

const PYTHON_CELL_MAGICS: ReadonlySet<string> = new Set(["time", "timeit", "capture", "prun"]);

/** Replaces lines of IPython syntax by as many spaces, and keeps what is indented under them valid. */
function blankMagics(text: string): string {
  const assigned = text.replace(/(=[ \t]*)[!%][^\n]*/g, (whole: string, equals: string) =>
    `${equals}0`.padEnd(whole.length),
  );
  const asked = assigned.replace(/^[ \t]*[\w.]+\?\??[ \t]*$/gm, (line) => " ".repeat(line.length));
  return asked.replace(/^([ \t]*)(%%?|!|\?)([^\n]*)/gm, (line: string, indent: string) =>
    line.length >= indent.length + 4 ? `${indent}pass`.padEnd(line.length) : " ".repeat(line.length),
  );
}

/** A JSON string's characters with the offset of each in the file. */
function decode(json: string, node: Node): Piece {
  const offsets: number[] = [];
  const raw = json.slice(node.offset + 1, node.offset + node.length - 1);
  const escape = /\\(?:u[0-9a-fA-F]{4}|.)|[\s\S]/g;
  for (const match of raw.matchAll(escape)) offsets.push(node.offset + 1 + match.index);
  const text = String(node.value);
  const places = text.length === offsets.length ? offsets : text.split("").map(() => node.offset);
  return { text, offsets: places, cell: 0 };
}

function join(pieces: readonly Piece[]): ExtractedPython {
  const text = pieces.map((piece) => piece.text).join("");
  const offsets = pieces.flatMap((piece) => piece.offsets);
  return {
    text,
    originalSpan: ({ start, end }) => {
      const from = offsets[start] ?? 0;
      const last = offsets[Math.max(start, end - 1)] ?? from;
      return { start: from, end: last + 1 };
    },
    cellAt: (offset) => {
      let end = 0;
      for (const piece of pieces) {
        end += piece.text.length;
        if (offset < end) return piece.cell;
      }
      return pieces.at(-1)?.cell ?? 0;
    },
  };
}

function property(node: Node, name: string): Node | undefined {
  const found = node.children?.find((child) => child.children?.[0]?.value === name);
  return node.type === "object" ? found?.children?.[1] : undefined;
}

function stringAt(node: Node, path: readonly string[]): string | undefined {
  let current: Node | undefined = node;
  for (const name of path) current = current ? property(current, name) : undefined;
  return current?.type === "string" ? String(current.value) : undefined;
}
