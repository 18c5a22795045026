import { isNameStart, lineEndsOf, nameEnd } from "./name-characters.js";

/** Told of what is imported. */
export interface ImportVisitor {
  /**
   * One name of an import statement: `import a.b as c` gives `a.b` and `c`, `from .m import d` gives `m.d` and `d`; `*`
   * is a name.
   * @param as the name that it binds; null for none of its own
   * @param dots how many dots stand before the module
   * @param isFrom whether the last part is what is imported from a module
   */
  readonly imported: (parts: readonly string[], as: string | null, dots: number, isFrom: boolean) => void;
}

/**
 * Reads an import statement.
 * @param start 0-based UTF-16 offset behind its first word
 * @param commentEnd tells the offset of the end of a comment that begins at one; null where `#` begins none
 * @returns the offset behind it; null where it is none
 */
export function scanImport(
  text: string,
  start: number,
  word: "import" | "from",
  commentEnd: Space["commentEnd"],
  { imported }: ImportVisitor,
): number | null {
  const isFrom = word === "from";
  const inLine: Space = { text, inBrackets: false, commentEnd };
  let at = behindSpace(inLine, start);
  let dots = 0;
  let from: readonly string[] = [];
  let hasName = false;
  if (isFrom) {
    for (; text[at] === "."; dots++) at = behindSpace(inLine, at + 1);
    let module = dottedName(inLine, at);
    // `from . import x`
    if (module?.parts[0] === "import" && module.parts.length === 1) module = { parts: [], end: at };
    if (!module) return null;
    at = behindSpace(inLine, module.end);
    if (!text.startsWith("import", at) || nameEnd(text, at) !== at + 6) return null;
    at = behindSpace(inLine, at + 6);
    from = module.parts;
  }
  const space = text[at] === "(" ? { ...inLine, inBrackets: true } : inLine;
  if (space.inBrackets) at = behindSpace(space, at + 1);
  for (;;) {
    if (text[at] === "*") {
      imported([...from, "*"], null, dots, isFrom);
      return at + 1;
    }
    const name = dottedName(inLine, at);
    // A statement that breaks off may import anything.
    if (!name && isFrom && !hasName) imported([...from, "*"], null, dots, isFrom);
    if (!name) return at;
    hasName = true;
    at = behindSpace(space, name.end);
    let as: string | null = isFrom || name.parts.length === 1 ? (name.parts[0] ?? null) : null;
    if (text.startsWith("as", at) && nameEnd(text, at) === at + 2) {
      const alias = behindSpace(space, at + 2);
      at = nameEnd(text, alias);
      as = text.slice(alias, at);
      at = behindSpace(space, at);
    }
    imported([...from, ...name.parts], as, dots, isFrom);
    if (text[at] === ",") {
      at = behindSpace(space, at + 1);
      continue;
    }
    // What an error in the syntax stands before may be imported all the same: `from a import b:c, d`.
    if (isFrom && !ENDS.has(text[at] ?? "")) imported([...from, "*"], null, dots, isFrom);
    return at;
  }
}

/** What may stand behind a statement. */
const ENDS: ReadonlySet<string> = new Set(["", "\n", "\r", ";", "#", ")"]);

/**
 * Reads what may be import statements anywhere in a text, also in comments and strings: quicker than to tell those apart.
 * @param isWanted whether those that begin at an offset count
 */
export function scanImports(
  text: string,
  visitor: ImportVisitor,
  isWanted: (text: string, at: number) => boolean = () => true,
): void {
  const lineEnd = lineEndsOf(text);
  for (const { 0: word, index } of text.matchAll(/\b(?:import|from)\b/g)) {
    if (!isWanted(text, index)) continue;
    for (const commentEnd of [lineEnd, null])
      scanImport(text, index + word.length, word === "from" ? "from" : "import", commentEnd, visitor);
  }
}

/** Whether only white space stands between an offset and the beginning of its statement. */
export function beginsStatement(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && " \t\f".includes(text[before] ?? "")) before--;
  return before < 0 || "\n\r;:".includes(text[before] ?? "");
}

/** A text, and what may stand between two words of a statement in it. */
interface Space {
  readonly text: string;
  /** Line ends and comments may. */
  readonly inBrackets: boolean;
  readonly commentEnd: ((start: number) => number) | null;
}

/** So many parts no name has: a text of `from.from.from` would be read again and again. */
const MAX_PARTS = 255;

/** The name with dots that begins there. */
function dottedName(space: Space, start: number): { parts: string[]; end: number } | null {
  const { text } = space;
  if (!isNameStart(text.charCodeAt(start))) return null;
  const parts: string[] = [];
  for (let at = start; ;) {
    const end = nameEnd(text, at);
    if (parts.length === MAX_PARTS) return null;
    parts.push(text.slice(at, end));
    const dot = behindSpace(space, end);
    const next = text[dot] === "." ? behindSpace(space, dot + 1) : dot;
    if (text[dot] !== "." || !isNameStart(text.charCodeAt(next))) return { parts, end };
    at = next;
  }
}

function behindSpace({ text, inBrackets, commentEnd }: Space, start: number): number {
  for (let at = start; ;) {
    const character = text[at] ?? "";
    if (" \t\f".includes(character) && character !== "") at++;
    else if (character === "\\") at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    else if (inBrackets && (character === "\n" || character === "\r")) at++;
    else if (inBrackets && commentEnd && character === "#") at = commentEnd(at);
    else return at;
  }
}
