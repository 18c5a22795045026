import type { Excerpt } from "./excerpt.js";

/** A word of a command, without its quotes. */
interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Where variables go, with the stretch of the document that sets each. */
interface Found {
  readonly variables: { name: string; value: string; start: number; end: number }[];
}

const NAME = /^[A-Za-z_]\w*$/;
/** `Env:X`, as PowerShell names a variable of the environment where it is an item. */
const ITEM = /^["']?env:[\\/]?(\w+)["']?$/i;

/** What a command of another shell than those of Unix sets: `setx X 1`, `setenv X 1`, `set -gx X 1`, `Set-Item Env:X 1`. */
export function takeSetter(words: readonly Word[], found: Found): void {
  const pair = pairOf(words);
  const [name, value] = pair ?? [];
  const last = words.at(-1);
  if (!name || !value || !last) return;
  found.variables.push({ name: nameIn(name.value), value: value.value, start: name.start, end: value.end });
}

function pairOf(words: readonly Word[]): readonly (Word | undefined)[] | null {
  const [command, ...others] = words;
  switch (command?.value.toLowerCase()) {
    case "setx":
    case "setx.exe":
    case "setenv":
      return named(others.filter(({ value }) => !/^\/\w+$/.test(value)));
    case "set":
      return exports(others) ? named(others.filter(({ value }) => !value.startsWith("-"))) : null;
    case "set-item":
    case "new-item":
    case "set-content":
    case "si": {
      const given = others.filter(({ value }) => !/^-\w+$/.test(value));
      const at = given.findIndex(({ value }) => ITEM.test(value));
      return at === -1 ? null : [given[at], given[at + 1]];
    }
    default:
      return null;
  }
}

/** Whether fish is told to export: `-x`, `-gx`, `--export`. */
function exports(words: readonly Word[]): boolean {
  return words.some(({ value }) => /^-[a-zA-Z]*x[a-zA-Z]*$|^--export$/.test(value));
}

function named(words: readonly Word[]): readonly (Word | undefined)[] | null {
  return NAME.test(words[0]?.value ?? "") ? words : null;
}

function nameIn(word: string): string {
  return ITEM.exec(word)?.[1] ?? word;
}

const HINT = /\$\{?env[:.]|SetEnvironmentVariable|^#(?:SBATCH|PBS|BSUB|\$)[ \t]/im;
const SETTERS: readonly RegExp[] = [
  // PowerShell and Nushell.
  /(?:^|[;{(])[ \t]*\$\{?env[:.](\w+)\}?[ \t]*=[ \t]*["']?([^"'\n\r;)}]*)/gim,
  /\bSetEnvironmentVariable\(\s{0,20}["'](\w+)["']\s{0,20},\s{0,20}["']?([^"',)\n]*)/g,
];
/** Options in comments, which a scheduler of jobs reads. */
const JOB_OPTIONS = /^#(?:SBATCH|PBS|BSUB|\$)[ \t][^\n]*?(?:--export[= ]|-v[ \t]+)([^\n]*)/gm;

/** What a text sets in ways that only other shells, or the scheduler of a cluster, read. */
export function takeFromText(source: Excerpt, found: Found): void {
  const { text } = source;
  if (!HINT.test(text)) return;
  const add = (name: string, value: string, from: number, length: number): void => {
    found.variables.push({
      ...{ name, value: value.trim() },
      start: source.at(from),
      end: source.at(from + Math.max(1, length) - 1) + 1,
    });
  };
  for (const setter of SETTERS)
    for (const match of text.matchAll(setter)) {
      const [all, name = "", value = ""] = match;
      const from = match.index + all.search(/\S/);
      add(name, value, from, all.trim().length);
    }
  for (const match of text.matchAll(JOB_OPTIONS)) {
    const [all, given = ""] = match;
    const start = match.index + all.length - given.length;
    for (const one of given.matchAll(/(?<!\w)([A-Za-z_]\w*)=([^\s,]*)/g))
      add(one[1] ?? "", one[2] ?? "", start + one.index, one[0].length);
  }
}
