import { noCommands, type Commands } from "./commands.js";
import { cut, joined, type Excerpt } from "./excerpt.js";
import { isPythonText } from "./python-text.js";
import { merge, readShell } from "./shell.js";

const ASSIGNED =
  /^(?:[\w./%$() -]+:\s*)?(export\s+)?(?:override\s+)?([A-Za-z_]\w*)\s*(?::|::|\?|\+|:::)?=\s*(.*?)\s*$/;
/** Whether `SHELL` is set to a Python. */
function isPythonShell(text: string): boolean {
  return text.split("\n").some((line) => {
    const [code = ""] = line.split("#", 1);
    const at = code.search(/\bSHELL\b/);
    return at >= 0 && /^SHELL\s*[:?]?=/.test(code.slice(at)) && /\bpython/.test(code.slice(at));
  });
}

/** What the recipes of a Makefile or a justfile run, and the variables that they are given. */
export function readMakefile(source: Excerpt): Commands {
  const found = noCommands();
  const { text } = source;
  const isPython = isPythonShell(text) || /^set\s+shell\s*:=\s*\[\s*["'][^"']*python/m.test(text);
  const exportsAll = /^\.EXPORT_ALL_VARIABLES\s*:/m.test(text);
  const exported = new Set(Array.from(text.matchAll(/^export[ \t]+(\w+)[ \t]*$/gm), ([, name]) => name));
  let recipe: Excerpt[] = [];
  const finish = (): void => {
    if (recipe.length > 0) takeRecipe(joined(recipe), isPython, found);
    recipe = [];
  };
  let definition: number | null = null;
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (definition !== null) {
      if (/^\s*endef\b/.test(line)) {
        takeDefinition(cut(source, definition, at), found);
        definition = null;
      }
    } else if (/^define\s/.test(line)) {
      finish();
      definition = end + 1;
    } else if (/^(?:\t| {2})\s*\S/.test(line))
      recipe.push(...recipeLine(source, at, Math.min(end + 1, text.length)));
    else if (line.trim() !== "") {
      finish();
      const [, isExported, name = "", value = ""] = ASSIGNED.exec(line) ?? [];
      const isSet = isExported !== undefined || exportsAll || exported.has(name);
      if (name !== "" && isSet) {
        const from = at + line.indexOf(name);
        const plain = value.replace(/^(["'])(.*)\1$/, "$2");
        found.variables.push({
          name,
          value: plain,
          start: source.at(from),
          end: source.at(at + line.trimEnd().length - 1) + 1,
        });
      }
    }
    at = end + 1;
  }
  finish();
  return found;
}

/** A line of a recipe as the shell gets it: without its indentation and signs, `$$` as `$`. */
function recipeLine(source: Excerpt, start: number, end: number): Excerpt[] {
  const prefix = /^(?:\t| {2,8})[ \t]*[@+-]*[ \t]*/.exec(source.text.slice(start, end))?.[0].length ?? 0;
  const isFirstLevel = /[@+-]/.test(source.text.slice(start, start + prefix));
  const indent = isFirstLevel
    ? prefix
    : (/^(?:\t| {2,4})/.exec(source.text.slice(start, end))?.[0].length ?? 0);
  const parts: Excerpt[] = [];
  let from = start + indent;
  for (
    let at = source.text.indexOf("$$", from);
    at !== -1 && at < end;
    at = source.text.indexOf("$$", at + 2)
  ) {
    parts.push(cut(source, from, at + 1));
    from = at + 2;
  }
  parts.push(cut(source, from, end));
  return parts;
}

function takeRecipe(recipe: Excerpt, isPython: boolean, found: Commands): void {
  if (isPython || isPythonText(recipe.text)) found.programs.push(recipe);
  if (!isPythonText(recipe.text)) merge(found, readShell(recipe));
}

/** A text of several lines that has a name: a program, where it looks like one to nobody else than Python. */
function takeDefinition(body: Excerpt, found: Commands): void {
  if (/^[ \t]*(?:import|from)[ \t]+\w/m.test(body.text)) found.programs.push(body);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}
