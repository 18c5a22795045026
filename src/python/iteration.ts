import { positionalArguments } from "./call-values.js";
import type { Evaluator } from "./evaluator.js";
import { addedValues } from "./container-changes.js";
import { mappingOf } from "./mappings.js";
import { passedToRest } from "./passed-values.js";
import { returnedValues, yieldedValues } from "./returned-values.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { distinctValues, UNKNOWN, type Constant, type Value } from "./value.js";

/** The alternatives of one item of what an expression stands for, with what is put into it under its name. */
export function elementsOf(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  return [...itemsOf(evaluator, evaluator.evaluate(node)), ...addedValues(evaluator, node)];
}

/** The alternatives of one item of any of the values; of a dictionary those are its keys. */
export function itemsOf(evaluator: Evaluator, values: readonly Value[]): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    switch (value.kind) {
      case "sequence":
        return once(evaluator, value.node, () => [
          ...value.node.children.flatMap((child) => itemOrSplat(evaluator, child)),
          ...addedValues(evaluator, value.node),
        ]);
      case "mapping":
        return mappingOf(evaluator, value.node).entries.map(({ key }) =>
          key === undefined ? UNKNOWN : { kind: "constant", value: key },
        );
      case "iterable":
        return once(evaluator, value.node, () => itemsOfIterable(evaluator, value));
      case "items":
        return value.items.flat();
      case "entries":
        return value.entries.flatMap(({ key, values }) =>
          !value.isMapping ? values : key === undefined ? [UNKNOWN] : [{ kind: "constant", value: key }],
        );
      case "row":
        return [0, 1].flatMap((at) => partsAt(evaluator, [value], at));
      case "instance":
        return once(evaluator, value.definition, () =>
          itemsOf(evaluator, resultsOf(evaluator, value, "__iter__")),
        );
      default:
        return [UNKNOWN];
    }
  });
}

/**
 * What is in something, unless that is what is being asked: a list can be put into itself. While one such question is open,
 * the answers to those in it are remembered: they would be asked again for every way that leads there.
 * @param key of a dictionary, the key that is asked for; undefined for any
 */
function once(
  evaluator: Evaluator,
  node: SyntaxNode,
  find: () => readonly Value[],
  key?: Constant,
): readonly Value[] {
  const { lookedInto, found } = evaluator.containers;
  const known = found.get(node)?.get(key);
  if (known) return known;
  if (lookedInto.has(node) || --evaluator.budget.left <= 0) return [UNKNOWN];
  lookedInto.add(node);
  const values = distinctValues(find(), MAX_ITEMS);
  lookedInto.delete(node);
  if (lookedInto.size === 0) found.clear();
  else
    found.set(node, (found.get(node) ?? new Map<Constant | undefined, readonly Value[]>()).set(key, values));
  return values;
}

/** How many alternatives of an item are kept. */
const MAX_ITEMS = 50;

/** The alternatives of the part at a position (from 0) of any of the values. */
export function partsAt(evaluator: Evaluator, values: readonly Value[], at: number): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    if (value.kind === "row") return partOfRow(evaluator, value, at);
    if (value.kind === "items") return value.items.at(at) ?? value.items.flat();
    if (value.kind === "entries" && !value.isMapping)
      return value.entries.find(({ key }) => key === at)?.values ?? itemsOf(evaluator, [value]);
    if (value.kind !== "sequence") return itemsOf(evaluator, [value]);
    const items = value.node.children;
    const isPlain = !items.some((child) => child.type === "list_splat");
    const item = isPlain ? items.at(at) : undefined;
    return item ? evaluator.evaluate(item) : itemsOf(evaluator, [value]);
  });
}

/** The values of a dictionary: those under a key where it is known, else any. */
export function valuesIn(evaluator: Evaluator, value: Value, wanted: Constant | undefined): readonly Value[] {
  if (value.kind === "iterable" && value.way === "body") {
    const item = childOf(childOf(value.node, "body") ?? value.node, "value");
    return item ? evaluator.evaluate(item) : [UNKNOWN];
  }
  if (value.kind === "instance") return resultsOf(evaluator, value, "__getitem__");
  if (value.kind === "entries")
    return value.entries
      .filter(({ key }) => wanted === undefined || key === undefined || key === wanted)
      .flatMap(({ values }) => values);
  if (value.kind !== "mapping") return [UNKNOWN];
  const { node } = value;
  const { entries, byKey } = mappingOf(evaluator, node);
  const under =
    wanted === undefined ? entries : [...(byKey.get(wanted) ?? []), ...(byKey.get(undefined) ?? [])];
  const own = under.flatMap(({ value: held }) => evaluator.evaluate(held));
  const find = (): readonly Value[] => [
    ...own,
    ...inherited(evaluator, node, wanted),
    ...addedValues(evaluator, node),
  ];
  return evaluator.containers.lookedInto.has(node) ? [...own, UNKNOWN] : once(evaluator, node, find, wanted);
}

/** What a dictionary takes over: of `**other` in a display, of the argument of `dict(...)`. */
function inherited(evaluator: Evaluator, node: SyntaxNode, wanted: Constant | undefined): readonly Value[] {
  return mappingOf(evaluator, node).sources.flatMap((source) =>
    evaluator.evaluate(source).flatMap((value): readonly Value[] => {
      if (value.kind === "mapping") return valuesIn(evaluator, value, wanted);
      // `defaultdict(make)` calls it for what is missing.
      if (value.kind === "function") return returnedValues(evaluator, value.definition);
      return partsAt(evaluator, itemsOf(evaluator, [value]), 1);
    }),
  );
}

/** What an expression stands for, and all that is in it, two levels deep. */
export function allParts(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const whole = evaluator.evaluate(node);
  const inner = contentsOf(evaluator, whole);
  return [...whole, ...inner, ...contentsOf(evaluator, inner)];
}

/** The items of sequences, and the values of dictionaries. */
export function contentsOf(evaluator: Evaluator, values: readonly Value[]): readonly Value[] {
  return values.flatMap((value): readonly Value[] => {
    if (value.kind === "mapping" || value.kind === "entries") return valuesIn(evaluator, value, undefined);
    const isListed = value.kind === "sequence" || value.kind === "iterable" || value.kind === "items";
    return isListed ? itemsOf(evaluator, [value]) : [];
  });
}

/** What `with` gives: what `__enter__` returns or a generator yields, else the value itself. */
export function enteredValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  return evaluator.evaluate(node).flatMap((value): readonly Value[] => {
    if (value.kind === "iterable") return itemsOf(evaluator, [value]);
    return value.kind === "instance" ? [value, ...resultsOf(evaluator, value, "__enter__")] : [value];
  });
}

/** What a method of an instance of the file returns; nothing where it has none. */
function resultsOf(
  evaluator: Evaluator,
  instance: Extract<Value, { kind: "instance" }>,
  method: string,
): readonly Value[] {
  return evaluator
    .members([instance], method)
    .flatMap((value) => (value.kind === "function" ? returnedValues(evaluator, value.definition) : []));
}

/** `*inner` in a display gives the items of that. */
function itemOrSplat(evaluator: Evaluator, child: SyntaxNode): readonly Value[] {
  const [inner] = child.children;
  return child.type === "list_splat" && inner ? elementsOf(evaluator, inner) : evaluator.evaluate(child);
}

function itemsOfIterable(
  evaluator: Evaluator,
  { node, way }: Extract<Value, { kind: "iterable" }>,
): readonly Value[] {
  switch (way) {
    case "items":
    case "zip":
    case "enumerate":
      return [{ kind: "row", node, way }];
    case "values":
      return valuesOfObject(evaluator, node);
    case "keys": {
      const object = objectOf(node);
      return object ? elementsOf(evaluator, object) : [UNKNOWN];
    }
    case "body": {
      const body = childOf(node, "body");
      // What a dictionary is gone through by are its keys.
      const item = body?.type === "pair" ? childOf(body, "key") : body;
      return item ? evaluator.evaluate(item) : [UNKNOWN];
    }
    case "yields":
      return yieldedValues(evaluator, node);
    case "rest":
      return passedToRest(evaluator, node);
  }
}

function partOfRow(
  evaluator: Evaluator,
  { node, way }: Extract<Value, { kind: "row" }>,
  at: number,
): readonly Value[] {
  if (way === "items" && at === 1) return valuesOfObject(evaluator, node);
  const object = way === "items" ? objectOf(node) : positionalArguments(node)[way === "zip" ? at : at - 1];
  return object ? elementsOf(evaluator, object) : [UNKNOWN];
}

/** The values of the dictionary that a method is called on. */
function valuesOfObject(evaluator: Evaluator, call: SyntaxNode): readonly Value[] {
  const object = objectOf(call);
  if (!object) return [UNKNOWN];
  const values = evaluator.evaluate(object).flatMap((value) => valuesIn(evaluator, value, undefined));
  return [...values, ...addedValues(evaluator, object)];
}

/** What a method is called on. */
function objectOf(call: SyntaxNode): SyntaxNode | null {
  const callee = childOf(call, "function");
  return callee ? childOf(callee, "object") : null;
}
