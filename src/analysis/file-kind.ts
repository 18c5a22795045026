import { documentFormat, isShellScript } from "../documents/document-format.js";
import { isManifest } from "../dependencies/parse-manifest.js";

/**
 * A kind of file that is analyzed.
 * - `dialect`: Python with additions of its own, or with the marks of a template: what they add cannot be parsed;
 * - `script`: only its first lines tell whether it is Python;
 * - `path-lines`: a `.pth` file, of which Python runs the lines that begin with `import`;
 * - `document`: settings, commands and programs in another format than Python's;
 * - `manifest`: what it requires decides about code elsewhere; it may be a document, too (`documentFormat`).
 */
export type FileKind =
  "python" | "cython" | "dialect" | "notebook" | "script" | "path-lines" | "document" | "manifest";

const BY_ENDING: ReadonlyMap<string, FileKind> = new Map([
  ...kinds("python", "py pyi pyw py3 pyde pyp pyt lmi tac wsgi xpy"),
  ...kinds("cython", "pyx pxd pxi"),
  ...kinds("dialect", "smk rpy sage ipy xsh"),
  ...kinds("notebook", "ipynb"),
  ...kinds("path-lines", "pth"),
]);

const BY_NAME: ReadonlyMap<string, FileKind> = new Map([
  ...kinds("python", "SConstruct Sconstruct sconstruct SConscript wscript .pythonrc .pystartup"),
  ...kinds("dialect", "Snakefile"),
]);

/** What a program is made from by filling in, or by copying: `settings.py.j2`, `settings.py-tpl`. */
const TEMPLATE =
  /\.pyw?[.\-_](?:j2|jinja2?|in|tmpl|tpl|template|mako|em|erb|mustache|hbs|dist|example|sample|default)$/i;

/** Names without an ending that are never Python. */
const OTHER_NAMES =
  /^(?:README|LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|PATENTS|AUTHORS|CONTRIBUT(?:ING|ORS)|MAINTAINERS|CREDITS|THANKS|OWNERS|CODEOWNERS|CHANGES|CHANGELOG|HISTORY|NEWS|TODO|INSTALL|VERSION|MANIFEST|RECORD|WHEEL|BUILD|BUCK|WORKSPACE|(?:GNU)?[Mm]akefile|.*Dockerfile|Containerfile|Jenkinsfile|Procfile|Vagrantfile|Gemfile|Rakefile|Pipfile|Brewfile|[Jj]ustfile|gradlew|mvnw|configure|Readme|License)$/;

/** Endings of data, documents and other languages, and of hidden files with settings. */
const OTHER_ENDINGS: ReadonlySet<string> = new Set(
  (
    "md markdown rst txt adoc tex bib pdf html htm xhtml css scss sass less svg png jpg jpeg gif webp ico bmp tif tiff " +
    "mp3 mp4 wav ogg webm avi mov woff woff2 ttf otf eot json jsonl json5 jsonc ndjson geojson yml yaml toml ini cfg conf " +
    "xml xsd xsl csv tsv parquet arrow avro feather proto thrift sql lock log po pot mo map patch diff snap properties " +
    "js mjs cjs jsx ts mts cts tsx vue svelte c h cc hh cpp hpp cxx hxx inl cu cuh m mm go rs java kt kts scala groovy " +
    "gradle rb php pl pm lua r rmd jl swift cs fs vb dart ex exs erl hs ml clj asm s f f90 f95 bzl bazel star bat cmd ps1 " +
    "tf tfvars hcl nix cmake mk am ac m4 zip gz tgz bz2 xz zst 7z tar whl egg jar so dll dylib a o obj exe bin dat data db " +
    "sqlite pkl pickle npy npz pt onnx h5 hdf5 joblib safetensors pb gguf " +
    "gitignore gitattributes gitmodules gitkeep dockerignore editorconfig npmrc nvmrc env flake8 pylintrc coveragerc " +
    "prettierrc prettierignore eslintrc eslintignore keep typed"
  ).split(" "),
);

/** The kind of a file by its name; null if that is one of something else, whose first line could still tell (`isPythonScript`). */
export function fileKind(path: string): FileKind | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (isManifest(path) && name !== "setup.py") return "manifest";
  const named = BY_NAME.get(name);
  if (named) return named;
  if (documentFormat(path) !== null) return "document";
  const dot = name.lastIndexOf(".");
  if (dot === -1) return name === "" || OTHER_NAMES.test(name) ? null : "script";
  const ending = name.slice(dot + 1).toLowerCase();
  const kind = BY_ENDING.get(ending) ?? (TEMPLATE.test(name) ? "dialect" : null);
  if (kind) return kind;
  return OTHER_ENDINGS.has(ending) ? null : "script";
}

/** The kind of a file by its name. Whoever names one whose name tells of something else has seen that its first line tells of Python. */
export function kindOf(path: string): FileKind {
  return fileKind(path) ?? "script";
}

/** Whether a file of this kind that cannot be decoded, or is very large, is taken to hold no code. */
export function mayBeUnreadable(kind: FileKind): boolean {
  return kind === "script" || kind === "path-lines" || kind === "document" || kind === "manifest";
}

/** How much of a text `isPythonScript` looks at, in UTF-16 units. */
export const SCRIPT_START = 512;

/** Whether the first lines of a script name Python as its interpreter, or hand it on to Python from a shell. */
export function isPythonScript(text: string): boolean {
  if (!text.startsWith("#!")) return false;
  const lines = text.slice(0, SCRIPT_START).split(/\r\n|\r|\n/);
  const code = lines.findIndex((line) => !line.startsWith("#"));
  return lines.some(
    (line, i) => (line.startsWith("#!") && namesPython(line)) || (i === code && HANDED_ON.test(line)),
  );
}

/** Whether the line of an interpreter names one of Python, or what starts one. */
function namesPython(line: string): boolean {
  const starter = line.search(/\b(?:uv|pipx)\b/);
  return INTERPRETER.test(line) || (starter >= 0 && /\brun\b/.test(line.slice(starter)));
}

const INTERPRETER = /\b(?:i?python|pypy|jython|micropython|graalpy)w?[\d.]*(?![a-z])/;
/** `'''exec' python3 "$0" "$@"`: a string to Python, a command to the shell. */
const HANDED_ON = /^\s*(?:["']{2}|["']exec["']|["']:["']).*\bpython/;

/** How much of a text `beginsAsPython` looks at, in UTF-16 units. */
export const CODE_START = 2048;

/**
 * Whether a file whose name has no ending, and whose first line names no interpreter, begins as Python does: with an
 * import; or one that tells PyInstaller what to pack (`app.spec`). Something else can begin like that, too.
 */
export function beginsAsPython(path: string, text: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const start = text.slice(0, CODE_START);
  // RPM has such files as well.
  if (name.endsWith(".spec")) return IMPORTS.test(start) || /^\w+ = Analysis\(/m.test(start);
  return !name.includes(".") && !text.startsWith("#!") && IMPORTS.test(start);
}

const IMPORTS =
  /^(?:import [\w.]+(?: as \w+)?(?:, ?[\w.]+(?: as \w+)?)*|from [\w.]+ import [\w*(][^;]*)[ \t]*(?:#.*)?$/m;

/** Whether the first lines of a script name Python or a shell. */
export function isScript(text: string): boolean {
  return isPythonScript(text) || isShellScript(text);
}

/** Whether a patch shows that the first line of the new text names Python, or a shell. */
export function showsScript(patch: string): boolean {
  const lines = patch.slice(0, PATCH_START).split("\n");
  if (!/^@@ -\d+(?:,\d+)? \+1(?:,\d+)? @@/.test(lines[0] ?? "")) return false;
  const text = lines.slice(1).filter((line) => !line.startsWith("-"));
  return isScript(text.map((line) => line.slice(1)).join("\n"));
}

const PATCH_START = 5000;

/** The largest file that is read, in bytes: notebooks carry pictures, code does not. */
export function maxBytes(kind: FileKind): number {
  return (kind === "notebook" ? 25 : 5) * 1024 * 1024;
}

function kinds(kind: FileKind, names: string): [string, FileKind][] {
  return names.split(" ").map((name) => [name, kind]);
}
