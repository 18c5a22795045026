import { behindOptions, lineEnd, pythonOfLines, RUNNING, shell } from "./ipython-lines.js";
import { shownAs, verbatim, type Stretch } from "./stretch.js";

/**
 * The Python of a cell as IPython runs it: without the syntax of IPython itself, and nothing of a cell in another language.
 * What another interpreter runs (`%%python`, a file that is written) is put into a function of its own, whose names are no
 * names of the notebook.
 * @param isRun whether the notebook runs a file of that name, which a cell writes
 */
export function pythonOfCell(cell: string, isRun: (file: string) => boolean): readonly Stretch[] {
  const made: Stretch[] = [];
  let at = 0;
  for (;;) {
    const magic = cellMagicAt(cell, at);
    if (!magic) return [...made, ...pythonOfLines(cell, at)];
    const body = Math.min(magic.end + 1, cell.length);
    switch (kindOf(magic, cell.slice(body), isRun)) {
      case "here":
        made.push(...firstLine(cell, magic));
        at = magic.end;
        if (cell[at] === "\n") made.push(verbatim(cell, at, ++at));
        continue;
      case "program":
        return [...made, ...program(cell, body)];
      case "shell":
        return [...made, shownAs(shell("system", cell.slice(body)) ?? "", magic.start, cell.length)];
      case "other":
        return made;
    }
  }
}

/** `%%name rest`, at the beginning of a cell. */
interface CellMagic {
  readonly name: string;
  readonly rest: string;
  readonly start: number;
  readonly nameEnd: number;
  /** The end of its line. */
  readonly end: number;
}

function cellMagicAt(cell: string, at: number): CellMagic | null {
  const match = /^\s*%%([A-Za-z_]\w*|!)/.exec(cell.slice(at, at + 1000));
  if (!match) return null;
  const nameEnd = at + match[0].length;
  const end = lineEnd(cell, nameEnd);
  const name = match[1] ?? "";
  return { name, rest: cell.slice(nameEnd, end), start: nameEnd - name.length - 2, nameEnd, end };
}

/** `here`: the notebook's own Python; `program`: that of another interpreter; `shell`: commands. */
type CellKind = "here" | "program" | "shell" | "other";

/**
 * @param body what stands below its line
 * @param isRun whether the notebook runs a file of that name
 */
function kindOf({ name, rest }: CellMagic, body: string, isRun: (file: string) => boolean): CellKind {
  if (RUNNING.has(name) || HERE.has(name)) return "here";
  if (PYTHON.test(name)) return "program";
  if (name === "writefile" || name === "file") {
    const file = rest
      .trim()
      .replace(/^-a\s+/, "")
      .replace(/^(["'])(.*)\1$/, "$2");
    return /\.i?pyw?$/.test(file) || isRun(file) ? "program" : "other";
  }
  if (SHELL.test(name)) return "shell";
  if (name !== "script") return mayBePython(name, body) ? "here" : "other";
  const words = rest
    .trim()
    .split(/\s+/)
    .map((word) => word.slice(word.lastIndexOf("/") + 1));
  if (words.some((word) => PYTHON.test(word))) return "program";
  return words.some((word) => SHELL.test(word)) ? "shell" : "other";
}

/** Magics whose cell runs as the notebook's own Python, besides those that also run the rest of their line. */
const HERE: ReadonlySet<string> = new Set([
  ...["capture", "debug", "ipytest", "run_pytest", "local", "pyspark", "scalene", "heat", "wandb", "profile"],
  ...["memray_flamegraph", "tutor"],
]);

/** Whether a cell under a magic of somebody's own (`%%mytimer`, `%%spark`) reads as Python: none of another language, with a line that is. */
function mayBePython(name: string, body: string): boolean {
  return !OTHER_LANGUAGES.has(name.toLowerCase()) && PYTHON_LINE.test(body) && !OTHER_LINE.test(body);
}

/** Magics whose cell is no Python, or is not run. */
const OTHER_LANGUAGES: ReadonlySet<string> = new Set(
  (
    "html javascript js latex markdown svg css perl ruby r rpush julia octave matlab sql bigquery sparql cypher duckdb " +
    "scala java kotlin groovy go rust cpp c cu cuda cuda_group_run fortran mermaid dot graphviz plantuml ai " +
    "typescript ts node powershell pwsh cmd batch nodejs configure yaml json"
  ).split(" "),
);
/** An import, a definition, or something that is called or set. */
const PYTHON_LINE =
  /^[ \t]*(?:import[ ][\w.]+|from[ ][\w.]+[ ]import[ ]|(?:async[ ])?def[ ]\w+\(|with[ ][^\n]{1,200}:[ \t]*$|[A-Za-z_][\w.]{0,100}[ ]?(?:=[ ]?[A-Za-z_][\w.]{0,100})?\()/m;
/** How lines of other languages begin, and declarations of Cython: no line of Python does. */
const OTHER_LINE =
  /^[ \t]*(?:<[A-Za-z/!]|\/\/|(?:val|var|let|const|object|select|cdef|cpdef|ctypedef|cimport)[ \t]+\w)/im;

const PYTHON = /^(?:python|pypy)[\d.]*(?:\.exe)?$/;
const SHELL = /^(?:!|bash|sh|zsh|dash|ksh|sx|system)$/;

/** The line of a cell magic: what it runs before the cell, as the setup of `%%timeit`. */
function firstLine(cell: string, { name, start, nameEnd, end }: CellMagic): Stretch[] {
  const code = RUNNING.has(name) ? behindOptions(cell, { name, end: nameEnd }) : end;
  return code < end ? [verbatim(cell, code, end)] : [shownAs("pass".padEnd(end - start), start, end)];
}

/** A program as a function that holds it. */
function program(cell: string, start: number): Stretch[] {
  const made = [shownAs("def __program__():\n", start, start)];
  for (let at = start; at < cell.length;) {
    const end = Math.min(lineEnd(cell, at) + 1, cell.length);
    made.push(shownAs(" ", at, at), verbatim(cell, at, end));
    at = end;
  }
  return [...made, shownAs("\n pass\n", cell.length, cell.length)];
}
