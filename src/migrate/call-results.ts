import { calledOn, isBuiltin, spelled } from "./call-shapes.js";
import { itemsOf } from "./items-shape.js";
import { distinctShapes, isScalar, unknown, type Shape } from "./shape.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";

type Go = (node: SyntaxNode) => readonly Shape[];

/** What a function of Python or of a well-known library gives; null for others. */
export function callShape(
  model: FileModel,
  callee: SyntaxNode,
  call: SyntaxNode,
  go: Go,
): readonly Shape[] | null {
  const given = positionalArguments(call);
  const [first] = given;
  const keywords = (childOf(call, "arguments")?.children ?? []).filter(
    ({ type }) => type === "keyword_argument",
  );
  if (isBuiltin(model, callee, "str", "repr", "input", "chr", "hex", "format")) return [{ kind: "str" }];
  if (isBuiltin(model, callee, "int", "len", "ord", "hash", "id")) return [{ kind: "int" }];
  if (isBuiltin(model, callee, "float")) return [{ kind: "float" }];
  if (isBuiltin(model, callee, "bool", "isinstance", "callable", "hasattr")) return [{ kind: "bool" }];
  if (isBuiltin(model, callee, "round", "abs", "min", "max", "sum") && first)
    return given.flatMap(go).every(isScalar) ? given.flatMap(go) : null;
  if (isBuiltin(model, callee, "set", "frozenset"))
    return [{ kind: "other", says: "a set", because: "JSON has no sets" }];
  if (isBuiltin(model, callee, "list", "sorted"))
    return first ? listOf(go(first)) : [{ kind: "list", items: [] }];
  if (isBuiltin(model, callee, "dict") && given.length === 0) {
    const values = keywords.flatMap((one) => childOf(one, "value") ?? []).flatMap(go);
    const isWhole = keywords.length === (childOf(call, "arguments")?.children ?? []).length;
    return isWhole
      ? [{ kind: "dict", keys: keywords.length > 0 ? [{ kind: "str" }] : [], values: distinctShapes(values) }]
      : null;
  }
  const name = spelled(model, callee);
  if (/^(?:time\.(?:time|monotonic|perf_counter)|random\.random)$/.test(name)) return [{ kind: "float" }];
  if (/^(?:json\.dumps|os\.getcwd|platform\.\w+|socket\.gethostname|time\.(?:strftime|ctime))$/.test(name))
    return [{ kind: "str" }];
  if (
    /^(?:np|numpy)\.(?:array|zeros|ones|full|empty|arange|linspace|eye|zeros_like|ones_like|random\.(?:rand|randn|random|normal|uniform))$/.test(
      name,
    )
  )
    return isOfObjects(model, call) ? [unknown("an array may hold objects")] : [{ kind: "array" }];
  return null;
}

function isOfObjects(model: FileModel, call: SyntaxNode): boolean {
  return /\bdtype\s*=\s*(?!(?:np|numpy)\.(?:u?int|float|bool|complex)\w*\b|["'](?:u?int|float|[<>=|]?[iufb])\d*["']|int\b|float\b|bool\b)/.test(
    spelled(model, call),
  );
}

/** What a list of something is: the same of a list, the keys of a dict. */
function listOf(shapes: readonly Shape[]): readonly Shape[] | null {
  const items = shapes.map(itemsOf);
  return items.includes(null)
    ? null
    : [{ kind: "list", items: distinctShapes(items.flatMap((one) => one ?? [])) }];
}

/** What a method of a string gives, where it is one; null for others. */
export function memberCallShape(model: FileModel, call: SyntaxNode, go: Go): readonly Shape[] | null {
  const called = calledOn(model, call);
  if (!called || !(called.method in OF_STRINGS)) return null;
  const isText = go(called.object).every(({ kind }) => kind === "str");
  return isText ? [OF_STRINGS[called.method] ?? { kind: "str" }] : null;
}

const TEXT: Shape = { kind: "str" };
const OF_STRINGS: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(
    "join strip lstrip rstrip lower upper title capitalize replace format zfill ljust rjust center removeprefix removesuffix"
      .split(" ")
      .map((name) => [name, TEXT] as const),
  ),
  ...Object.fromEntries(
    ["split", "rsplit", "splitlines"].map((name) => [name, { kind: "list", items: [TEXT] } as const]),
  ),
  ...Object.fromEntries(
    ["startswith", "endswith", "isdigit", "isalpha"].map((name) => [name, { kind: "bool" } as const]),
  ),
  ...Object.fromEntries(["find", "count", "index"].map((name) => [name, { kind: "int" } as const])),
};

/** What `+` and its like make: of two numbers one, of two strings, of two lists. */
export function sumOf(left: readonly Shape[], right: readonly Shape[], otherwise: Shape): readonly Shape[] {
  const all = [...left, ...right];
  if (all.every(({ kind }) => kind === "str")) return [{ kind: "str" }];
  if (all.every(({ kind }) => kind === "int" || kind === "float" || kind === "bool"))
    return [{ kind: "int" }, { kind: "float" }];
  const lists = all.flatMap((one) => (one.kind === "list" ? [one] : []));
  return lists.length === all.length
    ? [{ kind: "list", items: lists.flatMap(({ items }) => items) }]
    : [otherwise];
}
