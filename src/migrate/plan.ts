import type { DataEnd } from "./data-ends.js";
import { problemOf } from "./forms.js";
import type { Inquiry } from "./inquiry.js";
import type { PlaceName } from "./place.js";
import type { Project } from "./project.js";
import { judgeRecord, type PlainRecord } from "./record.js";
import { distinctShapes, holdsUnknown, whyNotJson, type Shape } from "./shape.js";
import { shapesOf } from "./shape-of.js";
import { functionOf, type Store } from "./stores.js";
import { childOf } from "../parse/syntax-tree.js";

/** What a file is to hold instead. */
export type Target =
  | { readonly kind: "json" }
  | { readonly kind: "record"; readonly record: PlainRecord }
  /** Arrays that were pickled. */
  | { readonly kind: "array" }
  /** Arrays that are stored as such already: pickles in them are refused from now on. */
  | { readonly kind: "refuse" };

/** What is known of a file that code writes and reads, and what can be done about it. */
export interface Plan {
  readonly name: PlaceName;
  readonly writers: readonly DataEnd[];
  readonly readers: readonly DataEnd[];
  readonly shapes: readonly Shape[];
  /** What that relies on. */
  readonly assumed: readonly string[];
  /** Null where a person has to decide. */
  readonly target: Target | null;
  /** Why; empty where there is a target. */
  readonly undecided: readonly string[];
  /** What a person can do. */
  readonly advice: readonly string[];
}

/** How many expressions are looked at for one file. */
const MAX_LOOKED = 20_000;

/** What can be done about a file. */
export function planOf(project: Project, { name, ends }: Store): Plan {
  const writers = ends.filter(({ does }) => does !== "reads");
  const readers = ends.filter(({ does }) => does !== "writes");
  const assumed = new Set<string>();
  const inquiry = {
    ...{ project, assumed, reads: new Set(readers.map(({ call }) => call)) },
    budget: { left: MAX_LOOKED },
  };
  const shapes = distinctShapes(writers.flatMap((end) => writtenShapes(inquiry, end)));
  const found = { name, writers, readers, shapes };
  const problems = [...presenceProblems(writers, readers), ...endProblems(ends)];
  if (ends.some(({ model }) => model.evaluator.exhausted()))
    problems.push("the code is too entangled to be followed");
  const choice = chosen(project, found);
  const undecided = [...new Set([...problems, ...("because" in choice ? choice.because : [])])];
  const target = undecided.length === 0 && "target" in choice ? choice.target : null;
  return {
    ...found,
    target,
    undecided,
    assumed: [...assumed].sort(),
    advice: target ? [] : adviceFor(found, undecided),
  };
}

/** Whether a file is none of this tool's business: arrays that nothing unpickles. */
export function isHarmless({ ends }: Store): boolean {
  return ends.every((end) => end.library === "numpy" && (end.does === "writes" || !allowsPickle(end)));
}

function allowsPickle({ model, call }: DataEnd): boolean {
  return /\ballow_pickle\s*=\s*(?!False\b)/.test(model.tree.text.slice(call.start, call.end));
}

function writtenShapes(
  inquiry: Pick<Inquiry, "project" | "assumed" | "reads" | "budget">,
  { model, value, library }: DataEnd,
): readonly Shape[] {
  if (library === "pandas")
    return [{ kind: "other", says: "a dataframe", because: "JSON is no format for dataframes" }];
  if (library === "shelve" || !value) return [];
  return shapesOf({ ...inquiry, model, depth: 0, following: new Set() }, value);
}

function presenceProblems(writers: readonly DataEnd[], readers: readonly DataEnd[]): readonly string[] {
  if (writers.length === 0) return ["what writes it was not found"];
  return readers.length === 0 ? ["what reads it was not found"] : [];
}

/** What is in the way at some ends: each reason once, with where. */
function endProblems(ends: readonly DataEnd[]): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const end of ends) {
    const own = OWN_FORMATS.get(end.library);
    const problem = own === undefined ? problemOf(end) : own;
    if (problem !== null) byReason.set(problem, [...(byReason.get(problem) ?? []), whereIs(end)]);
  }
  return [...byReason].map(([reason, places]) => `${[...new Set(places)].join(", ")}: ${reason}`);
}

/** Libraries whose files are no pickles, and what is said of them; null where that is said once. */
const OWN_FORMATS: ReadonlyMap<string, string | null> = new Map([
  ["shelve", "a shelf is many pickles in a database"],
  ["torch", null],
  ["pandas", null],
]);

type Choice = { readonly target: Target } | { readonly because: readonly string[] };

function chosen(
  project: Project,
  { writers, readers, shapes }: Pick<Plan, "writers" | "readers" | "shapes">,
): Choice {
  const libraries = new Set([...writers, ...readers].map(({ library }) => library));
  if (libraries.has("shelve")) return { because: [] };
  const other = ["torch", "pandas"].find((library) => [...libraries].some((one) => one === library));
  if (other !== undefined) return { because: [`${other} stores it in a format of its own`] };
  const isNumpy = [...libraries].every((library) => library === "numpy");
  if (libraries.has("numpy") && !isNumpy)
    return { because: ["NumPy writes or reads one end of it, pickle the other"] };
  if (writers.length === 0) return { because: [] };
  if (shapes.length === 0) return { because: ["what is written is not known"] };
  if (shapes.every(({ kind }) => kind === "array")) return arrays(writers, readers, isNumpy);
  if (isNumpy) return { because: [`whether the arrays hold objects is not known: ${firstReason(shapes)}`] };
  const [only, ...more] = shapes;
  if (only?.kind === "object" && more.length === 0) return asRecord(project, only, writers, readers);
  const why = shapes.map(whyNotJson).filter((one) => one !== null);
  return why.length === 0 ? { target: { kind: "json" } } : { because: why };
}

function firstReason(shapes: readonly Shape[]): string {
  return (
    shapes.map((shape) => (shape.kind === "unknown" ? shape.because : null)).find((one) => one !== null) ??
    "they may"
  );
}

function arrays(writers: readonly DataEnd[], readers: readonly DataEnd[], isNumpy: boolean): Choice {
  if (isNumpy) return { target: { kind: "refuse" } };
  const ends = [...writers, ...readers];
  if (ends.some(({ library }) => library === "joblib"))
    return { because: ["joblib stores arrays in a format of its own"] };
  if (writers.some(({ takes }) => takes === "bytes"))
    return { because: ["arrays are pickled to bytes, which NumPy does not write"] };
  return { target: { kind: "array" } };
}

function asRecord(
  project: Project,
  shape: Extract<Shape, { kind: "object" }>,
  writers: readonly DataEnd[],
  readers: readonly DataEnd[],
): Choice {
  const judged = judgeRecord(shape, project.has);
  if ("because" in judged) return { because: [judged.because] };
  const { name, path } = judged.record;
  const stranger = readers.find(({ model }) => model.path !== path && !importsIt(model, name));
  if (stranger) return { because: [`${stranger.model.path} reads it, and does not import ${name}`] };
  const old = writers.find(({ model, call }) =>
    /\bprotocol\s*=\s*[01]\b|,\s*[01]\s*\)$/.test(model.tree.text.slice(call.start, call.end)),
  );
  return old
    ? { because: ["protocols 0 and 1 store more than the fields"] }
    : { target: { kind: "record", record: judged.record } };
}

/** Whether a name of the module is imported once, and no other. */
function importsIt({ scopes }: DataEnd["model"], name: string): boolean {
  const [binding, ...more] = scopes.module.bindings.get(name) ?? [];
  return binding?.to.kind === "member" && binding.to.name === name && more.length === 0;
}

function adviceFor(
  { writers, readers, shapes }: Pick<Plan, "writers" | "readers" | "shapes">,
  undecided: readonly string[],
): readonly string[] {
  const libraries = new Set([...writers, ...readers].map(({ library }) => library));
  const advice = new Set<string>();
  const isOwn = [...OWN_FORMATS.keys()].some((name) => [...libraries].some((one) => one === name));
  for (const [library, text] of ADVICE) if (libraries.has(library)) advice.add(text);
  for (const shape of shapes) {
    if (shape.kind === "array")
      advice.add("`numpy.save(file, array, allow_pickle=False)` and `numpy.load(file)`");
    if (shape.kind === "object")
      advice.add(
        `a method of ${shape.name} that gives plain data, and one that takes it: both ends go through them`,
      );
    if (shape.kind === "other")
      advice.add(`write ${shape.says} as what JSON has (a list, text), and make it again where it is read`);
    if (shape.kind === "dict" && shape.keys.some(({ kind }) => kind !== "str" && kind !== "unknown"))
      advice.add("write the keys as strings, and turn them back where it is read");
    if (holdsUnknown(shape) && !isOwn)
      advice.add(
        "annotate what is written where it is plain (`state: dict[str, int]`): migrate goes by that",
      );
  }
  if (undecided.some((reason) => reason.endsWith("one pickle")))
    advice.add("JSON lines, one value a line, for several values in a file");
  if (undecided.some((reason) => reason.includes("was not found")))
    advice.add("find the other end: another repository, a notebook, a name that is put together");
  return [...advice].slice(0, 4);
}

const ADVICE: readonly (readonly [DataEnd["library"], string])[] = [
  [
    "torch",
    "`safetensors` for weights, or `torch.load(..., weights_only=True)` where only tensors are stored",
  ],
  ["pandas", "Parquet: `to_parquet` and `read_parquet`"],
  ["shelve", "`sqlite3`, or `dbm` with values written as JSON"],
  ["joblib", "`skops.io` for estimators of scikit-learn, `numpy.save` for arrays"],
];

/** Where an end is, and in which function: `app/state.py:12`. */
export function whereIs(end: DataEnd): string {
  return `${end.model.path}:${String(end.line)}`;
}

/** The name of the function around an end with its parentheses; "" at module level. */
export function inFunction(end: DataEnd): string {
  const name = functionOf(end);
  return name === "" ? "" : `${name}()`;
}

/** The arguments of a reader that are handed to the old unpickler: `encoding="latin1"`. */
export function handedOn({ model, call }: DataEnd): string {
  const kept = (childOf(call, "arguments")?.children ?? []).filter((argument) =>
    /^(?:encoding|errors|fix_imports)\s*=/.test(model.tree.text.slice(argument.start, argument.end)),
  );
  return kept
    .map(({ start, end }) => `, ${model.tree.text.slice(start, end).replace(/\s{0,9}=\s{0,9}/, "=")}`)
    .join("");
}
