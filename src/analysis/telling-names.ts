import { functionsThat, TRANSFORMERS } from "../python/reflection.js";
import type { Value } from "../python/value.js";
import { TEXT_RUNNERS } from "./python-runners.js";
import { isRoad, KNOWN_NAMES, ON_THE_WAY } from "./known-names.js";

/** Whether something that the rules know, or another file of the repository, can be reached through a value. */
export function leadsOn(value: Value): boolean {
  if (value.kind === "project") {
    const members = [...(value.members?.values() ?? [])];
    return value.wrapper !== null || givesOn(value) || members.some((values) => values.some(leadsOn));
  }
  if (value.kind === "entries") return value.entries.some(({ values }) => values.some(leadsOn));
  return value.kind === "symbol" && symbolLeads(value.name);
}

/** Whether something that the rules know can be reached through a symbol: of the builtins, through those that lead elsewhere. */
function symbolLeads(name: string): boolean {
  if (name.startsWith("builtins.")) return RUNNERS.has(name) || isRoad(name);
  return KNOWN_NAMES.leads(name) && !(ONLY_GIVING.has(name.split(".", 1)[0] ?? name) && !isRoad(name));
}

/** The modules that are known for nothing but functions that give back what they get: `copy`, `typing`. */
const ONLY_GIVING: ReadonlySet<string> = new Set(
  functionsThat(...TRANSFORMERS).map((name) => name.split(".", 1)[0] ?? name),
);

const RUNNERS: ReadonlySet<string> = new Set(TEXT_RUNNERS.map((name) => `builtins.${name}`));

/** The same, where it is no matter of chance: not by all that a module like `builtins` has. */
export function holdsRoad(value: Value): boolean {
  switch (value.kind) {
    case "project":
      return (
        value.wrapper !== null ||
        [...(value.members?.values() ?? []), value.returns ?? []].some((values) => values.some(holdsRoad))
      );
    case "entries":
      return value.entries.some(({ values }) => values.some(holdsRoad));
    case "symbol":
      return isRoad(value.name);
    default:
      return false;
  }
}

/** Whether a function gives back something through which that can be reached. */
export function givesOn(value: Value): boolean {
  if (value.kind !== "project" || value.returns === undefined) return false;
  return value.returns.some((one) => (one.kind === "symbol" ? ON_THE_WAY.has(one.name) : leadsOn(one)));
}

/** Whether a value is a module or class on the way to one of the rules' symbols. */
export function leadsOnByName(value: Value): value is Extract<Value, { kind: "symbol" }> {
  return value.kind === "symbol" && isOnTheWay(value.name);
}

/** Whether a qualified name is that of a module or class on the way to one of the rules' symbols. */
export function isOnTheWay(name: string): boolean {
  return ON_THE_WAY.has(name) && (!KNOWN_NAMES.symbols.has(name) || KNOWN_NAMES.modules.has(name));
}
