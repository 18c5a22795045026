import { cut, joined, type Excerpt } from "./excerpt.js";

/** A program without the indentation that all of its lines have, as Python reads it once it is taken out. */
export function dedented(program: Excerpt): Excerpt {
  const { text } = program;
  if (!/^\s*\n?[ \t]/.test(text)) return program;
  const lines = text.split("\n");
  const indents = lines
    .filter((line) => line.trim() !== "")
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...(indents.length > 0 && indents.length < 50_000 ? indents : [0]));
  if (indent === 0) return program;
  let at = 0;
  const parts = lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return cut(program, start + Math.min(indent, line.length), start + line.length);
  });
  return joined(parts, "\n");
}
