/** What a command starts Python with. */
export interface PythonStart {
  /** The program that follows `-c`, or stands in a here-document. */
  readonly code: string | null;
  /** The module that follows `-m`. */
  readonly module: string | null;
  readonly file: string | null;
}

/** The interpreter by whatever path, as `sys.executable`, or in a variable. */
const PYTHON = /^(?:.*[/\\])?(?:python|pypy)w?[\d.]*(?:\.exe)?$|^\{?sys\.executable\}?$|^\$\{?PYTHON\}?$/i;
/** Options of which the next word is the value. */
const VALUED = /^-(?:[bBdEhiIOPqsSuvx?]*[WX]|-check-hash-based-pycs)$/;

/** How the words of one command start Python; null where they do not. */
export function pythonStart(words: readonly string[]): PythonStart | null {
  const at = words.findIndex((word) => PYTHON.test(word));
  if (at === -1) return null;
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i] ?? "";
    const [, kind, attached = ""] = /^-[bBdEiIOPqsSuvx]*([cm])([\s\S]*)$/.exec(word) ?? [];
    if (kind !== undefined) {
      const value = attached === "" ? (words[i + 1] ?? null) : attached;
      return { code: kind === "c" ? value : null, module: kind === "m" ? value : null, file: null };
    }
    if (VALUED.test(word)) i++;
    // `execl(sys.executable, sys.executable, ...)`: its name for itself.
    else if (PYTHON.test(word)) continue;
    else if (word === "-" || !word.startsWith("-"))
      return { code: null, module: null, file: word === "-" ? null : word };
  }
  return { code: null, module: null, file: null };
}

/** Every start of Python in commands for a shell. */
export function pythonStarts(commands: string): PythonStart[] {
  return commandsIn(commands).flatMap(({ words, input }) => {
    const start = pythonStart(words);
    if (!start) return [];
    const readsInput = start.code === null && start.module === null && start.file === null;
    return [readsInput ? { ...start, code: input } : start];
  });
}

/** The words of a command, and the here-document that it reads. */
interface Command {
  readonly words: string[];
  input: string | null;
}

/** The commands of a text for the shell, with quotes taken off. What is quoted with `$` in it stays as it is. */
function commandsIn(text: string): readonly Command[] {
  const commands: Command[] = [{ words: [], input: null }];
  let word: string | null = null;
  let waiting: { readonly reader: Command; readonly delimiter: string } | null = null;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const { single, double, escaped, plain, here, end } = match.groups ?? {};
    if (single !== undefined || double !== undefined || escaped !== undefined || plain !== undefined) {
      word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`]|\r?\n)/g, "$1") ?? escaped ?? plain ?? "");
      continue;
    }
    const current = commands.at(-1);
    if (word !== null) current?.words.push(word);
    word = null;
    if (here !== undefined && current) waiting = { reader: current, delimiter: here };
    if (end === undefined) continue;
    if (waiting && end.includes("\n")) {
      const from = TOKEN.lastIndex;
      const close = lineThatIs(text, from, waiting.delimiter);
      waiting.reader.input = text.slice(from, close.start);
      TOKEN.lastIndex = close.end;
      waiting = null;
    }
    commands.push({ words: [], input: null });
  }
  if (word !== null) commands.at(-1)?.words.push(word);
  return commands;
}

/** The next line that holds only this word, from its beginning to its end; the end of the text where there is none. */
function lineThatIs(
  text: string,
  from: number,
  word: string,
): { readonly start: number; readonly end: number } {
  for (let start = from; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next;
    if (text.slice(start, end).trim() === word) return { start, end };
    start = end + 1;
  }
  return { start: text.length, end: text.length };
}

const TOKEN =
  /'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|<<-?[ \t]*["']?(?<here>\w+)["']?|\\(?<escaped>[^\r\n])|(?<plain>[^\s'"\\;|&()<>]+|[<>'"\\])|(?<end>[;|&()]+|\r?\n)|\s/g;
