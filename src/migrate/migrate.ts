import { converterFor } from "./converter.js";
import type { Plan } from "./plan.js";
import type { Project } from "./project.js";
import { jobsFor, rewrite, type Job, type Step } from "./rewrite.js";
import type { AnalysisTools } from "../analysis/analysis-tools.js";
import { analyzeSource } from "../analysis/analyze-source.js";
import { applyEdits } from "../analysis/prove-fix.js";
import { removalsOfUnused } from "../analysis/unused-imports.js";
import type { Finding } from "../findings/finding.js";
import { nodesOf } from "../python/nodes-of.js";
import { ruleOf } from "../report/report.js";
import type { Edit } from "../rule-kit/rule.js";

/** A file that is changed. */
export interface MigratedFile {
  readonly path: string;
  readonly before: string;
  /** With readers that read either format. */
  readonly reading: string;
  /** With writers that write the new one, too. */
  readonly after: string;
  /** What no-pickle finds in it, notes aside. */
  readonly found: { readonly before: readonly Finding[]; readonly after: readonly Finding[] };
}

/** What moves stored files to another format; nothing is written yet. */
export interface Migration {
  /** Every file that is written and read, with what is known of it. */
  readonly plans: readonly Plan[];
  /** Those that can be moved. */
  readonly jobs: readonly Job[];
  readonly files: readonly MigratedFile[];
  readonly scripts: readonly { readonly name: string; readonly text: string }[];
}

/** What a migration works with. */
export interface MigrationTools extends AnalysisTools {
  readonly isImportedElsewhere: (path: string, name: string) => boolean;
}

/**
 * Works out the change for all plans that have a target. A file is changed only if it parses as before with it, and what is found in
 * it is less; else a person has to do it.
 */
export function migrate(project: Project, plans: readonly Plan[], tools: MigrationTools): Migration {
  let current = plans;
  for (;;) {
    const jobs = jobsFor(current);
    const made = filesOf(project, jobs, tools);
    if (!("wrong" in made)) return { plans: current, jobs, files: made.files, scripts: scriptsOf(jobs) };
    const { path, because } = made.wrong;
    current = current.map((plan) =>
      plan.target !== null && touches(plan, path)
        ? { ...plan, target: null, undecided: [`${path}: ${because}`], advice: ["make the change by hand"] }
        : plan,
    );
  }
}

function touches({ writers, readers }: Plan, path: string): boolean {
  return [...writers, ...readers].some(({ model }) => model.path === path);
}

function scriptsOf(jobs: readonly Job[]): Migration["scripts"] {
  return jobs.flatMap((job) => {
    const text = converterFor(job);
    return text === null ? [] : [{ name: job.script, text }];
  });
}

type Made =
  | { readonly files: readonly MigratedFile[] }
  | { readonly wrong: { readonly path: string; readonly because: string } };

function filesOf(project: Project, jobs: readonly Job[], tools: MigrationTools): Made {
  const paths = jobs.flatMap(({ plan }) => [...plan.writers, ...plan.readers]).map(({ model }) => model.path);
  const files: MigratedFile[] = [];
  for (const path of [...new Set(paths)].sort()) {
    const made = fileOf(project, path, jobs, tools);
    if ("because" in made) return { wrong: { path, because: made.because } };
    files.push(made);
  }
  return { files };
}

function fileOf(
  project: Project,
  path: string,
  jobs: readonly Job[],
  tools: MigrationTools,
): MigratedFile | { readonly because: string } {
  const [before, model] = [project.text(path), project.model(path)];
  if (before === null || !model) return { because: "it cannot be read" };
  if (isOtherEncoding(before)) return { because: "its encoding is not UTF-8, which a patch cannot hold" };
  const texts: string[] = [];
  for (const step of ["read", "all"] satisfies readonly Step[]) {
    const made = rewrite(model, jobs, step);
    if ("because" in made) return made;
    texts.push(changed(path, before, made.edits, tools));
  }
  const [reading = before, after = before] = texts;
  const was = analyzeSource(path, "python", before, tools);
  const is = [reading, after].map((text) => analyzeSource(path, "python", text, tools));
  if (is.some(({ gaps }) => gaps.length > 0)) return { because: "with the change it could not be read" };
  const [old, now] = [was.candidates, is.at(-1)?.candidates ?? []].map((all) =>
    all.map(({ finding }) => finding),
  );
  if (!old || !now || (after !== before && !isLess(now, old)))
    return { because: "with the change no less would be found in it" };
  return {
    path,
    before,
    reading,
    after,
    found: { before: old.filter(isWeighty), after: now.filter(isWeighty) },
  };
}

/** Whether a file says that it is in another encoding, and holds more than ASCII. */
function isOtherEncoding(text: string): boolean {
  const head = text.split("\n", 2).join("\n");
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  return /^[ \t\f]*#.*?coding[:=][ \t]*(?!utf-?8\b)[\w.-]/m.test(head) && !/^[\x00-\x7f]*$/.test(text);
}

/** Whether less stands in a file: fewer loads and writes, and no more that blocks. Imports are there for these. */
function isLess(now: readonly Finding[], old: readonly Finding[]): boolean {
  const blocking = (findings: readonly Finding[]): number =>
    findings.filter(({ level }) => level === "block").length;
  const uses = (findings: readonly Finding[]): number =>
    findings.filter((finding) => ruleOf(finding).subject !== "import").length;
  return blocking(now) <= blocking(old) && (uses(now) < uses(old) || uses(old) === 0);
}

function isWeighty({ level }: Finding): boolean {
  return level !== "note";
}

function changed(path: string, before: string, edits: readonly Edit[], tools: MigrationTools): string {
  if (edits.length === 0) return before;
  const lineEnd = before.includes("\r\n") && !/[^\r]\n/.test(before) ? "\r\n" : "\n";
  const own = edits.map(({ span, text }) => ({ span, text: text.replace(/\r?\n/g, lineEnd) }));
  const text = applyEdits(before, own);
  const unneeded = removalsOfUnused(path, before, withoutNames(text, tools), tools.parse, {
    isImportedElsewhere: (name) => tools.isImportedElsewhere(path, name),
  });
  return applyEdits(text, unneeded);
}

/** A text of the same length in which no string speaks of these modules by the way: `"cache.pickle"`. */
function withoutNames(text: string, { parse }: MigrationTools): string {
  const parsed = parse(text);
  if (!parsed.ok) return text;
  const parts = nodesOf(parsed.tree, "string_content");
  return parts.reduce((masked, { start, end }) => {
    const part = masked.slice(start, end);
    const plain = MODULES.test(part) ? part : part.replace(NAMES, (name) => "x".repeat(name.length));
    return masked.slice(0, start) + plain + masked.slice(end);
  }, text);
}

const NAMES = /\b(?:pickle|joblib|dill|cloudpickle)\b/g;
/** A string that is such a name: `__all__` names things so. */
const MODULES = /^(?:pickle|joblib|dill|cloudpickle)$/;
