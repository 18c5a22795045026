import { linesOf, type Hunk } from "../diff/hunk.js";
import type { Finding } from "../findings/finding.js";
import { fingerprint } from "../findings/fingerprint.js";
import { levelUnder } from "../policy/levels.js";
import { RULES } from "../rules/registry.js";
import type { AnalysisTools } from "./analysis-tools.js";
import { fileKind } from "./file-kind.js";
import type { GivenNames, ModuleNames } from "./given-names.js";
import { toolsBefore } from "./gone-files.js";
import { memberIn } from "./members-of-files.js";
import { filesThatGive } from "./module-names.js";
import { repositoryOf, type Repository } from "./repository.js";
import { mayNameModule } from "./sieve.js";
import { holdsWord } from "./uses-names.js";

/** A file before and after a change; `hunks` null where the diff is not known. */
interface ChangedText {
  readonly path: string;
  readonly head: string;
  readonly base: string | null;
  readonly hunks: readonly Hunk[] | null;
}

/** Through how many other files names are followed for this. */
const HOPS = 2;
/** The most names that are told of one file. */
const MAX_NAMES = 5;

const RULES_OF_GIVEN = RULES.filter(({ checkGiven }) => checkGiven !== undefined);

/**
 * What the rules report of names that a file gives to others, where they stand for something worse than before the change:
 * what others do with them is not part of it. Nothing where a finding on a changed line speaks of the change already.
 * @param said what is reported of the file
 */
export function analyzeGiven(file: ChangedText, said: readonly Finding[], tools: AnalysisTools): Finding[] {
  const { path, head, base, hunks } = file;
  const added = hunks && addedLines(hunks);
  if (base === null || !added || added.size === 0 || fileKind(path) !== "python") return [];
  const text = [...added.values()].join("\n");
  if (!mayNameModule(text) && !/\bimport\b/.test(text)) return [];
  const isSaid = ({ level, range }: Finding): boolean => level !== "note" && added.has(range.startLine);
  if (said.some(isSaid)) return [];
  const now = givenIn(path, head, tools);
  const names = namesOf(now).filter((name) => isBoundIn(base, name));
  if (names.length === 0) return [];
  const before = new Set(namesOf(givenIn(path, base, toolsBefore(tools))));
  return names
    .filter((name) => !before.has(name))
    .slice(0, MAX_NAMES)
    .flatMap((name) => {
      const symbol = symbolOf(now, name);
      // A library that is imported under its own name is there for this file.
      const isOwn =
        name === symbol || said.some((one) => one.level !== "note" && rootOf(one.symbol) === rootOf(symbol));
      return isOwn ? [] : findingsOf(path, name, symbol, lineOf(added, name), head, tools);
    });
}

function rootOf(symbol: string): string {
  return symbol.split(".", 1)[0] ?? symbol;
}

/** The names by which a file gives on what the rules know. */
function namesOf({ sinks, wrappers, modules }: GivenNames): string[] {
  return [...new Set([...sinks, ...wrappers, ...modules.keys()])];
}

function givenIn(path: string, text: string, { repository, parse }: AnalysisTools): ModuleNames {
  const files = filesThatGive(withText(repository ?? repositoryOf(new Map()), path, text), parse);
  return { ...files.namesOf(path, HOPS), member: (name) => memberIn(files, path, name, HOPS) };
}

/** A repository in which one file has this text. */
function withText(repository: Repository, path: string, text: string): Repository {
  if (repository.read(path) === text) return repository;
  return {
    paths: repository.has(path) ? repository.paths : [...repository.paths, path],
    has: (one) => one === path || repository.has(one),
    read: (one) => (one === path ? text : repository.read(one)),
  };
}

/** Whether a text may bind a name: by an import, an assignment or a definition. */
function isBoundIn(text: string, name: string): boolean {
  return text
    .split("\n")
    .some((line) => holdsWord(line, name) && (BINDS.test(line) || line.trimStart().startsWith(name)));
}

const BINDS = /^[ \t]*(?:from|import|(?:async[ \t]+)?def|class)\b/;

/** What a name leads to, as far as one word tells: `joblib`. */
function symbolOf({ modules, member, leading }: ModuleNames, name: string): string {
  const [module] = modules.get(name) ?? [];
  if (module !== undefined) return module;
  for (const value of member(name) ?? []) {
    if (value.kind === "symbol") return value.name;
    if (value.kind !== "project") continue;
    if (value.wrapper) return value.wrapper.symbol;
    for (const given of value.returns ?? []) if (given.kind === "symbol") return given.name;
  }
  // A member of a class.
  for (const owner of leading)
    for (const value of member(owner) ?? [])
      for (const one of (value.kind === "project" && value.members?.get(name)) || [])
        if (one.kind === "symbol") return one.name;
  return name;
}

/** The added lines by their numbers at the head, from 0. */
function addedLines(hunks: readonly Hunk[]): ReadonlyMap<number, string> {
  const added = new Map<number, string>();
  for (const hunk of hunks)
    for (const { kind, newLine, text } of linesOf(hunk))
      if (kind === "added" && newLine !== null) added.set(newLine - 1, text);
  return added;
}

/** The added line that speaks of a name; else the last one, which the others lead up to. */
function lineOf(added: ReadonlyMap<number, string>, name: string): number {
  for (const [line, text] of added) if (holdsWord(text, name)) return line;
  return [...added].filter(([, text]) => text.trim() !== "").at(-1)?.[0] ?? 0;
}

function findingsOf(
  path: string,
  name: string,
  symbol: string,
  line: number,
  head: string,
  tools: AnalysisTools,
): Finding[] {
  const text = head.split("\n")[line] ?? "";
  return RULES_OF_GIVEN.flatMap((rule) => {
    const worse = rule.checkGiven?.({ name, symbol }) ?? null;
    const level = worse && levelUnder(tools.policy, path, rule, worse.level);
    if (!worse || level === null) return [];
    const identity = { ruleId: rule.meta.id, symbol: worse.symbol, enclosing: "" };
    return [
      {
        ...identity,
        ...{ level, message: worse.message, path },
        range: { startLine: line, startColumn: 0, endLine: line, endColumn: text.length },
        related: [],
        origin: "introduced" as const,
        fingerprint: fingerprint({ ...identity, statement: text.trim(), ordinal: 0 }),
        ...{ basis: "", fix: null, need: null },
      },
    ];
  });
}
