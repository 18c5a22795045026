import { noCommands, takeCommand, isPythonFile, type Commands, type CommandWord } from "./commands.js";
import { aligned, cut, type Excerpt } from "./excerpt.js";
import { isPythonText } from "./python-text.js";
import { readJson } from "./read-json.js";
import { merge, readShell } from "./shell.js";

const INSTRUCTION =
  /^[ \t]*(?:ONBUILD[ \t]+)?(RUN|CMD|ENTRYPOINT|ENV|ARG|SHELL|HEALTHCHECK|COPY|ADD)\b[ \t]*/i;
const OPTIONS = /^(?:--[\w-]+(?:=\S*)?[ \t]+)*/;

/** What the instructions of a Dockerfile run and set. */
export function readDockerfile(source: Excerpt): Commands {
  const found = noCommands();
  let entry: readonly CommandWord[] = [];
  let isPython = false;
  /** Where each argument of the build has its default. */
  const defaults = new Map<string, string>();
  for (const { name, rest } of instructions(source)) {
    const words = rest.text.startsWith("[") ? wordsOf(rest) : null;
    switch (name) {
      case "SHELL":
        isPython = /python/i.test(words?.[0]?.value ?? "");
        break;
      case "ENV":
      case "ARG":
        takeVariables(rest, found, defaults);
        break;
      case "COPY":
      case "ADD":
        takeFiles(rest, found);
        break;
      case "ENTRYPOINT":
      case "CMD":
        if (words) takeCommand(name === "CMD" ? [...entry, ...words] : words, null, found);
        if (words && name === "ENTRYPOINT") entry = words;
        if (!words) merge(found, readShell(rest));
        break;
      default:
        if (words) takeCommand(words, null, found);
        else if (isPython) found.programs.push(rest);
        else takeScript(rest, found);
    }
    for (const script of found.scripts.splice(0)) merge(found, readShell(script, 1));
  }
  return found;
}

interface Instruction {
  readonly name: string;
  /** What follows, with the lines that it goes on in and the documents that it reads. */
  readonly rest: Excerpt;
}

function* instructions(source: Excerpt): Iterable<Instruction> {
  const { text } = source;
  for (let at = 0; at < text.length;) {
    const match = INSTRUCTION.exec(text.slice(at, at + 200));
    let end = lineEnd(text, at);
    while (isContinued(text, at, end) && end < text.length) end = lineEnd(text, end + 1);
    if (match) {
      const [all, name = ""] = match;
      for (const [, delimiter = ""] of text.slice(at, end).matchAll(/<<-?[ \t]*["']?(\w+)["']?/g)) {
        const close = closing(text, end, delimiter);
        if (close !== null) end = close;
      }
      const start = at + all.length;
      const options = OPTIONS.exec(text.slice(start, end))?.[0].length ?? 0;
      const keyword = name.toUpperCase();
      const rest = cut(source, start + options, end);
      const command = /^CMD[ \t]+/i.exec(rest.text);
      yield {
        name: keyword,
        rest: keyword === "HEALTHCHECK" && command ? cut(rest, command[0].length, rest.text.length) : rest,
      };
    }
    at = end + 1;
  }
}

/** Whether a line goes on in the next one; lines of comments between do not end that. */
function isContinued(text: string, start: number, end: number): boolean {
  const last = text.slice(Math.max(start, text.lastIndexOf("\n", end - 1) + 1), end).trimEnd();
  return (
    /[\\`]$/.test(last) || (/^\s*#/.test(last) && end > start && text.lastIndexOf("\n", end - 1) >= start)
  );
}

function closing(text: string, from: number, delimiter: string): number | null {
  for (let start = text.indexOf("\n", from); start !== -1;) {
    const next = text.indexOf("\n", start + 1);
    const end = next === -1 ? text.length : next;
    const line = text.slice(start + 1, end);
    if (line.trim() === delimiter) return start + 1 + line.trimEnd().length;
    start = next;
  }
  return null;
}

/** `RUN <<EOF`: the document is the script. */
function takeScript(rest: Excerpt, found: Commands): void {
  const only = /^<<-?[ \t]*["']?\w+["']?[ \t]*\r?\n/.exec(rest.text);
  if (!only) merge(found, readShell(rest));
  else {
    const end = rest.text.lastIndexOf("\n");
    const body = cut(rest, only[0].length, Math.max(only[0].length, end + 1));
    if (isPythonText(body.text)) found.programs.push(body);
    else merge(found, readShell(body));
  }
}

/** `COPY <<EOF tool.py`. */
function takeFiles(rest: Excerpt, found: Commands): void {
  const [first = ""] = rest.text.split("\n", 1);
  if (!first.includes("<<") || rest.text.length === first.length) return;
  const body = cut(rest, first.length + 1, rest.text.lastIndexOf("\n") + 1);
  if (isPythonFile(first.trim()) || isPythonText(body.text)) found.programs.push(body);
}

function takeVariables(rest: Excerpt, found: Commands, defaults: Map<string, string>): void {
  const old = /^([A-Z_][A-Z0-9_]*)[ \t]+([^=\n]+)$/i.exec(rest.text.trimEnd());
  if (old) {
    const [, name = "", value = ""] = old;
    found.variables.push({
      name,
      value,
      start: rest.at(0),
      end: rest.at(rest.text.trimEnd().length - 1) + 1,
    });
    return;
  }
  for (const match of rest.text.matchAll(
    /(?:^|[\s\\])([A-Za-z_]\w*)=("(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^\s\\]*)/g,
  )) {
    const [all, name = "", value = ""] = match;
    const from = match.index + all.indexOf(name);
    const text = value.replace(/^(["'])([\s\S]*)\1$/, "$2");
    const [, argument = ""] = /^\$\{?(\w+)\}?$/.exec(text) ?? [];
    const known = defaults.get(argument) ?? text;
    defaults.set(name, known);
    found.variables.push({
      name,
      value: known,
      start: rest.at(from),
      end: rest.at(match.index + all.length - 1) + 1,
    });
  }
}

/** The words of an instruction in its form of JSON. */
function wordsOf(rest: Excerpt): CommandWord[] | null {
  const text = rest.text.replace(/\\\r?\n/g, (run) => " ".repeat(run.length));
  const [root] = readJson(text).roots;
  if (root?.kind !== "list") return null;
  return root.items.flatMap((item): CommandWord[] => {
    if (item.kind !== "scalar") return [];
    const excerpt = aligned(item.value, cut(rest, item.contentStart, item.end));
    return [{ value: item.value, excerpt, start: rest.at(item.start), end: rest.at(item.end - 1) + 1 }];
  });
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
