import { literalOf, shownAs, verbatim, type Stretch } from "./stretch.js";

/** What a line magic does with the rest of its line. */
interface LineMagic {
  readonly name: string;
  /** The offset behind its name. */
  readonly end: number;
}

/**
 * IPython's lines as plain Python, from an offset of the cell to its end. As in IPython, a line of its syntax is one only
 * where a statement begins, or behind the `=` of an assignment: within brackets and strings a percent sign is Python's.
 */
export function pythonOfLines(text: string, from: number): Stretch[] {
  const made: Stretch[] = [];
  let at = from;
  while (at < text.length) {
    const start = statementAt(text, at);
    if (start > at) made.push(verbatim(text, at, start));
    at = special(text, start, made) ?? pythonLine(text, start, made);
  }
  return made;
}

/** The offset behind white space at the beginning of a line. */
function statementAt(text: string, at: number): number {
  let start = at;
  while (text[start] === " " || text[start] === "\t" || text[start] === "\f") start++;
  return start;
}

/**
 * What stands in place of IPython's syntax that begins there; null where it is Python. Gives the offset where reading goes
 * on: the end of the line, or the statement that a magic runs.
 */
function special(text: string, start: number, made: Stretch[]): number | null {
  const end = continuedLineEnd(text, start);
  const line = text.slice(start, end);
  const magic = lineMagicAt(text, start);
  if (magic && RUNNING.has(magic.name)) return behindOptions(text, magic);
  const command = /^!!?/.test(line) ? line.replace(/^!!?/, "") : magic && commandOf(magic, text, end);
  if (typeof command === "string") return replace(shell("system", command) ?? "pass");
  const variable =
    magic && /^(?:set_)?env$/.test(magic.name)
      ? /^\s*(\w+)[= ]\s*(\S.*)/.exec(text.slice(magic.end, end))
      : null;
  if (variable) return replace(`environ[${literalOf(variable[1] ?? "")}] = ${literalOf(variable[2] ?? "")}`);
  const file = magic?.name === "run" ? fileRun(text.slice(magic.end, end)) : null;
  if (file !== null) return replace(`execfile(${literalOf(file)})`);
  const called = /^([,;/])([A-Za-z_][\w.]*)(?:[ \t]+(.*))?$/s.exec(line);
  if (called) return replace(autoCall(called[1] ?? "", called[2] ?? "", called[3] ?? ""));
  if (magic || line.startsWith("?") || line.startsWith("%%")) return replace("pass");
  if (!HELP.test(line)) return null;
  return replace(start > 0 && text[start - 1] !== "\n" ? "pass" : "");

  function replace(python: string): number {
    made.push(shownAs(python.padEnd(end - start), start, end));
    return end;
  }
}

/** `name?`, `a.b[0]??`: asks for help. */
const HELP = /^%{0,2}[A-Za-z_*][\w.*]*(?:\[-?\d+\][\w.]*)*[ \t]*\?\??[ \t]*$/;

/** The file that `%run -i tool.txt args` runs, where its name does not tell that it is Python; null for none. */
function fileRun(line: string): string | null {
  const name = /^(?:[ \t]+-\w+)*[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'-]\S*))/.exec(line);
  const file = name?.slice(1).find((one) => one !== undefined);
  return file === undefined || /\.(?:i?pyw?|ipynb)$/i.test(file) ? null : file;
}

/** `,f a b` calls with each word as a text, `;f a b` with all of them as one, `/f a, b` with the values. */
function autoCall(kind: string, callee: string, rest: string): string {
  if (kind === "/") return `${callee}(${rest})`;
  const words = kind === "," ? rest.split(/\s+/).filter((word) => word !== "") : [rest];
  return `${callee}(${words.map(literalOf).join(", ")})`;
}

/** A command for the shell, as IPython runs it; null where it starts no Python: nothing of it can be judged here. */
export function shell(how: "system" | "getoutput", command: string): string | null {
  return /python|pypy|sys\.executable/i.test(command) ? `get_ipython().${how}(${literalOf(command)})` : null;
}

/** Copies a statement of Python, up to the end of its last line or to IPython's syntax behind an `=`. */
function pythonLine(text: string, start: number, made: Stretch[]): number {
  let depth = 0;
  let isAssigned = false;
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (character === "\n" && depth === 0) {
      at++;
      break;
    }
    if (character === '"' || character === "'") at = stringEnd(text, at);
    else if (character === "#") at = lineEnd(text, at);
    else if (character === "\\") at += text[at + 1] === "\r" ? 3 : 2;
    else if (character === "=" && depth === 0 && !isAssigned) {
      isAssigned = true;
      at += text[at + 1] === "=" ? 2 : 1;
      const value = statementAt(text, at);
      const rest = text[at - 2] !== "=" ? behindAssignment(text, value) : null;
      if (rest === null) continue;
      made.push(verbatim(text, start, value));
      if (rest.python !== null) made.push(shownAs(rest.python, value, rest.end));
      return pythonRest(text, rest.end, made);
    } else {
      if (OPENING.test(character)) depth++;
      else if (CLOSING.test(character)) depth = Math.max(0, depth - 1);
      at++;
    }
  }
  const end = Math.min(at, text.length);
  made.push(verbatim(text, start, end));
  return end;
}

const OPENING = /[([{]/;
const CLOSING = /[)\]}]/;

/** What is left of a line: a statement that a magic runs, or the line's end. */
function pythonRest(text: string, from: number, made: Stretch[]): number {
  return text[from] === "\n" || from >= text.length ? from : pythonLine(text, from, made);
}

/** `x = !command`, `x = %magic`, `x = %time statement`: what is assigned, and where reading goes on; null for Python. */
function behindAssignment(
  text: string,
  start: number,
): { readonly python: string | null; readonly end: number } | null {
  const end = continuedLineEnd(text, start);
  const magic = lineMagicAt(text, start);
  if (magic && RUNNING.has(magic.name)) return { python: null, end: behindOptions(text, magic) };
  const command = text[start] === "!" ? text.slice(start + 1, end) : magic && commandOf(magic, text, end);
  if (command === null) return magic ? { python: "0".padEnd(end - start), end } : null;
  return { python: (shell("getoutput", command) ?? "0").padEnd(end - start), end };
}

function lineMagicAt(text: string, start: number): LineMagic | null {
  MAGIC.lastIndex = start;
  const match = MAGIC.exec(text);
  return match ? { name: match[1] ?? "", end: MAGIC.lastIndex } : null;
}

const MAGIC = /%([A-Za-z_]\w*)(?![\w.])/y;

/** Magics that run the rest of their line as Python, with the letters of their options that take a value. */
export const RUNNING: ReadonlyMap<string, string> = new Map([
  ["time", ""],
  ["timeit", "nrpv"],
  ["prun", "DlsT"],
  ["memit", "rti"],
  ["mprun", "fTic"],
  ["lprun", "fmDTsu"],
  ["px", ""],
  ["pyinstrument", ""],
  ["snakeviz", "fh"],
]);

/** Where the statement of such a magic begins. */
export function behindOptions(text: string, { name, end }: LineMagic): number {
  const valued = RUNNING.get(name) ?? "";
  const value = valued === "" ? "(?!)" : `-[${valued}][ \\t]*[^\\s-]\\S*`;
  const options = new RegExp(`(?:[ \\t]+(?:${value}|--?[A-Za-z][\\w=-]*(?![\\w.(])))*[ \\t]*`, "y");
  options.lastIndex = end;
  options.test(text);
  return Math.max(options.lastIndex, end);
}

function commandOf({ name, end }: LineMagic, text: string, lineEnds: number): string | null {
  return name === "system" || name === "sx" ? text.slice(end, lineEnds) : null;
}

/** The end of a line of IPython's syntax, which a backslash at its end continues. */
function continuedLineEnd(text: string, start: number): number {
  let end = lineEnd(text, start);
  while (/\\\r?$/.test(text.slice(Math.max(start, end - 2), end)) && end < text.length)
    end = lineEnd(text, end + 1);
  return end;
}

/** The offset of the line feed that ends the line. */
export function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}

/** The offset behind a string; behind its line where it has no end in it. */
function stringEnd(text: string, start: number): number {
  const one = text[start] ?? "";
  const quote = text.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
  for (let at = start + quote.length; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "\n" && quote.length === 1) return at;
    else if (text.startsWith(quote, at)) return at + quote.length;
  }
  return text.length;
}
