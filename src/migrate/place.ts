import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";

/** What an expression for a path or a key is known by. Two of the same `id` are the same place. */
export interface PlaceName {
  readonly id: string;
  /** For people: `state.pkl`, `{DIR}/state.pkl`. */
  readonly shown: string;
  /** Whether all of it is written out in the code. */
  readonly isLiteral: boolean;
  /** The lines that write it out: `app/paths.py:3`. */
  readonly lines: readonly string[];
  /**
   * Where a parameter is in it: by what the counterpart of its function would know it. Two ends of such a place are
   * of one file only where they are in one function, or in two that are counterparts.
   */
  readonly given?: { readonly byVerb: string | null; readonly byParameter: string | null };
}

/** The place of a node: `app/paths.py:3`. */
export function lineOf({ path, source }: FileModel, node: SyntaxNode): string {
  return `${path}:${String(source.positionOf(node.start).line + 1)}`;
}

/** A place that is written out; null where the text is empty, or too long. */
export function literally(text: string, lines: readonly string[]): PlaceName | null {
  if (text === "" || text.length > 300) return null;
  const plain = withoutDots(text);
  return { id: plain, shown: plain, isLiteral: true, lines };
}

/** Longer ones are put together to tire us out. */
const MAX_LENGTH = 2000;

/** Places put together; null where one of them is not known. */
export function joined(parts: readonly (PlaceName | null)[], between: string): PlaceName | null {
  const known = parts.filter((part) => part !== null);
  if (known.length !== parts.length || known.length === 0) return null;
  const from = between === "/" ? known.findLastIndex(({ id }) => id.startsWith("/")) : -1;
  const rest = known.slice(Math.max(0, from));
  if (rest.reduce((sum, { id, shown }) => sum + id.length + shown.length, 0) > MAX_LENGTH) return null;
  return {
    id: withoutDots(rest.map(({ id }) => id).join(between)),
    shown: withoutDots(rest.map(({ shown }) => shown).join(between)),
    isLiteral: rest.every(({ isLiteral }) => isLiteral),
    lines: [...new Set(rest.flatMap(({ lines }) => lines))].slice(0, 50),
    ...givenIn(rest),
  };
}

/** What one of the parts depends on. */
export function givenIn(parts: readonly PlaceName[]): Pick<PlaceName, "given"> {
  const given = parts.find((part) => part.given)?.given;
  return given ? { given } : {};
}

/** `./a//b` is `a/b`. */
function withoutDots(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/^(?:\.\/)+(?=.)/, "");
}
