/** The most files that one text is taken to run. */
const MAX_FILES = 20;
const RUNS =
  /\b(?:exec|eval|execfile|run_path|load_source|SourceFileLoader|executable|from_pyfile)\b|%run\b|\bpython[\d.]{0,8}[ \t]/;
const NAME = /["'/ ]((?:[\w-][\w.-]*\/){0,8}[\w-]{1,60}(?:\.(?!py\b|pyw\b)[A-Za-z]\w{0,7})?)(?=["'\s])/g;

/** The most names that are looked at. */
const MAX_NAMES = 2000;

/** What a text that runs files may name as one: paths without regard to whether they are there. */
export function namesRunBy(text: string): string[] {
  if (!RUNS.test(text)) return [];
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(NAME)) {
    if (names.size >= MAX_NAMES) break;
    names.add(name);
  }
  return [...names];
}

/**
 * The files of a repository that a text may run as Python though their names tell nothing of it:
 * `exec(open("version.txt").read())`. They lie beside it, or are named from the root.
 */
export function filesRunBy(path: string, text: string, has: (path: string) => boolean): string[] {
  return filesNamed(path, namesRunBy(text), has);
}

/** Those of the names (see `namesRunBy`) that are files. */
export function filesNamed(path: string, names: readonly string[], has: (path: string) => boolean): string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const paths = new Set(names.flatMap((name) => [folder + name, name]));
  return [...paths].filter((one) => has(one)).slice(0, MAX_FILES);
}
