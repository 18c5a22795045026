import { fieldLists, findClassLines, NEW_FORMAT, quoted } from "./python-code.js";
import type { PlainRecord } from "./record.js";
import type { Job } from "./rewrite.js";

/**
 * A program that converts the files of a job: it loads old ones through a strict allowlist, and replaces each as a whole or not at
 * all. Null where there is nothing to convert.
 */
export function converterFor(job: Job): string | null {
  const { target, plan, script } = job;
  if (target.kind === "refuse") return null;
  const packed = packedWith(job);
  const isArray = target.kind === "array";
  const isRecord = target.kind === "record";
  const imports = [
    "argparse",
    "io",
    ...(isArray ? [] : ["json"]),
    "os",
    "pickle",
    "sys",
    "tempfile",
    ...(packed === null ? [] : [packed]),
  ];
  const format = NEW_FORMAT[target.kind];
  const head = [
    "#!/usr/bin/env python3",
    `"""Converts old pickles of ${shownInText(plan.name.shown)} to ${format}, in place.`,
    "",
    "Made by no-pickle migrate. Read it before you run it, and have a copy of the files.",
    "",
    `    python3 ${script} FILE...           converts those that are pickles`,
    `    python3 ${script} --check FILE...   changes nothing; exits with 1 if one is`,
    "",
    "An old file is loaded by an unpickler that knows nothing but what is listed",
    "below, so that none can run anything. What does not come back as it was is",
    "left as it is, and said. A new file takes the place of the old one at once.",
    '"""',
    "",
    ...imports.sort().map((name) => `import ${name}`),
    ...(isArray ? ["", "import numpy"] : []),
    ...(isRecord ? ["", ...fieldConstants(target.record)] : []),
  ];
  const sections = [
    head,
    ...(isRecord ? [standIn(target.record)] : []),
    [
      "class OldPickle(pickle.Unpickler):",
      '    """Lets through what is allowed, and nothing else."""',
      "",
      ...findClassLines(job.target, "pickle"),
    ],
    isArray ? NEW_ARRAY : NEW_JSON,
    isArray ? SAME_ARRAY : SAME_JSON,
    ...converted(job, packed),
    WRITING,
    MAIN,
    ['if __name__ == "__main__":', "    sys.exit(main())"],
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n\n")}\n`;
}

/** The module that the files are packed with, by how the code opens them; null for none. */
function packedWith({ plan }: Job): string | null {
  for (const { place } of [...plan.writers, ...plan.readers])
    if (place.kind === "file" && place.opened?.packed) return place.opened.packed;
  return null;
}

/** A path as it can stand in the text of a docstring. */
function shownInText(text: string): string {
  return quoted(text).slice(1, -1).replaceAll('\\"', "'").replaceAll("\\", "/");
}

function fieldConstants(record: PlainRecord): readonly string[] {
  const { all, required } = fieldLists(record);
  const set = (names: readonly string[]): string =>
    names.length === 0 ? "set()" : `{${names.map(quoted).join(", ")}}`;
  return [`FIELDS = ${set(all)}`, `REQUIRED = ${set(required)}`];
}

function standIn({ name }: PlainRecord): readonly string[] {
  return [`class ${name}:`, '    """Stands in for the class: it takes what was stored, and does nothing."""'];
}

const NEW_JSON = [
  "def is_new(data):",
  "    try:",
  "        json.loads(data)",
  "    except ValueError:",
  "        return False",
  "    return True",
];

const NEW_ARRAY = ["def is_new(data):", '    return data.startswith(b"\\x93NUMPY")'];

function converted({ target, plan }: Job, packed: string | null): readonly (readonly string[])[] {
  const handed = plan.readers.map(
    ({ model, call }) =>
      /\bencoding\s*=\s*(["'][\w-]+["'])/.exec(model.tree.text.slice(call.start, call.end))?.[1],
  )[0];
  const encoding = handed === undefined ? "" : `, encoding=${quoted(handed.slice(1, -1))}`;
  const kind = target.kind;
  const convert = [
    "def converted(data):",
    "    stream = io.BytesIO(data)",
    `    value = OldPickle(stream${encoding}).load()`,
    "    if stream.read(1):",
    '        raise ValueError("more than one pickle is in it")',
    ...(kind === "record"
      ? [
          `    if type(value) is not ${target.record.name}:`,
          `        raise ValueError(${quoted(`it holds no ${target.record.name}`)})`,
          "    value = vars(value)",
          "    if not REQUIRED <= set(value) <= FIELDS:",
          '        raise ValueError("its fields are others: " + ", ".join(sorted(value)))',
        ]
      : []),
    ...(kind === "array"
      ? [
          "    if type(value) is not numpy.ndarray:",
          '        raise ValueError("it holds no array")',
          "    buffer = io.BytesIO()",
          "    numpy.save(buffer, value, allow_pickle=False)",
          "    new = buffer.getvalue()",
          "    back = numpy.load(io.BytesIO(new), allow_pickle=False)",
        ]
      : ["    new = json.dumps(value).encode()", "    back = json.loads(new)"]),
    "    if not is_same(value, back):",
    `        raise ValueError(${quoted(`${NEW_FORMAT[kind]} does not give back what it holds`)})`,
    "    return new",
  ];
  return [
    convert,
    ["def unpacked(data):", packed === null ? "    return data" : `    return ${packed}.decompress(data)`],
    ["def packed(data):", packed === null ? "    return data" : `    return ${packed}.compress(data)`],
  ];
}

const SAME_JSON = [
  "def is_same(old, new):",
  "    if type(old) is not type(new):",
  "        return False",
  "    if isinstance(old, dict):",
  "        return list(old) == list(new) and all(is_same(old[key], new[key]) for key in old)",
  "    if isinstance(old, list):",
  "        return len(old) == len(new) and all(map(is_same, old, new))",
  "    return old == new or (old != old and new != new)",
];

const SAME_ARRAY = [
  "def is_same(old, new):",
  "    return old.dtype == new.dtype and old.shape == new.shape and old.tobytes() == new.tobytes()",
];

const WRITING = [
  "def replace(path, data):",
  "    path = os.path.realpath(path)",
  '    handle, beside = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".convert-")',
  "    try:",
  '        with os.fdopen(handle, "wb") as file:',
  "            file.write(data)",
  "            file.flush()",
  "            os.fsync(file.fileno())",
  "        os.chmod(beside, os.stat(path).st_mode & 0o7777)",
  "        os.replace(beside, path)",
  "    except BaseException:",
  "        os.unlink(beside)",
  "        raise",
];

const MAIN = [
  "def main():",
  "    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
  '    parser.add_argument("files", nargs="+", metavar="FILE")',
  '    parser.add_argument("--check", action="store_true", help="change nothing")',
  "    options = parser.parse_args()",
  "    left = 0",
  "    for path in options.files:",
  "        try:",
  '            with open(path, "rb") as file:',
  "                data = unpacked(file.read())",
  "            if is_new(data):",
  '                print(f"{path}: converted before")',
  "                continue",
  "            new = converted(data)",
  "            if options.check:",
  "                left += 1",
  '                print(f"{path}: a pickle, which can be converted")',
  "                continue",
  "            replace(path, packed(new))",
  '            print(f"{path}: converted")',
  "        except Exception as error:",
  "            left += 1",
  '            print(f"{path}: left as it is: {type(error).__name__}: {error}", file=sys.stderr)',
  "    return 1 if left else 0",
];
