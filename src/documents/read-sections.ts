import type { DocumentNode, DocumentTree, Entry, Scalar } from "./tree.js";

const HEADER = /^[ \t]*\[([^\]\n]+)\]/;
const OPTION = /^([ \t]*)([^\s=:#;[][^=:\n]*)[=:][ \t]*/;

/** A text of sections with `name = value` under them, whose values may go on in lines that are indented. */
export function readSections(text: string): DocumentTree {
  const roots: Entry[] = [];
  let section: { readonly key: Scalar; readonly entries: Entry[] } | null = null;
  const finish = (): void => {
    if (section) roots.push({ key: section.key, value: mapping(section.entries, section.key.start) });
  };
  let open: { readonly key: Scalar; readonly indent: number; readonly start: number; end: number } | null =
    null;
  const close = (): void => {
    if (!open) return;
    const { key, start, end } = open;
    const entry = { key, value: scalar(text, start, end) };
    (section ? section.entries : roots).push(entry);
    open = null;
  };
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const [, name] = HEADER.exec(line) ?? [];
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const goesOn = open !== null && indent > open.indent && indent < line.length;
    if (/^[ \t]*[#;]/.test(line) || (line.trim() === "" && !open)) {
      // A comment, or nothing.
    } else if (goesOn && open) open.end = end;
    else if (name !== undefined) {
      close();
      finish();
      const start = at + line.indexOf("[") + 1;
      section = { key: scalar(text, start, start + name.length), entries: [] };
    } else {
      close();
      const [all = "", before = "", key = ""] = OPTION.exec(line) ?? [];
      const start = at + before.length;
      if (key !== "")
        open = { key: scalar(text, start, start + key.length), indent, start: at + all.length, end };
    }
    at = end + 1;
  }
  close();
  finish();
  return { roots: [mapping(roots, 0)], tags: [], text };
}

function mapping(entries: readonly Entry[], start: number): DocumentNode {
  return { kind: "mapping", entries, start, end: entries.at(-1)?.value.end ?? start };
}

function scalar(text: string, start: number, end: number): Scalar {
  const spelled = text.slice(start, end).trimEnd();
  return { kind: "scalar", value: spelled, start, end: start + spelled.length, contentStart: start };
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
