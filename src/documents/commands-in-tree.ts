import { aligned, cut, type Excerpt } from "./excerpt.js";
import {
  isInterpreter,
  isPythonFile,
  isShell,
  noCommands,
  takeCommand,
  type Commands,
  type CommandWord,
} from "./commands.js";
import { isPythonText } from "./python-text.js";
import { merge, readShell } from "./shell.js";
import { textAt, type DocumentNode, type Entry, type Scalar } from "./tree.js";

const DESCRIBING =
  /^(?:.*[_-])?(?:description|desc|summary|help|docs?|documentation|title|name|label|message|msg|comments?|notes?|examples?|readme|changelog|text|prompt|question|answer|output|stdout|expect(?:ed|s)?|patterns?|regex|reason|why|usage|hint|info|echo|homepage|url|instruction|response|completion)$/i;
const COMMAND =
  /^(?:run|runs|scripts?|cmds?|commands?|args|arguments|entrypoint|entry|exec\w*|shell|bash|sh|inline|source|raw|hooks?|healthcheck|test|build|install|start|stop|deploy|program|preset|legacy_tox_ini|extra_args|extraargs|flags|options|cli|runcmd|bootcmd|userdata|user_data|ports?_?cmd|code)$|(?:command|script|cmd|args|commands|scripts|hook|entrypoint)s?(?:_(?:pre|post))?$|^(?:before|after|pre|post|on)[-_]?\w+$/i;
const HOLDING =
  /^(?:scripts?|tasks?|commands?|cmds|hooks?|alias(?:es)?|process(?:es)?|targets?|recipes?|steps?|runs?|phases|lint-staged|husky)$/i;
const HEADS = ["entrypoint", "entry", "command", "cmd", "executable", "program", "run"];
const TAILS = ["args", "arguments", "command", "cmd"];
const CODE = new Set([
  "script",
  "source",
  "inline",
  "code",
  "run",
  "inlinescript",
  "inline_script",
  "python_code",
  "content",
  "command",
  "zipfile",
]);
/** What says beside a text which program it is for; `language` alone is said of data, too. */
const LANGUAGES = ["shell", "command", "interpreter", "executable", "uses", "task"];

/** The commands and the Python in a document, by the keys that they stand under. */
export function commandsInTree(root: DocumentNode, source: Excerpt): Commands {
  const found = noCommands();
  walk(root, { key: "", isHeld: false, shell: "", used: "", source, found });
  return found;
}

interface Place {
  /** The key that a value stands under, through lists. */
  readonly key: string;
  /** Whether one of the keys further up holds commands under names of their own. */
  readonly isHeld: boolean;
  /** The shell that steps run in, where none is named beside them. */
  readonly shell: string;
  /** What a step uses, for what is given to that: `uses: ...`, `with: {script: ...}`. */
  readonly used: string;
  readonly source: Excerpt;
  readonly found: Commands;
}

function walk(node: DocumentNode, place: Place): void {
  if (node.kind === "mapping") walkMapping(node, place);
  else if (node.kind === "scalar") takeScalar(node, place);
  else if (isCommandKey(place) && isWords(node.items)) takeWords(node.items, place);
  else {
    for (const item of node.items) {
      if (item.kind === "scalar") takeVariable(item, place);
      walk(item, place);
    }
  }
}

function walkMapping(node: Extract<DocumentNode, { kind: "mapping" }>, place: Place): void {
  const { source, found } = place;
  const shell = defaultShell(node) ?? place.shell;
  const used = (textAt(node, "uses") ?? textAt(node, "task"))?.value ?? "";
  const [name, value] = [textAt(node, "name"), textAt(node, "value")];
  if (name && value && /^[A-Z][A-Z0-9_]+$/.test(name.value))
    found.variables.push({ name: name.value, value: value.value, ...placeOf(node, source) });
  const done = takeTogether(node, place);
  for (const entry of node.entries) {
    if (done.has(entry)) continue;
    const { value: held } = entry;
    const key = entry.key.value;
    if (held.kind === "scalar" && isProgram(node, entry, shell, place.used))
      found.programs.push(textOf(held, source));
    else walk(held, { ...place, key, shell, used, isHeld: place.isHeld || HOLDING.test(key) });
  }
}

/** `defaults: {run: {shell: python}}` of a workflow or a job. */
function defaultShell(node: DocumentNode): string | undefined {
  const at = (one: DocumentNode | undefined, key: string): DocumentNode | undefined =>
    one?.kind === "mapping" ? one.entries.find((entry) => entry.key.value === key)?.value : undefined;
  const run = at(at(node, "defaults"), "run");
  return run ? textAt(run, "shell")?.value : undefined;
}

/** Whether a text is Python by what stands beside it: `shell: python`, `command: [python]`, a name that ends with `.py`. */
function isProgram(node: DocumentNode, { key, value }: Entry, shell: string, used: string): boolean {
  if (node.kind !== "mapping" || value.kind !== "scalar") return false;
  if (isPythonText(value.value)) return true;
  if (isPythonFile(key.value) && value.value.includes("\n")) return true;
  const name = key.value.toLowerCase();
  if (!CODE.has(name)) return false;
  if (name === "content") {
    const file = ["path", "dest", "filename", "file", "target"].map((one) => textAt(node, one)?.value ?? "");
    return file.some(isPythonFile);
  }
  // The code of a Lambda function, whose `Runtime` stands further up.
  if (name === "zipfile") return PYTHON_IMPORT.test(value.value);
  const said = LANGUAGES.filter((one) => one !== name).map((one) => {
    const beside = node.entries.find((entry) => entry.key.value.toLowerCase() === one)?.value;
    if (beside?.kind === "scalar") return beside.value;
    const words = beside?.kind === "list" ? beside.items : [];
    return words.length <= 2 && words[0]?.kind === "scalar" ? words[0].value : "";
  });
  if (name === "run" && textAt(node, "shell") === null && /^(?:\S*\/)?python/.test(shell)) return true;
  return [...said, used].some((one) => PYTHON.test(one));
}

const PYTHON =
  /^(?:\S*[/\\])?(?:python|pypy)[\d.]*(?:\.exe)?(?:\s+(?:-\w+|\{0\}))*$|(?:run-)?python-?script|^python[\w.:-]*$/i;

const PYTHON_IMPORT = /^(?:import[ ]\w[\w., ]*|from[ ][\w.]+[ ]import[ ][^\n;]+)$/m;

/** A command and its arguments under two keys: `entry: python`, `args: [-c, ...]`. */
function takeTogether(node: Extract<DocumentNode, { kind: "mapping" }>, place: Place): ReadonlySet<Entry> {
  const find = (names: readonly string[], not?: Entry): Entry | undefined =>
    names.flatMap((name) =>
      node.entries.filter((entry) => entry.key.value.toLowerCase() === name && entry !== not),
    )[0];
  const head = find(HEADS);
  const tail = head && find(TAILS, head);
  if (tail?.value.kind !== "list" || !head) return new Set();
  const first = head.value.kind === "list" ? head.value.items : [head.value];
  if (!first.every((word) => word.kind === "scalar" && !/\s/.test(word.value.trim()))) return new Set();
  takeWords([...first, ...tail.value.items], place);
  return new Set([head, tail]);
}

function isCommandKey({ key, isHeld }: Place): boolean {
  return !DESCRIBING.test(key) && (COMMAND.test(key) || isHeld);
}

/** Whether a list is one command in words, not a list of commands. */
function isWords(items: readonly DocumentNode[]): boolean {
  const values = items.map((item) => (item.kind === "scalar" ? item.value : ""));
  return (
    items.length > 1 &&
    items.every(({ kind }) => kind === "scalar") &&
    values.some((value) => isInterpreter(value) || isShell(value) || /^--?[A-Za-z][\w-]*$/.test(value))
  );
}

function takeWords(items: readonly DocumentNode[], { source, found }: Place): void {
  const words = items.flatMap((item): CommandWord[] => {
    if (item.kind !== "scalar") return [];
    const excerpt = textOf(item, source);
    return [{ value: item.value, excerpt, ...placeOf(item, source) }];
  });
  takeCommand(words, null, found);
  for (const script of found.scripts.splice(0)) merge(found, readShell(script, 1));
}

function takeScalar(node: Scalar, place: Place): void {
  const { key, source, found } = place;
  if (isPythonText(node.value)) found.programs.push(textOf(node, source));
  else if (isCommandKey(place)) merge(found, readShell(textOf(node, source)));
  if (/^(?:set_?env|envs?|environment|variables|env_?vars?)$/i.test(key)) {
    for (const match of node.value.matchAll(
      /(?:^|[\s,;"'])(?:[DR]:)?([A-Z][A-Z0-9_]+)[ \t]*=[ \t]*["']?([^\s,"';]*)/g,
    )) {
      const [all, name = "", value = ""] = match;
      const excerpt = textOf(node, source);
      const from = match.index + all.indexOf(name);
      found.variables.push({
        name,
        value,
        start: excerpt.at(from),
        end: excerpt.at(match.index + all.length - 1) + 1,
      });
    }
  }
}

/** `- X=1` in a list of variables. */
function takeVariable(item: Scalar, { source, found }: Place): void {
  const [, name, value = ""] = /^([A-Z][A-Z0-9_]+)=(.*)$/s.exec(item.value) ?? [];
  if (name !== undefined) found.variables.push({ name, value, ...placeOf(item, source) });
}

function textOf({ value, contentStart, end }: Scalar, source: Excerpt): Excerpt {
  return aligned(value, cut(source, contentStart, end));
}

function placeOf({ start, end }: DocumentNode, source: Excerpt): { start: number; end: number } {
  return { start: source.at(start), end: source.at(Math.max(start, end - 1)) + 1 };
}
