import type { SyntaxNode } from "../parse/syntax-tree.js";
import type { Evaluator } from "./evaluator.js";
import { bytes, text } from "./fold.js";
import { UNKNOWN, type Value } from "./value.js";

/** A part of a text: itself, the expression that makes it, or null where nothing is known of it. */
export type Piece = string | SyntaxNode | null;

/** How many expressions are put together, and how many of their combinations are told apart. */
const MAX_EXPRESSIONS = 100;
const MAX_COMBINATIONS = 12;

const NAME = /^[\w.:]{0,200}$/;

/** One way in which the pieces can turn out. */
interface Combination {
  /** Null until a piece says which of the two it is; numbers and the like can stand in either. */
  readonly kind: "constant" | "bytes" | null;
  /** Known parts, and null for each stretch between them that is not known. */
  readonly parts: readonly (string | null)[];
}

/** What pieces make, one after the other: every combination of what each can be. */
export function concatenation(evaluator: Evaluator, pieces: readonly Piece[]): readonly Value[] {
  if (pieces.filter((piece) => typeof piece === "object").length > MAX_EXPRESSIONS) return [UNKNOWN];
  let combinations: readonly Combination[] = [{ kind: null, parts: [] }];
  let isWhole = true;
  // What is known in part is of use as a name only: of other texts all has to be known.
  const isName = pieces.every((piece) => typeof piece !== "string" || NAME.test(piece));
  for (const piece of pieces) {
    const values =
      typeof piece === "string" ? [constant(piece)] : piece ? evaluator.evaluate(piece) : [UNKNOWN];
    if (!isName && values.every(({ kind }) => kind !== "constant")) return [UNKNOWN];
    const next = combinations.flatMap((combination) =>
      values.flatMap((value) => appended(combination, value) ?? []),
    );
    isWhole &&= next.length <= MAX_COMBINATIONS;
    combinations = next.slice(0, MAX_COMBINATIONS);
  }
  const made = combinations.map(finished);
  return isWhole && made.length > 0 ? made : [...made, UNKNOWN];
}

/** Null where Python would refuse: text and bytes do not go together. */
function appended({ kind, parts }: Combination, value: Value): Combination | null {
  if (value.kind === "unknown") return { kind, parts: (value.parts ?? [null]).reduce(withPart, parts) };
  const isKnown = value.kind === "constant" || value.kind === "bytes";
  if (!isKnown || value.value === null || typeof value.value === "boolean")
    return { kind, parts: withPart(parts, null) };
  const ownKind = typeof value.value === "string" ? value.kind : kind;
  if (kind !== null && ownKind !== kind) return null;
  return { kind: ownKind, parts: withPart(parts, String(value.value)) };
}

function withPart(parts: readonly (string | null)[], part: string | null): readonly (string | null)[] {
  const last = parts.at(-1);
  if (typeof last === "string" && part !== null) return [...parts.slice(0, -1), last + part];
  return last === null && part === null ? parts : [...parts, part];
}

function finished({ kind, parts }: Combination): Value {
  const [only = ""] = parts;
  if (kind === null) return UNKNOWN;
  if (parts.length <= 1 && only !== null) return (kind === "bytes" ? bytes(only) : text(only)) ?? UNKNOWN;
  const isKnownInPart = parts.some((part) => part !== null && part !== "");
  const isName = parts.every((part) => part === null || part.length < MAX_PART);
  return isKnownInPart && isName && kind === "constant" ? { kind: "unknown", parts } : UNKNOWN;
}

/** Names are not longer. */
const MAX_PART = 200;

function constant(value: string): Value {
  return { kind: "constant", value };
}
