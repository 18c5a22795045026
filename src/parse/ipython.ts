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
    switch (kindOf(magic, isRun)) {
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

function kindOf({ name, rest }: CellMagic, isRun: (file: string) => boolean): CellKind {
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
  if (name !== "script") return "other";
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
