import { returnedValues } from "../python/returned-values.js";
import type { FileModel } from "../python/file-model.js";
import { moduleFile } from "../python/import-paths.js";
import { mappingOf } from "../python/mappings.js";
import { baseClasses, boundIn } from "../python/member-values.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { UNKNOWN, wrapperAmong, type Entry, type Value, type Wrapper } from "../python/value.js";
import { gradeFindClass } from "../rule-kit/find-class.js";
import type { Reported } from "../rule-kit/rule.js";
import { KNOWN_NAMES } from "./known-names.js";
import { deferred } from "./module-files.js";
import type { Repository } from "./repository.js";
import { leadsOn } from "./telling-names.js";

/** What the names of a file are carried out of. */
export interface Source {
  readonly model: FileModel;
  readonly wrappers: ReadonlyMap<SyntaxNode, Wrapper>;
  /** What the rules report in it. */
  readonly reported: readonly Reported[];
  readonly repository: Repository;
  /** How many parts of values have been carried. */
  readonly parts: { count: number };
  /** What was found of classes; each is looked at once. */
  readonly members: Map<SyntaxNode, ReadonlyMap<string, readonly Value[]>>;
}

/** How deep displays, members and what functions return are carried, and how many entries of one display. */
const MAX_DEPTH = 4;
const MAX_ENTRIES = 300;
/** How many values are carried out of one file that are part of another one. */
const MAX_PARTS = 10_000;
/** Members are carried of classes that a name stands for, or that stand in a display or come of a function: no deeper. */
const MEMBERS_DEPTH = 2;

/** The alternatives of a name as another file can use them: without the nodes of this one. */
export function carriedValues(
  source: Source,
  name: string,
  values: readonly Value[],
  depth = 0,
): readonly Value[] {
  if (depth > 0 && (source.parts.count += values.length) > MAX_PARTS) return [UNKNOWN];
  return values.flatMap((value) => carried(source, name, value, depth));
}

function carried(source: Source, name: string, value: Value, depth: number): readonly Value[] {
  const { model, wrappers } = source;
  const own: Value = { kind: "project", name: `${model.path}:${name}`, wrapper: null, via: [] };
  switch (value.kind) {
    case "symbol":
      return value.name.startsWith("builtins.") && model.scopes.module.stars.length > 0
        ? [own]
        : [deferred(model.path, value, source.repository)];
    case "constant":
    case "bytes":
    case "unknown":
    case "entries":
      return [value];
    case "project":
      return [reexported(source, value)];
    case "function": {
      const returns = carriedValues(
        source,
        name,
        depth < MAX_DEPTH
          ? returnedValues(model.evaluator, value.definition).filter((one) => one.kind !== "function")
          : [UNKNOWN],
        depth + 1,
      );
      return [{ ...own, wrapper: wrappers.get(value.definition) ?? null, returns }];
    }
    case "class":
    case "instance": {
      const members = depth < MEMBERS_DEPTH ? membersOf(source, value.definition) : NO_MEMBERS;
      const calls = calledOn(source, value);
      const whole: Value = {
        ...own,
        ...(members.size > 0 && { members }),
        ...(calls && { wrapper: { ...calls, name } }),
      };
      if (value.kind === "instance" || gradeFindClass(model, value.definition)) return [whole];
      const bases = outsideBases(model, value, new Set());
      const leads = [...members.values()].some((values) => values.some(leadsOn));
      return bases.length === 0 ? [whole] : leads ? [...bases, whole] : bases;
    }
    case "sequence":
    case "mapping":
      return depth < MAX_DEPTH ? [entriesOf(source, value, depth)] : [UNKNOWN];
    case "items": {
      const entries = value.items.map((values, key) => ({
        key,
        values: carriedValues(source, name, values, depth + 1),
      }));
      return [{ kind: "entries", entries, isMapping: false }];
    }
    case "iterable":
    case "row":
      return [own];
    case "partial": {
      const { start, end } = value.call;
      const found = source.reported.find(({ span }) => span.start === start && span.end === end);
      if (!found || found.level === "note") return [own];
      const { line } = model.source.positionOf(start);
      const parameters = [{ name: "", position: 0 }];
      const { symbol } = found;
      return [{ ...own, wrapper: { name, path: model.path, line, symbol, parameters, decidedBy: null } }];
    }
  }
}

/** The method that Python calls when a class or an instance is called, its own or inherited, where it wraps a load. */
function calledOn(
  source: Source,
  { kind, definition }: Extract<Value, { kind: "class" | "instance" }>,
): Wrapper | null {
  const members = membersOf(source, definition);
  for (const method of kind === "class" ? ["__new__", "__init__"] : ["__call__"]) {
    const wrapper = wrapperAmong(members.get(method));
    if (wrapper) return wrapper;
  }
  return null;
}

const NO_MEMBERS: ReadonlyMap<string, readonly Value[]> = new Map();

/** The members of a class of the file, and of those that it is built on, through which something is reached. */
function membersOf(source: Source, definition: SyntaxNode): ReadonlyMap<string, readonly Value[]> {
  const known = source.members.get(definition);
  if (known) return known;
  source.members.set(definition, NO_MEMBERS);
  const members = findMembers(source, definition);
  source.members.set(definition, members);
  return members;
}

function findMembers(source: Source, definition: SyntaxNode): ReadonlyMap<string, readonly Value[]> {
  const { model } = source;
  const members = new Map<string, readonly Value[]>();
  const scope = model.scopes.scopeOfDefinition.get(definition);
  for (const name of scope ? new Set([...scope.bindings.keys(), ...scope.attributes.keys()]) : []) {
    const values = scope ? boundIn(model.evaluator, scope, name) : [];
    members.set(name, carriedValues(source, name, values, MEMBERS_DEPTH));
  }
  const own = new Set(members.keys());
  for (const base of baseClasses(model.evaluator, definition)) {
    const inherited =
      base.kind === "class"
        ? membersOf(source, base.definition)
        : base.kind === "project"
          ? (base.members ?? NO_MEMBERS)
          : NO_MEMBERS;
    for (const [name, values] of inherited) if (!own.has(name)) members.set(name, values);
  }
  return new Map([...members].filter(([, values]) => values.some(tells)));
}

/** Whether a member says more than that nothing is known of it. */
function tells(value: Value): boolean {
  return value.kind === "constant" || value.kind === "entries" || leadsOn(value);
}

/** A display with what its entries can be. */
function entriesOf(source: Source, value: Extract<Value, { node: SyntaxNode }>, depth: number): Value {
  const { evaluator } = source.model;
  const valuesOf = (node: SyntaxNode): readonly Value[] =>
    carriedValues(source, "entry", evaluator.evaluate(node), depth + 1);
  const isMapping = value.kind === "mapping";
  const entries: Entry[] = isMapping
    ? mappingOf(evaluator, value.node)
        .entries.slice(0, MAX_ENTRIES)
        .map((entry) => ({ key: entry.key, values: valuesOf(entry.value) }))
    : value.node.children
        .slice(0, MAX_ENTRIES)
        .map((item, i) => ({ key: value.node.type === "set" ? undefined : i, values: valuesOf(item) }));
  // The parts of keys that are tuples, for those that ask what is listed.
  const keys = isMapping ? value.node.children.slice(0, MAX_ENTRIES) : [];
  for (const pair of keys) {
    const key = childOf(pair, "key");
    if (key?.type === "tuple") entries.push({ key: undefined, values: valuesOf(key) });
  }
  if (value.node.children.length > MAX_ENTRIES) entries.push({ key: undefined, values: [UNKNOWN] });
  return { kind: "entries", entries, isMapping };
}

/**
 * `from .compat import pickle` in this file: where `compat` is a file of the repository and no module `pickle` lies in it,
 * the name can only be the library that it imports.
 */
function reexported({ model, repository }: Source, value: Extract<Value, { kind: "project" }>): Value {
  const own = { ...value, via: [] };
  if (value.wrapper !== null || value.members || value.returns || value.name.includes(":")) return own;
  const at = value.name.lastIndexOf(".");
  const [module, name] = [value.name.slice(0, at), value.name.slice(at + 1)];
  const isModule = moduleFile(model.path, value.name, repository.has) !== null;
  if (!KNOWN_NAMES.modules.has(name) || moduleFile(model.path, module, repository.has) === null) return own;
  return isModule
    ? deferred(model.path, { kind: "symbol", name: value.name, via: [] }, repository)
    : { kind: "symbol", name, via: [] };
}

/** The classes from outside that a class of the file is built on: what it can do, they can. */
function outsideBases(
  model: FileModel,
  value: Extract<Value, { kind: "class" }>,
  seen: Set<SyntaxNode>,
): Value[] {
  if (seen.has(value.definition)) return [];
  seen.add(value.definition);
  return baseClasses(model.evaluator, value.definition).flatMap((base) => {
    if (base.kind === "class") return outsideBases(model, base, seen);
    const isKnown = base.kind === "symbol" && KNOWN_NAMES.modules.has(base.name.split(".")[0] ?? "");
    return isKnown ? [{ ...base, via: [] }] : [];
  });
}
