import { argumentOf } from "../python/arguments.js";
import type { FileModel } from "../python/file-model.js";
import type { Use } from "../python/uses.js";
import { readsLiteralPath } from "../rule-kit/literal-path.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";

const SINKS = new Set(qualified(["shelve"], ["open", "Shelf", "DbfilenameShelf", "BsdDbShelf", "Unpickler"]));

/** Reports `shelve`. A literal relative path is a warning. */
export const shelveOpen = defineRule({
  meta: {
    id: "shelve-open",
    title: "Opening a shelf",
    since: "0.1.0",
    level: "block",
    balancedLevel: "warn",
    summary:
      "`shelve.open` and the `Shelf` classes, called or handed on. With a literal relative path it is a warning, and a note where the flag `n` empties it first.",
    danger:
      "Every value of a shelf is a pickle, loaded on access. Whoever can write the database file runs code with the rights of this process.",
    alternatives: [
      {
        need: "a small store",
        use: "`sqlite3` with JSON in a column",
        url: "https://docs.python.org/3/library/sqlite3.html",
      },
      {
        need: "a key-value file",
        use: "`dbm` with `json.dumps` / `json.loads`",
        url: "https://docs.python.org/3/library/dbm.html",
      },
      NEEDS.caches,
    ],
    bad: "import shelve\n\n\ndef store(path):\n    return shelve.open(path)\n",
    good: "import sqlite3\n\n\ndef store(path):\n    return sqlite3.connect(path)\n",
    safeWhen: "The file lies where only this program can write.",
    equivalents: { bandit: ["B301"], ruff: ["S301"], codeql: ["py/unsafe-deserialization"] },
  },
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      if (beginsEmpty(model, use)) {
        const message = `\`${use.symbol}\` begins an empty shelf here; whoever opens it later unpickles what it holds.`;
        yield { ...findingAt(use), level: "note", message };
        continue;
      }
      yield {
        ...findingAt(use),
        message: `\`${use.symbol}\` keeps every value as a pickle; reading one runs code from the file.`,
        ...(readsLiteralPath(model, use, "filename") ? { level: "warn" as const } : {}),
      };
    }
  },
});

/** `shelve.open(path, "n")`: whatever was in the file is gone before anything is read. */
function beginsEmpty(model: FileModel, { symbol, call, shift }: Use): boolean {
  if (symbol !== "shelve.open" || !call) return false;
  const { values, mayBeAbsent } = argumentOf(model.evaluator, call, { name: "flag", position: 1 }, shift);
  const isNew = values.map((value) => value.kind === "constant" && value.value === "n");
  return !mayBeAbsent && isNew.length > 0 && !isNew.includes(false);
}
