import type { Argument } from "../python/arguments.js";
import { classOfReceiver } from "../python/build-scopes.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { baseClasses } from "../python/member-values.js";
import { callsOfMethod } from "../python/shapes.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "../python/value.js";
import { qualified } from "./sinks.js";

/** `yaml.load` and `yaml.load_all`: what they do depends on the loader. */
export const YAML_LOADS: readonly string[] = qualified(["yaml"], ["load", "load_all"]);

/** The parameter that names the loader. */
export const LOADER = { name: "Loader", position: 1 } as const;

const MODULES = ["yaml", "yaml.loader", "yaml.cyaml"];
const PARTS = ["yaml", "yaml.constructor"];

/** What a loader class does with a document's tags. */
export type LoaderPower = "safe" | "full" | "unsafe" | "not-proven";

const POWERS: ReadonlyMap<string, LoaderPower> = new Map<string, LoaderPower>([
  ...qualified(MODULES, ["SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"]).map(
    (name) => [name, "safe"] as const,
  ),
  ...qualified(MODULES, ["FullLoader", "CFullLoader"]).map((name) => [name, "full"] as const),
  ...qualified(MODULES, ["Loader", "CLoader", "UnsafeLoader", "CUnsafeLoader"]).map(
    (name) => [name, "unsafe"] as const,
  ),
  // Packages that subclass them; read in their own source.
  ["yamlordereddictloader.Loader", "unsafe"] as const,
  ["yamlordereddictloader.CLoader", "unsafe"] as const,
  ["yamlordereddictloader.SafeLoader", "safe"] as const,
  ["yamlordereddictloader.CSafeLoader", "safe"] as const,
  // Loaders put together from PyYAML's parts are as strong as their constructor.
  ...qualified(PARTS, ["SafeConstructor", "BaseConstructor"]).map((name) => [name, "safe"] as const),
  ...qualified(PARTS, ["FullConstructor"]).map((name) => [name, "full"] as const),
  ...qualified(PARTS, ["Constructor", "UnsafeConstructor"]).map((name) => [name, "unsafe"] as const),
]);

/** Parts of a loader that build nothing. */
const NEUTRAL: ReadonlySet<string> = new Set([
  "builtins.object",
  "yaml.reader.Reader",
  "yaml.scanner.Scanner",
  "yaml.parser.Parser",
  "yaml.cyaml.CParser",
  "yaml._yaml.CParser",
  "yaml.composer.Composer",
  "yaml.resolver.Resolver",
  "yaml.resolver.BaseResolver",
]);

/** Every loader class of PyYAML by every path, for star imports. */
export const LOADER_SYMBOLS: readonly string[] = [...POWERS.keys()];

/** What a value does as a loader; a class of the file is as strong as the strongest of its bases. */
export function powerOf(model: FileModel, value: Value, seen = new Set<SyntaxNode>()): LoaderPower {
  if (value.kind === "symbol") return POWERS.get(value.name) ?? "not-proven";
  if (value.kind === "constant" && value.value === null) return "unsafe";
  if (value.kind !== "class" || seen.has(value.definition)) return "not-proven";
  seen.add(value.definition);
  const bases = baseClasses(model.evaluator, value.definition);
  const building = bases.filter((base) => !isNeutral(base));
  return strongest(building.map((base) => powerOf(model, base, seen)));
}

/** A base that cannot build objects: a parsing part, or a class of the file without bases of its own. */
function isNeutral(base: Value): boolean {
  if (base.kind === "symbol") return NEUTRAL.has(base.name);
  if (base.kind !== "class") return false;
  return !base.definition.children.some((child) => child.field === "superclasses");
}

/** The strongest power of several; without any, nothing is proven. */
export function strongest(powers: readonly LoaderPower[]): LoaderPower {
  for (const candidate of ["unsafe", "full", "not-proven", "safe"] as const) {
    if (powers.includes(candidate)) return candidate;
  }
  return "not-proven";
}

/** The strongest loader that an argument can be; a missing one counts as unsafe. */
export function powerOfArgument(model: FileModel, argument: Argument): LoaderPower {
  const building = argument.values.filter((value) => !isNeutral(value));
  const powers = building.map((value) => powerOf(model, value));
  if (argument.mayBeAbsent) powers.push("unsafe");
  return strongest(powers);
}

/** A document that an instance of a loader builds by itself: `Mine(stream).get_single_data()`. */
export interface DrivenLoad {
  readonly call: SyntaxNode;
  readonly power: LoaderPower;
  /** The class from outside that builds the objects, by its qualified name. */
  readonly symbol: string;
  readonly via: readonly SyntaxNode[];
  /** The class of the file, where it is one. */
  readonly definition: SyntaxNode | null;
}

/** The methods of a loader that build objects. */
const BUILDING = ["get_single_data", "get_data", "construct_document"];

/** Every place where a loader of PyYAML, or a class built on its parts, builds a document without `yaml.load`. */
export function* drivenLoads(model: FileModel): Iterable<DrivenLoad> {
  for (const call of BUILDING.flatMap((name) => callsOfMethod(model, name))) {
    const callee = childOf(call, "function");
    const object = callee ? childOf(callee, "object") : null;
    const loads = loadersOf(model, object).flatMap((value): DrivenLoad[] => {
      if (value.kind === "instance") {
        const { definition } = value;
        const parts = partsOf(model, definition);
        const power = strongest(parts.map((part) => powerOf(model, part)));
        const part = parts.find((one) => powerOf(model, one) === power);
        return part ? [{ call, power, symbol: part.name, via: part.via, definition }] : [];
      }
      if (value.kind !== "symbol" || !value.name.endsWith("()")) return [];
      const part = { ...value, name: value.name.slice(0, -2) };
      return [{ call, power: powerOf(model, part), symbol: part.name, via: part.via, definition: null }];
    });
    const power = strongest(loads.map((load) => load.power));
    const worst = loads.find((load) => load.power === power);
    if (worst) yield worst;
  }
}

/** What an expression is, where `self` or `cls(...)` in a method is an instance of the class. */
function loadersOf(model: FileModel, object: SyntaxNode | null): readonly Value[] {
  const made = object?.type === "call" ? childOf(object, "function") : null;
  const receiver = made ?? object;
  const owner =
    receiver?.type === "identifier"
      ? classOfReceiver(model.tree.text, receiver, scopeOf(model, receiver))
      : null;
  if (owner) return [{ kind: "instance", definition: owner.node }];
  return object ? model.evaluator.evaluate(object) : [];
}

/** The classes from outside that a class of the file is made of and that build objects. */
function partsOf(
  model: FileModel,
  definition: SyntaxNode,
  seen = new Set<SyntaxNode>(),
): Extract<Value, { kind: "symbol" }>[] {
  if (seen.has(definition)) return [];
  seen.add(definition);
  return baseClasses(model.evaluator, definition).flatMap((base) => {
    if (base.kind === "class") return partsOf(model, base.definition, seen);
    return base.kind === "symbol" && POWERS.has(base.name) ? [base] : [];
  });
}
