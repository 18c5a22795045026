import { noCommands, type Commands } from "./commands.js";
import { aligned, cut, type Excerpt } from "./excerpt.js";
import { merge, readShell } from "./shell.js";

/** A file of variables: `NAME=value` on lines of their own. */
export function readVariables(source: Excerpt): Commands {
  const found = noCommands();
  for (const match of source.text.matchAll(
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*([^\r\n]*)/gm,
  )) {
    const [all, name = "", rest = ""] = match;
    const value = /^(["'])(.*?)\1/.exec(rest)?.[2] ?? rest.split(/\s#/, 1)[0]?.trim() ?? "";
    const from = match.index + all.indexOf(name);
    found.variables.push({
      name,
      value,
      start: source.at(from),
      end: source.at(match.index + all.trimEnd().length - 1) + 1,
    });
  }
  return found;
}

/** `name: command` on lines of their own. */
export function readProcesses(source: Excerpt): Commands {
  const found = noCommands();
  for (const match of source.text.matchAll(/^[A-Za-z][\w-]*:[ \t]*/gm)) {
    const start = match.index + match[0].length;
    const end = source.text.indexOf("\n", start);
    merge(found, readShell(cut(source, start, end === -1 ? source.text.length : end)));
  }
  return found;
}

/** The commands for a shell in a pipeline of Groovy: `sh '...'`, `sh(script: """...""")`. */
export function readGroovy(source: Excerpt): Commands {
  const found = noCommands();
  takeGroovyVariables(source, found);
  const step =
    /\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:\w+[ \t]*:[ \t]*\w+[ \t]*,[ \t]*)*(?:script[ \t]*:[ \t]*)?("""|'''|"|')/g;
  for (const match of source.text.matchAll(step)) {
    const [all, quote = ""] = match;
    const start = match.index + all.length;
    let end = source.text.indexOf(quote, start);
    while (end > start && quote.length === 1 && source.text.charAt(end - 1) === "\\")
      end = source.text.indexOf(quote, end + 1);
    if (end === -1) continue;
    const spelled = cut(source, start, end);
    const text = spelled.text.replace(/\\(["'$\\])/g, "$1");
    merge(found, readShell(text === spelled.text ? spelled : aligned(text, spelled)));
  }
  return found;
}

const QUOTED = /"((?:[^"\\\n]|\\[^\n])*)"/.source;
/** `NAME = "value"`, and `{ name = "NAME", value = "value" }`, on one line or several. */
const ATTRIBUTE = new RegExp(
  `(?:"([A-Za-z_][\\w.-]{0,80})"|\\b([A-Za-z_][\\w-]{0,80}))[ \\t]*[=:][ \\t]*(?:${QUOTED}|(true|false|\\d+)\\b)`,
  "g",
);

/** The attributes of a text in blocks, as Terraform and Nomad have them, and the scripts in it. */
export function readBlocks(source: Excerpt): Commands {
  const found = noCommands();
  // Comments stay as long as they are.
  const text = source.text.replace(/(^|\s)(?:#|\/\/)[^\n]*/g, (all) => " ".repeat(all.length));
  let named: { readonly name: string; readonly from: number } | null = null;
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [all, quoted, bare = "", given, plain = ""] = match;
    const key = quoted ?? bare;
    const value = given ?? plain;
    const end = source.at(match.index + all.length - 1) + 1;
    const add = (name: string, from: number): void => {
      found.variables.push({ name, value, start: source.at(from), end });
    };
    if (key === "name") named = { name: value, from: match.index };
    else if (key === "value" && named) add(named.name, named.from);
    else add(key, match.index);
    if (key !== "name") named = null;
  }
  const script = /<<[-~]?[ \t]*"?(\w{1,80})"?[ \t]*\r?\n(?=[ \t]*#!)/g;
  for (let match = script.exec(source.text); match; match = script.exec(source.text)) {
    const start = match.index + match[0].length;
    const end = endOfScript(source.text, start, match[1] ?? "");
    // One that does not end is the last one.
    if (end === -1) break;
    merge(found, readShell(cut(source, start, end)));
    script.lastIndex = end;
  }
  return found;
}

/** Where the line begins that ends a script: it holds a word and nothing else. */
function endOfScript(text: string, start: number, word: string): number {
  const line = /^[ \t]*(\w{1,80})[ \t]*$/gm;
  line.lastIndex = start;
  for (let match = line.exec(text); match; match = line.exec(text)) if (match[1] === word) return match.index;
  return -1;
}

/** Variables that a pipeline of Groovy sets: `environment { X = "1" }`, `env.X = "1"`, `withEnv(["X=1"])`. */
function takeGroovyVariables(source: Excerpt, found: Commands): void {
  const setting =
    /(?:^|[\s{;])(?:env\.)?([A-Z][A-Z0-9_]{3,})[ \t]*=[ \t]*(["'])([^"'\n]*)\2|["']([A-Z][A-Z0-9_]{3,})=([^"'\n]*)["']/g;
  for (const match of source.text.matchAll(setting)) {
    const [all, name = "", , value = "", listed = "", given = ""] = match;
    const from = match.index + all.search(/[^\s{;]/);
    found.variables.push({
      name: name || listed,
      value: name ? value : given,
      start: source.at(from),
      end: source.at(match.index + all.length - 1) + 1,
    });
  }
}

/** The chunks of Python in a text with code between fences: ```` ```{python} ````. */
export function readChunks(source: Excerpt): Commands {
  const found = noCommands();
  const chunk = /^[ \t]*(```+|~~~+)[ \t]*\{[ \t]*(?:\.?python|code-cell[ \t]*\}[ \t]*i?python3?)\b[^\n]*\n/gm;
  for (let match = chunk.exec(source.text); match; match = chunk.exec(source.text)) {
    const start = match.index + match[0].length;
    const close = source.text.indexOf(`\n${match[1] ?? ""}`, start - 1);
    const end = close === -1 ? source.text.length : close + 1;
    found.programs.push(cut(source, start, Math.max(start, end)));
    chunk.lastIndex = Math.max(start, end);
  }
  return found;
}

/** Functions of PostgreSQL that are written in Python. */
export function readSql(source: Excerpt): Commands {
  const found = noCommands();
  const { text } = source;
  if (!/\bplpython\w*/i.test(text)) return found;
  const body = /\$(\w*)\$/g;
  for (let match = body.exec(text); match; match = body.exec(text)) {
    const start = match.index + match[0].length;
    const end = text.indexOf(match[0], start);
    if (end === -1) break;
    const around = text.slice(Math.max(0, match.index - 300), match.index) + text.slice(end, end + 100);
    if (/\blanguage\s+["']?plpython/i.test(around)) found.programs.push(cut(source, start, end));
    body.lastIndex = end + match[0].length;
  }
  return found;
}
