import { isNameStart, lineEnd, nameEnd } from "./name-characters.js";

/** Told of what is imported. */
export interface ImportVisitor {
  /**
   * One name of an import statement: `import a.b as c` gives `a.b` and `c`, `from .m import d` gives `m.d` and `d`; `*`
   * is a name.
   * @param dots how many dots stand before the module
   */
  readonly imported: (parts: readonly string[], as: string | null, dots: number) => void;
}

/**
 * Reads an import statement.
 * @param start 0-based UTF-16 offset behind its first word
 * @param hasComments whether `#` begins a comment there
 * @returns the offset behind it; null where it is none
 */
export function scanImport(
  text: string,
  start: number,
  word: "import" | "from",
  hasComments: boolean,
  { imported }: ImportVisitor,
): number | null {
  const inLine: Space = { text, inBrackets: false, hasComments };
  let at = behindSpace(inLine, start);
  let dots = 0;
  let from: readonly string[] = [];
  if (word === "from") {
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
      imported([...from, "*"], null, dots);
      return at + 1;
    }
    const name = dottedName(inLine, at);
    if (!name) return at;
    at = behindSpace(space, name.end);
    let as: string | null = word === "from" || name.parts.length === 1 ? (name.parts[0] ?? null) : null;
    if (text.startsWith("as", at) && nameEnd(text, at) === at + 2) {
      const alias = behindSpace(space, at + 2);
      at = nameEnd(text, alias);
      as = text.slice(alias, at);
      at = behindSpace(space, at);
    }
    imported([...from, ...name.parts], as, dots);
    if (text[at] !== ",") return at;
    at = behindSpace(space, at + 1);
  }
}

/**
 * Reads what may be import statements anywhere in a text, also in comments and strings: quicker than to tell those apart.
 */
export function scanImports(text: string, visitor: ImportVisitor): void {
  for (const { 0: word, index } of text.matchAll(/\b(?:import|from)\b/g)) {
    for (const hasComments of [true, false])
      scanImport(text, index + word.length, word === "from" ? "from" : "import", hasComments, visitor);
  }
}

/** A text, and what may stand between two words of a statement in it. */
interface Space {
  readonly text: string;
  /** Line ends and comments may. */
  readonly inBrackets: boolean;
  readonly hasComments: boolean;
}

/** The name with dots that begins there. */
function dottedName(space: Space, start: number): { parts: string[]; end: number } | null {
  const { text } = space;
  if (!isNameStart(text.charCodeAt(start))) return null;
  const parts: string[] = [];
  for (let at = start; ;) {
    const end = nameEnd(text, at);
    parts.push(text.slice(at, end));
    const dot = behindSpace(space, end);
    const next = text[dot] === "." ? behindSpace(space, dot + 1) : dot;
    if (text[dot] !== "." || !isNameStart(text.charCodeAt(next))) return { parts, end };
    at = next;
  }
}

function behindSpace({ text, inBrackets, hasComments }: Space, start: number): number {
  for (let at = start; ;) {
    const character = text[at] ?? "";
    if (" \t\f".includes(character) && character !== "") at++;
    else if (character === "\\") at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    else if (inBrackets && (character === "\n" || character === "\r")) at++;
    else if (inBrackets && hasComments && character === "#") at = lineEnd(text, at);
    else return at;
  }
}
