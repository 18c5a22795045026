import type { DocumentFormat } from "../documents/document-format.js";
import { RULES } from "../rules/registry.js";
import { mayNameLoader } from "./sieve.js";

/** Names of settings that rules look for: in documents they may be written with hyphens, too. */
const SETTINGS = new RegExp(
  [
    ...new Set(
      RULES.flatMap(({ words = [], signs = [] }) => [
        ...words,
        // Of the words of other signs these are names of settings.
        ...signs.flatMap((sign) => (sign.words ?? []).filter((word) => /^[A-Z][A-Z_]{5,}$|^[a-z]+_[a-z]+$/.test(word))),
      ])
        .filter((word) => !/pickle/i.test(word))
        .map((word) => word.replaceAll("_", "[-_]")),
    ),
  ].join("|"),
);
const PYTHON = /(?:python|pypy)[\w.]{0,10}["'})]*[\s,"'\]|:]|\bpy(?:thon)?[}]|--python-expr|manage\.py|plpython/i;

/**
 * False only for documents that hold nothing to report: no name that is about pickles, no setting that a rule looks for, no
 * loader by its name, and no Python.
 */
export function mayMatter(format: DocumentFormat, text: string): boolean {
  if (/pickle|python\//i.test(text) || SETTINGS.test(text)) return true;
  return (PYTHON.test(text) || MAY_NAME.has(format)) && mayNameLoader(text);
}

const MAY_NAME: ReadonlySet<DocumentFormat> = new Set(["yaml", "json", "toml", "sections", "chunks"]);
