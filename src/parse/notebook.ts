import { parseTree, type Node, type ParseError } from "jsonc-parser";

import { withLineFeeds } from "./line-feeds.js";
import { pythonOfCell } from "./ipython.js";
import { originOf } from "./stretch.js";
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
 * What IPython adds to the language (`%magic`, `!shell`, `name?`) is read as IPython does; a cell in another language
 * (`%%html`) is skipped.
 */
export function extractNotebook(json: string): NotebookResult {
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { disallowComments: true });
  if (errors.length > 0) return { ok: false, problem: "not a notebook: the JSON is not valid" };
  if (root?.type !== "object") return { ok: false, problem: "not a notebook: no JSON object" };
  const cells = isPython(root) ? cellsOf(json, root) : [];
  const pieces = cells.map((cell) => codeOf(cell, cells));
  return { ok: true, python: join(pieces) };
}

/** A run of Python characters and, for each of them, its offset in the file. */
interface Piece {
  readonly text: string;
  readonly offsets: readonly number[];
  /** 1-based. */
  readonly cell: number;
}

/** Whether a kernel of Python runs it. Kernels are found by their name; the language beside it only informs. */
function isPython(root: Node): boolean {
  const said = [
    ["kernelspec", "name"],
    ["kernelspec", "language"],
    ["language_info", "name"],
  ].flatMap((path) => stringAt(root, ["metadata", ...path]) ?? []);
  const others = said.slice(stringAt(root, ["metadata", "kernelspec", "name"]) === undefined ? 0 : 1);
  return others.length === 0 || said.some((name) => /python|pypy|pyspark|^py\d*$|^sos$/i.test(name));
}

/** The cells of code, as they are written. */
function cellsOf(json: string, root: Node): readonly Piece[] {
  const direct = (property(root, "cells")?.children ?? []).map((node) => ({ node, key: "source" }));
  const worksheets = property(root, "worksheets")?.children ?? [];
  const sheets = worksheets.flatMap((sheet) => property(sheet, "cells")?.children ?? []);
  return [...direct, ...sheets.map((node) => ({ node, key: "input" }))]
    .map((cell, index) => ({ ...cell, number: index + 1 }))
    .filter(({ node }) => property(node, "cell_type")?.value === "code")
    .map(({ node, key, number }) => sourceOf(json, node, key, number));
}

function sourceOf(json: string, cell: Node, key: string, number: number): Piece {
  const source = property(cell, key) ?? property(cell, "source") ?? property(cell, "input");
  const strings = source?.type === "array" ? (source.children ?? []) : source ? [source] : [];
  const pieces = strings.filter((node) => node.type === "string").map((node) => decode(json, node));
  const end = source ? source.offset + source.length : cell.offset;
  return {
    text: withLineFeeds(pieces.map(({ text }) => text).join("")),
    offsets: [...pieces.flatMap(({ offsets }) => offsets), end],
    cell: number,
  };
}

/** The Python of a cell, with a line end behind it. */
function codeOf({ text, offsets, cell }: Piece, cells: readonly Piece[]): Piece {
  const isRun = (file: string): boolean =>
    cells.some((other) => other.cell !== cell && runs(other.text, file));
  const made = pythonOfCell(text, isRun);
  const code = made.map((stretch) => stretch.text).join("");
  if (code === "") return { text: "", offsets: [], cell };
  const origins = made.flatMap((stretch) =>
    Array.from({ length: stretch.text.length }, (_, i) => offsets[originOf(stretch, i)] ?? 0),
  );
  return { text: `${code}\n`, offsets: [...origins, offsets.at(-1) ?? 0], cell };
}

/** Whether a cell runs a file as Python: `%run tool`, `!python tool`, `exec(open("tool").read())`. */
function runs(cell: string, file: string): boolean {
  return cell
    .split("\n")
    .some(
      (line) => line.includes(file) && /%(?:run|load)\b|\b(?:python|pypy|exec|execfile|runpy)/.test(line),
    );
}

/** A JSON string's characters with the offset of each in the file. */
function decode(json: string, node: Node): Omit<Piece, "cell"> {
  const offsets: number[] = [];
  const raw = json.slice(node.offset + 1, node.offset + node.length - 1);
  const escape = /\\(?:u[0-9a-fA-F]{4}|.)|[\s\S]/g;
  for (const match of raw.matchAll(escape)) offsets.push(node.offset + 1 + match.index);
  const text = String(node.value);
  const places = text.length === offsets.length ? offsets : text.split("").map(() => node.offset);
  return { text, offsets: places };
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

/** The value of a key; of one that stands twice the last counts, as for Python. */
function property(node: Node, name: string): Node | undefined {
  const found = node.children?.findLast((child) => child.children?.[0]?.value === name);
  return node.type === "object" ? found?.children?.[1] : undefined;
}

function stringAt(node: Node, path: readonly string[]): string | undefined {
  let current: Node | undefined = node;
  for (const name of path) current = current ? property(current, name) : undefined;
  return current?.type === "string" ? String(current.value) : undefined;
}
