import { takeSetter } from "./other-shells.js";
import { pythonStart } from "../parse/shell-commands.js";
import { cut, inPlaceOf, joined, type Excerpt } from "./excerpt.js";

/** A name and what it is set to, with the stretch of the document that says so. */
export interface Given {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** What commands do that matters here. */
export interface Commands {
  /** Python that they run. */
  readonly programs: Excerpt[];
  /** Texts for a shell that they run. */
  readonly scripts: Excerpt[];
  /** Variables of the environment that they set. */
  readonly variables: Given[];
  /** Options that they give: `--trust-remote-code` as `trust_remote_code`, "true". */
  readonly options: Given[];
}

/** Commands that do nothing yet. */
export function noCommands(): Commands {
  return { programs: [], scripts: [], variables: [], options: [] };
}

/** A word of a command, without its quotes. */
export interface CommandWord {
  readonly value: string;
  /** The same with its places in the document. */
  readonly excerpt: Excerpt;
  readonly start: number;
  readonly end: number;
}

const INTERPRETER =
  /^(?:\S*[/\\])?(?:i?python|pypy|jython|micropython|graalpy|bpython)w?[\d.]*(?:\.exe)?$|^[$%{(]+[\w.:-]*?py(?:thon|py)?[\w.:/ -]*[)}%]*$/i;
const PYTHON_FILE = /\.pyw?$/i;

/** A file that Python is started with, whose name says nothing of that. */
const OTHER_FILE =
  /^(?:\.\/)?(?:[\w-][\w.-]{0,80}\/){0,8}[\w-]{1,60}\.(?!(?:py[a-z]?|zip|whl|egg|exe|sh|ipynb)$)[A-Za-z]\w{0,7}$/;

/** Whether a word starts Python, by whatever path or in a variable of that name. */
export function isInterpreter(word: string): boolean {
  return INTERPRETER.test(word);
}

/** Whether a word names a shell. */
export function isShell(word: string): boolean {
  return /^(?:\S*\/)?(?:ba|da|z|k|a|fi)?sh(?:\.exe)?$/.test(word);
}

/** Commands that show, look for or record what they are given, and do not run it. */
const SAYING =
  /^(?:echo|printf|grep|[ef]grep|rg|ag|which|type|man|sed|awk|cat|less|head|tail|print|log|info|warn|warning|error|die|say|fail|git|gh|hub|:|#|unset|alias|write-host|write-output|rem)$/i;
/** Commands that run a text which one of their words is. */
const RUNNING =
  /^(?:eval|su|ssh|watch|trap|xargs|srun|sbatch|docker|podman|kubectl|oc|nix-shell|nix|vagrant|parallel|hyperfine|tmux|screen|concurrently|wsl|run|timeout|sudo|env|exec|time|nohup|cross-env|dotenv|uv|poetry|pipenv|hatch|pdm|pixi|conda|mamba|micromamba|flock|chroot|lxc|multipass|cmd|cmd\.exe|powershell|pwsh|bash|call|start|start-process|invoke-expression|iex)$/i;

/** Whether a command only shows what it is given. */
export function isSaying(words: readonly { readonly value: string }[]): boolean {
  return SAYING.test(baseName(words[0]?.value ?? ""));
}

/**
 * Takes from the words of one command what it runs and sets.
 * @param input what it reads from its standard input, where that is written out
 */
export function takeCommand(words: readonly CommandWord[], input: Excerpt | null, found: Commands): void {
  takeOptions(words, found);
  if (isSaying(words)) return;
  takeVariables(words, found);
  takeSetter(words, found);
  const program = programOf(words, input);
  if (program) found.programs.push(program);
  if (program) return;
  const first = baseName(words[0]?.value ?? "");
  const shell = words.findIndex(({ value }) => isShell(value));
  if (shell !== -1) {
    const option = words.findIndex(({ value }, i) => i > shell && /^-[a-z]*c$/.test(value));
    const text = option === -1 ? undefined : words[option + 1];
    if (text) found.scripts.push(text.excerpt);
    else if (input) found.scripts.push(input);
    return;
  }
  if (!RUNNING.test(first)) return;
  for (const word of words.slice(1)) if (/\s/.test(word.value)) found.scripts.push(word.excerpt);
  if (input && first === "ssh") found.scripts.push(input);
}

/** The Python that a command runs: behind `-c`, by a module that runs a text, or from its input. */
function programOf(words: readonly CommandWord[], input: Excerpt | null): Excerpt | null {
  const start = pythonStart(words.map(({ value }) => (isInterpreter(value) ? "python" : value)));
  if (start?.code !== null && start?.code !== undefined) return excerptOf(words, start.code);
  const given = managedShell(words) ?? behind(words, "--python-expr");
  if (given) return given.excerpt;
  if (!start) return null;
  if (start.module === "pickle") return written(words, "import pickle\npickle.load(file)\n");
  if (start.module === "timeit") return timed(words);
  if (start.file !== null && OTHER_FILE.test(start.file)) {
    const program = written(words, `exec(open(${JSON.stringify(start.file)}).read())\n`);
    return program && { ...program, runsFile: start.file };
  }
  const readsInput = start.file === null || start.file === "/dev/stdin";
  return readsInput && start.module === null ? input : null;
}

function excerptOf(words: readonly CommandWord[], code: string): Excerpt | null {
  const word = words.find(({ value }) => value === code) ?? words.find(({ value }) => value.endsWith(code));
  if (!word) return null;
  return cut(word.excerpt, word.value.length - code.length, word.value.length);
}

/** The word that follows another one. */
function behind(words: readonly CommandWord[], option: string): CommandWord | undefined {
  const at = words.findIndex(({ value }) => value === option);
  return at === -1 ? undefined : words[at + 1];
}

function written(words: readonly CommandWord[], text: string): Excerpt | null {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return null;
  const from = { text, at: (index: number) => first.start + index };
  return inPlaceOf(from, 0, last.end - first.start, text);
}

/** `manage.py shell -c "..."`. */
function managedShell(words: readonly CommandWord[]): CommandWord | undefined {
  const tool = words.findIndex(({ value }) => /(?:^|[/\\])(?:manage\.py|django-admin(?:\.py)?)$/.test(value));
  const shell =
    tool === -1 ? -1 : words.findIndex(({ value }, i) => i > tool && /^shell(?:_plus)?$/.test(value));
  const option =
    shell === -1 ? -1 : words.findIndex(({ value }, i) => i > shell && /^(?:-c|--command)$/.test(value));
  return option === -1 ? undefined : words[option + 1];
}

/** `python -m timeit -s setup statement`. */
function timed(words: readonly CommandWord[]): Excerpt | null {
  const from = words.findIndex(({ value }) => value === "timeit") + 1;
  const code = words.slice(from).filter(({ value }, i, all) => {
    const before = all[i - 1]?.value ?? "";
    return !value.startsWith("-") && !/^-[nru]$/.test(before);
  });
  return code.length === 0
    ? null
    : joined(
        code.map(({ excerpt }) => excerpt),
        "\n",
      );
}

const VARIABLE = /^(?:--?[\w-]+=)?["']?([A-Z][A-Z0-9_]{2,})=([\s\S]*)$/;

/** `X=1 command`, `export X=1`, `env X=1 command`, `docker run -e X=1`. */
function takeVariables(words: readonly CommandWord[], found: Commands): void {
  for (const { value, start, end } of words) {
    const [, name, text = ""] = VARIABLE.exec(value) ?? [];
    if (name !== undefined) found.variables.push({ name, value: text, start, end });
  }
}

const OPTION = /^(?:--|\+{0,2}(?:[\w-]+\.)*)([A-Za-z]\w*(?:[-_]\w+)+)(?:=(\S*))?$/;

/** `--trust-remote-code`, `--trust-remote-code=true`, and `model.trust_remote_code=true` of Hydra. */
function takeOptions(words: readonly CommandWord[], found: Commands): void {
  for (const [i, { value, start, end }] of words.entries()) {
    const [, name, given] = OPTION.exec(value) ?? [];
    if (name === undefined || (given === undefined && !value.startsWith("--"))) continue;
    const next = words[i + 1]?.value ?? "";
    const said = given ?? (/^(?:true|false|0|1|yes|no)$/i.test(next) ? next : "true");
    found.options.push({ name: name.replaceAll("-", "_"), value: said, start, end });
  }
}

/** Whether a name is that of a file of Python. */
export function isPythonFile(name: string): boolean {
  return PYTHON_FILE.test(name);
}

function baseName(command: string): string {
  return command.slice(Math.max(command.lastIndexOf("/"), command.lastIndexOf("\\")) + 1);
}
