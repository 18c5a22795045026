import type { PlainRecord } from "./record.js";
import type { Target } from "./plan.js";

/** The names that new code goes by, for one stored file. */
export interface Names {
  /** `settings` of `data/settings.pkl`. */
  readonly stem: string;
  /** The function that reads either format. */
  readonly decode: string;
  /** The unpickler for what was written before. */
  readonly unpickler: string;
}

/** The names for a stored file. @param shown how its path is shown */
export function namesFor(shown: string): Names {
  const last = shown.replace(/\|.*$/, "").split("/").at(-1) ?? "";
  const bare = last
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/(?:\.\w{1,8}){1,2}$/, "")
    .replace(/[^A-Za-z0-9]+/g, "_");
  const words = bare
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((word) => word !== "" && word !== "self")
    .slice(0, 4);
  const stem = words.length === 0 ? "data" : words.join("_");
  const camel = (words.length === 0 ? ["data"] : words)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  return { stem, decode: `_decode_${stem}`, unpickler: `_Old${camel}Pickle` };
}

/** Names that new code uses for modules. */
export interface ModuleNames {
  readonly io: string;
  readonly json: string;
  readonly logging: string;
  readonly numpy: string;
  readonly pickle: string;
}

/** The classes that a strict unpickler lets through. */
const ARRAY_CLASSES: readonly (readonly [string, string])[] = [
  ...["numpy.core", "numpy._core"].flatMap((module) => [
    [`${module}.multiarray`, "_reconstruct"] as const,
    [`${module}.multiarray`, "scalar"] as const,
    [`${module}.numeric`, "_frombuffer"] as const,
  ]),
  ["numpy", "dtype"],
  ["numpy", "ndarray"],
  ["_codecs", "encode"],
];

/** What old files of a kind may name: module and name of each. */
function allowedBy(target: Target): readonly (readonly [string, string])[] {
  if (target.kind === "record")
    return target.record.modules.map((module) => [module, target.record.name] as const);
  return target.kind === "array" ? ARRAY_CLASSES : [];
}

/** The definitions that read either format, as lines; they end with none that is empty. */
export function decoderLines(
  names: Names,
  target: Target,
  modules: ModuleNames,
  { handedOn, script, shown }: { readonly handedOn: string; readonly script: string; readonly shown: string },
): readonly string[] {
  const { io, pickle, logging } = modules;
  const read = newRead(target, modules);
  return [
    `class ${names.unpickler}(${pickle}.Unpickler):`,
    ...docstring(`Reads what was pickled before. ${LETS_THROUGH[target.kind]}`),
    "",
    ...findClassLines(target, pickle, " here"),
    "",
    "",
    `def ${names.decode}(data):`,
    ...docstring(
      `Gives what is stored as ${NEW_FORMAT[target.kind]}, and for a while what was pickled before.`,
    ),
    ...read.try,
    `        ${logging}.getLogger(__name__).warning(${quoted(`${shown} is still pickled; ${script} converts it`)})`,
    `        ${read.old(`${names.unpickler}(${io}.BytesIO(data)${handedOn}).load()`)}`,
    ...read.after,
  ];
}

/** What a target is called. */
export const NEW_FORMAT: Readonly<Record<Target["kind"], string>> = {
  json: "JSON",
  record: "JSON",
  array: "NumPy's own format",
  refuse: "NumPy's own format",
};

const LETS_THROUGH: Readonly<Record<Target["kind"], string>> = {
  json: "It looks nothing up, so nothing is run.",
  record: "It knows one class, so nothing else is made or run.",
  array: "It knows what arrays are made of, and nothing else.",
  refuse: "",
};

function docstring(text: string): readonly string[] {
  return [`    """${text}"""`];
}

function newRead(
  target: Target,
  { json, numpy, io }: ModuleNames,
): {
  readonly try: readonly string[];
  readonly old: (expression: string) => string;
  readonly after: readonly string[];
} {
  const plain = (expression: string): string => `return ${expression}`;
  if (target.kind === "array")
    return {
      try: [`    if not data.startswith(b"\\x93NUMPY"):`],
      old: plain,
      after: [`    return ${numpy}.load(${io}.BytesIO(data), allow_pickle=False)`],
    };
  if (target.kind === "record")
    return {
      try: ["    try:", `        fields = ${json}.loads(data)`, "    except ValueError:"],
      old: plain,
      after: [`    return ${target.record.name}(**fields)`],
    };
  return {
    try: ["    try:", `        return ${json}.loads(data)`, "    except ValueError:"],
    old: plain,
    after: [],
  };
}

/**
 * `find_class` of a strict unpickler; for a record the class itself is given, whatever module it was in.
 * @param pickle the name of the module
 * @param where what the error ends with
 */
export function findClassLines(target: Target, pickle: string, where = ""): readonly string[] {
  const refuse = `        raise ${pickle}.UnpicklingError(f"{module}.{name} is not allowed${where}")`;
  const allowed = allowedBy(target);
  if (allowed.length === 0) return ["    def find_class(self, module, name):", refuse];
  const given = target.kind === "record" ? target.record.name : "super().find_class(module, name)";
  return [
    "    def find_class(self, module, name):",
    "        if (module, name) in {",
    ...allowed.map(([module, name]) => `            (${quoted(module)}, ${quoted(name)}),`),
    "        }:",
    `            return ${given}`,
    refuse,
  ];
}

/** The text of a Python string; everything but plain characters is escaped. */
export function quoted(text: string): string {
  const body = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") return `\\${character}`;
    if (code >= 32 && code < 127) return character;
    if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 65_536
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\U${code.toString(16).padStart(8, "0")}`;
  });
  return `"${body.join("")}"`;
}

/** The fields of a record, for a converter: what has to be there, and what may be. */
export function fieldLists({ fields }: PlainRecord): {
  readonly all: readonly string[];
  readonly required: readonly string[];
} {
  return {
    all: fields.map(({ name }) => name),
    required: fields.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  };
}
