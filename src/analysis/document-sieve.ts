import type { DocumentFormat } from "../documents/document-format.js";
import { mayNameLoader, mayNameModule } from "./sieve.js";
import { mayNameSetting } from "./setting-sieve.js";

/** Formats whose commands and values are only known once all of the text is parsed. */
const NESTED: ReadonlySet<DocumentFormat> = new Set(["yaml", "json", "toml", "sections"]);

const PYTHON = /py(?:thon|py|\b)/i;
/**
 * How a program begins in a nested document: an interpreter with an option, with a here-document, behind a pipe, as a value
 * of its own; a first line that names one; a file of Python that is written; a tool that takes a program.
 */
const BEGINS =
  /py[\w.]{0,10}[^\w\s]{0,4}[\s,"'[\]]{1,20}-|py[\w.]{0,10}["']?\s{0,4}<<|\|\s{0,4}[\w/]{0,20}py|(?:[:[,-]\s{0,4}["']?|\/)py(?:thon|py)[\d.]{0,6}[^\n\w]{0,6}(?:\{0\})?["']?\s{0,4}(?:[\n,\]}#]|$)|#![^\n]{0,60}py|\.pyw?["']?\s{0,4}[:|>\n,}]|manage\.py|python-?script|--python-expr/i;
/** A file that Python is started with, and that is none by its name. */
const RUNS_FILE =
  /\bpy(?:thon|py)[\d.]{0,6}[ \t]{1,8}(?:\.\/)?[\w./-]{0,100}[\w-]\.(?!py[a-z]?\b)[A-Za-z]\w{0,7}\b/i;
const SERIALIZES = /seriali[sz]|accept[-_]?content/i;
const PICKLES = /pickle|\bdill\b/i;
/** How a setting names a loader. */
const LOADER = /\w[.:](?:_?loads?|load_all|unsafe_load(?:_all)?|decode|_?Unpickler|read_\w{1,20})\b/;
/** A tag of Python in YAML, also by a handle or with a letter spelled as a number. */
const TAG = /!{1,2}python\/|2002:python\/|^%TAG|![^\s,]{0,40}%[0-9a-f]{2}/im;

/** False only for documents that hold nothing to report: no setting that a rule looks for, no loader by its name, no program. */
export function mayMatter(format: DocumentFormat, text: string): boolean {
  if (format === "yaml" && TAG.test(text)) return true;
  if (RUNS_FILE.test(text)) return true;
  if (mayNameSetting(text) || (PICKLES.test(text) && SERIALIZES.test(text))) return true;
  if (!NESTED.has(format)) return PYTHON.test(text) && mayNameLoader(text);
  if (LOADER.test(text) && namesIn(text, LOADERS).some(mayNameLoader)) return true;
  return BEGINS.test(text) && (REACHES.test(text) || namesIn(text, IMPORTS).some(mayNameModule));
}

/** The first names in a text that follow a pattern; so many, and not what follows them, tell. */
function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([name]) => name);
}

const LOADERS = new RegExp(`[\\w.]{1,80}${LOADER.source.slice(2)}`, "g");
const IMPORTS = /\b(?:import|from)[ \t]+[\w., \t]{1,200}/g;
/** Other ways to a module, or to a program in a text. */
const REACHES =
  /\b(?:__import__|import_module|exec|eval|compile|getattr)[ \t]*\(|-m["',\s\]]{1,6}(?:pickle|timeit)\b/;
