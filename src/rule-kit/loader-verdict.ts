import type { Level } from "../findings/finding.js";
import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";
import type { Value } from "../python/value.js";
import { flag, judge, type Verdict } from "./argument-verdict.js";
import type { DecidingArgument, LibraryLoader, SafeSince } from "./library-loader.js";
import { becauseOf, sideOf } from "./versions.js";

/** What is said of a call of a loader besides what the loader does. */
export interface LoaderVerdict {
  readonly level: Level;
  /** A sentence on what the verdict rests on; "" for none. */
  readonly because: string;
}

/** How unsafe a use of a loader is; null where it is safe. `level` is what an unsafe one gets. */
export function verdictOf(
  model: FileModel,
  { call, shift }: Pick<Use, "call" | "shift">,
  { argument, safeSince }: Pick<LibraryLoader, "argument" | "safeSince">,
  level: Level,
): LoaderVerdict | null {
  const given = argument && call ? argumentOf(model.evaluator, call, argument, shift) : null;
  if (argument && given) {
    const verdict = judge(given, argument.absent, (value) => verdictOfValue(value, argument));
    const isLeftOut = given.values.every(isNone);
    if (verdict === "safe") return null;
    if (verdict === "not-proven") {
      const because = `Whether \`${argument.name}\` rules that out cannot be read here.`;
      return { level: level === "block" ? "warn" : level, because };
    }
    if (!isLeftOut) return { level, because: "" };
  } else if (argument?.absent === "safe") return null;
  return byVersion(model, safeSince, level);
}

function verdictOfValue(value: Value, { safe, absent, none }: DecidingArgument): Verdict {
  if (isNone(value)) return none ?? absent;
  if (safe === "anything") return "safe";
  if (safe === "nothing") return "unsafe";
  if (typeof safe === "boolean") return flag(value, safe);
  if (value.kind === "symbol" && safe.test(value.name)) return "safe";
  if (value.kind !== "constant" || typeof value.value !== "string") return "not-proven";
  return safe.test(value.value) ? "safe" : "unsafe";
}

function isNone(value: Value): boolean {
  return value.kind === "constant" && value.value === null;
}

/** The level that the lowest allowed versions leave: none where all of them are safe. */
function byVersion(
  model: FileModel,
  safeSince: readonly SafeSince[] | undefined,
  level: Level,
): LoaderVerdict | null {
  if (!safeSince) return { level, because: "" };
  for (const { packages, version } of safeSince) {
    const name = packages.find((one) => model.floors.has(one)) ?? packages[0];
    const answer = sideOf(model, name, version);
    if (answer.side !== "above") {
      return { level, because: `It is safe from ${name} ${version} on. ${becauseOf(answer, name, version)}` };
    }
  }
  return null;
}
