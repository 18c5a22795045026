import { canonicalName } from "../rule-kit/aliases.js";
import { PICKLE_MODULES } from "../rule-kit/pickle-modules.js";
import { qualified } from "../rule-kit/sinks.js";
import { KNOWN_NAMES } from "../analysis/known-names.js";
import type { Parameter } from "../python/arguments.js";
import type { KnownNames } from "../python/known-names.js";

/** What writes and reads, by whose format. */
export type Library = "pickle" | "dill" | "cloudpickle" | "joblib" | "numpy" | "torch" | "pandas" | "shelve";

/** A function that writes data which somebody loads, or loads it. */
export interface Sink {
  readonly does: "writes" | "reads" | "both";
  readonly library: Library;
  /** What it writes to or reads from: an open file, the bytes themselves, or a path (which may be an open file, too). */
  readonly takes: "handle" | "bytes" | "path";
  /** Where the data comes from or goes to; null for one that gives bytes. */
  readonly data: Parameter | null;
  /** What is written. */
  readonly value: Parameter | null;
}

const FAMILY: readonly (readonly [Library, readonly string[]])[] = [
  ["pickle", PICKLE_MODULES],
  ["dill", ["dill", "dill._dill"]],
  ["cloudpickle", ["cloudpickle", "cloudpickle.cloudpickle"]],
];

const first = (name: string): Parameter => ({ name, position: 0 });
const second = (name: string): Parameter => ({ name, position: 1 });

/** Everything that writes or reads such data, by its qualified name. */
export const SINKS: ReadonlyMap<string, Sink> = new Map<string, Sink>([
  ...FAMILY.flatMap(([library, modules]) => familyOf(library, modules)),
  ["joblib.dump", writer("joblib", "path", second("filename"), first("value"))],
  ["joblib.load", reader("joblib", "path", first("filename"))],
  ["numpy.save", writer("numpy", "path", first("file"), second("arr"))],
  ["numpy.load", reader("numpy", "path", first("file"))],
  ["torch.save", writer("torch", "path", second("f"), first("obj"))],
  ["torch.load", reader("torch", "path", first("f"))],
  ["pandas.read_pickle", reader("pandas", "path", first("filepath_or_buffer"))],
  ["shelve.open", { ...reader("shelve", "path", first("filename")), does: "both" }],
]);

function familyOf(library: Library, modules: readonly string[]): [string, Sink][] {
  const named = (names: readonly string[], sink: Sink): [string, Sink][] =>
    qualified(modules, names).map((name) => [name, sink]);
  return [
    ...named(["dump", "_dump"], writer(library, "handle", second("file"), first("obj"))),
    ...named(["dumps", "_dumps"], writer(library, "bytes", null, first("obj"))),
    ...named(["load", "_load", "Unpickler", "_Unpickler"], reader(library, "handle", first("file"))),
    ...named(["loads", "_loads"], reader(library, "bytes", first("data"))),
    ...named(["Pickler", "_Pickler"], writer(library, "handle", first("file"), null)),
  ];
}

function writer(
  library: Library,
  takes: Sink["takes"],
  data: Parameter | null,
  value: Parameter | null,
): Sink {
  return { does: "writes", library, takes, data, value };
}

function reader(library: Library, takes: Sink["takes"], data: Parameter): Sink {
  return { does: "reads", library, takes, data, value: null };
}

/** The first parts of their names, which lead there. */
const ROADS: ReadonlySet<string> = new Set(
  [...SINKS.keys()].flatMap((name) => {
    const parts = name.split(".");
    return parts.map((_, i) => parts.slice(0, i + 1).join("."));
  }),
);

/** The outside names that are worth knowing here: those of the rules, and what writes. */
export const DATA_NAMES: KnownNames = {
  ...KNOWN_NAMES,
  symbols: new Set([...KNOWN_NAMES.symbols, ...SINKS.keys()]),
  leads: (name) => ROADS.has(name) || ROADS.has(canonicalName(name)) || KNOWN_NAMES.leads(name),
};

/** Words without which a text has no such data. */
export const DATA_WORDS = /[pP]ickle|joblib|shelve|\bdill\b|(?:np|numpy|torch)\s*\.\s*(?:save|load)\b/;
