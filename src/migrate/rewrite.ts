import type { DataEnd } from "./data-ends.js";
import { additions } from "./additions.js";
import { importPlan, isFree, spotFor, type ImportPlan } from "./import-plan.js";
import { handedOn, type Plan, type Target } from "./plan.js";
import { decoderLines, namesFor, type ModuleNames, type Names } from "./python-code.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import type { Edit } from "../rule-kit/rule.js";

/** A plan that is carried out, with the names of what is made for it. */
export interface Job {
  readonly plan: Plan;
  readonly target: Target;
  readonly names: Names;
  /** The file name of its converter. */
  readonly script: string;
}

/** Jobs for plans that have a target; each has names of its own. */
export function jobsFor(plans: readonly Plan[]): readonly Job[] {
  const taken = new Set<string>();
  return plans.flatMap((plan): Job[] => {
    if (!plan.target) return [];
    let names = namesFor(plan.name.shown);
    for (let i = 2; taken.has(names.stem); i++)
      names = namesFor(`${plan.name.shown.replace(/(?:\.\w{1,8}){0,2}$/, "")}_${String(i)}`);
    taken.add(names.stem);
    return [{ plan, target: plan.target, names, script: `convert_${names.stem}.py` }];
  });
}

/** The edits of a file after which it reads either format, or reads and writes the new one. */
export type Rewritten = { readonly edits: readonly Edit[] } | { readonly because: string };

/** Which ends are changed: those that read, or all. */
export type Step = "read" | "all";

/** What has to be changed in a file for some jobs; `because` says why it cannot be. */
export function rewrite(model: FileModel, jobs: readonly Job[], step: Step): Rewritten {
  const here = (ends: readonly DataEnd[]): readonly DataEnd[] => ends.filter((end) => end.model === model);
  const reads = jobs.flatMap((job) => here(job.plan.readers).map((end) => ({ job, end })));
  const writes =
    step === "read" ? [] : jobs.flatMap((job) => here(job.plan.writers).map((end) => ({ job, end })));
  if (reads.length + writes.length === 0) return { edits: [] };
  const nodes = [...reads, ...writes].map(({ end }) => end.call);
  const spot = spotFor(model, nodes, /\b(?:pickle|joblib|dill|cloudpickle)\b/);
  if (!spot) return { because: "there is no place for new definitions before they are used" };
  const imports = importPlan(model, spot.offset);
  const edits: Edit[] = [];
  const blocks: string[] = [];
  for (const job of jobs) {
    const own = reads.filter((one) => one.job === job).map(({ end }) => end);
    if (own.length === 0 || job.target.kind === "refuse") continue;
    const made = decoderFor(model, job, own, imports);
    if ("because" in made) return made;
    blocks.push(made.lines.join("\n"));
    edits.push(...made.edits);
  }
  for (const { job, end } of writes) {
    const edit = writerEdit(end, job.target, imports);
    if (edit === null) return { because: NAMES_TAKEN };
    edits.push(...edit);
  }
  for (const { job, end } of reads) if (job.target.kind === "refuse") edits.push(...refusal(end));
  return { edits: [...edits, ...additions(model, spot, imports.missing(), blocks)] };
}

const NAMES_TAKEN = "the names that new code needs are taken";

function decoderFor(
  model: FileModel,
  { plan, target, names, script }: Job,
  readers: readonly DataEnd[],
  imports: ImportPlan,
): { readonly lines: readonly string[]; readonly edits: readonly Edit[] } | { readonly because: string } {
  const given = new Set(readers.map(handedOn));
  const [first = ""] = given;
  if (given.size > 1) return { because: "old files are read in different ways, by their arguments" };
  const modules = modulesOf(imports, target);
  if (modules === null || !isFree(model, names.decode) || !isFree(model, names.unpickler))
    return { because: NAMES_TAKEN };
  const lines = decoderLines(names, target, modules, { handedOn: first, script, shown: plan.name.shown });
  const edits = readers.map((end) => readerEdit(end, names, imports));
  return edits.includes(null)
    ? { because: NAMES_TAKEN }
    : { lines, edits: edits.flatMap((edit) => edit ?? []) };
}

function modulesOf(imports: ImportPlan, { kind }: Target): ModuleNames | null {
  const of = (module: string, isNeeded: boolean): string | null =>
    isNeeded ? imports.nameOf(module) : module;
  const [io, json, logging, numpy, pickle] = [
    ...[of("io", true), of("json", kind !== "array"), of("logging", true)],
    ...[of("numpy", kind === "array"), of("pickle", true)],
  ];
  return io && json && logging && numpy && pickle ? { io, json, logging, numpy, pickle } : null;
}

function readerEdit(end: DataEnd, { decode }: Names, imports: ImportPlan): Edit | null {
  const { model, call, data, takes, place } = end;
  if (!data) return null;
  const text = model.tree.text.slice(data.start, data.end);
  const isOpen = place.kind === "file" && place.opened !== null;
  if (takes === "bytes") return { span: call, text: `${decode}(${text})` };
  if (isOpen) return { span: call, text: `${decode}(${text}.read())` };
  const pathlib = imports.nameOf("pathlib");
  return pathlib === null ? null : { span: call, text: `${decode}(${pathlib}.Path(${text}).read_bytes())` };
}

function writerEdit(end: DataEnd, target: Target, imports: ImportPlan): readonly Edit[] | null {
  const { model, call, value, data, takes, place } = end;
  if (!value) return null;
  const slice = (node: SyntaxNode): string => model.tree.text.slice(node.start, node.end);
  if (target.kind === "refuse") return strictSave(end);
  const isOpen = place.kind === "file" && place.opened !== null;
  if (target.kind === "array") {
    const numpy = imports.nameOf("numpy");
    if (numpy === null || !data) return null;
    return [{ span: call, text: `${numpy}.save(${slice(data)}, ${slice(value)}, allow_pickle=False)` }];
  }
  const json = imports.nameOf("json");
  const dataclasses = target.kind === "record" ? imports.nameOf("dataclasses") : "";
  if (json === null || dataclasses === null) return null;
  const plain = target.kind === "record" ? `${dataclasses}.asdict(${slice(value)})` : slice(value);
  const bytes = `${json}.dumps(${plain}).encode()`;
  if (takes === "bytes") return [{ span: call, text: bytes }];
  if (!data) return null;
  if (isOpen) return [{ span: call, text: `${slice(data)}.write(${bytes})` }];
  const pathlib = imports.nameOf("pathlib");
  return pathlib === null
    ? null
    : [{ span: call, text: `${pathlib}.Path(${slice(data)}).write_bytes(${bytes})` }];
}

/** `numpy.save` that refuses objects. */
function strictSave({ call, model }: DataEnd): readonly Edit[] {
  const set = allowPickle(model, call);
  if (set) return [{ span: set, text: "False" }];
  const last = childOf(call, "arguments")?.children.at(-1);
  return last ? [{ span: { start: last.end, end: last.end }, text: ", allow_pickle=False" }] : [];
}

/** `numpy.load` that refuses pickles. */
function refusal({ call, model }: DataEnd): readonly Edit[] {
  const set = allowPickle(model, call);
  return set ? [{ span: set, text: "False" }] : [];
}

function allowPickle(model: FileModel, call: SyntaxNode): SyntaxNode | null {
  for (const argument of childOf(call, "arguments")?.children ?? []) {
    const name = argument.type === "keyword_argument" ? childOf(argument, "name") : null;
    if (name && model.tree.text.slice(name.start, name.end) === "allow_pickle")
      return childOf(argument, "value");
  }
  return null;
}
