import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import { callsOfMethod } from "../python/shapes.js";
import { defineRule } from "../rule-kit/define-rule.js";
import {
  isUnconditional,
  symbolsOfLoader,
  UNPICKLES,
  type LibraryLoader,
  type TellingMethod,
} from "../rule-kit/library-loader.js";
import { verdictOf } from "../rule-kit/loader-verdict.js";
import { librariesOf, LIBRARY_LOADERS, TELLING_METHODS } from "../rule-kit/loaders/all-loaders.js";
import { NEEDS } from "../rule-kit/needs.js";
import type { RuleFinding } from "../rule-kit/rule.js";
import { dataFrom, findingAt, usesOf, verbFor } from "../rule-kit/sinks.js";

const LOADERS = LIBRARY_LOADERS.filter((row) => !isUnconditional(row));
const BY_SYMBOL = bySymbol();
const SYMBOLS = new Set(BY_SYMBOL.keys());

/** Reports what libraries unpickle of their own files, or unless an argument or a version says otherwise. */
export const libraryPickledData = defineRule({
  meta: {
    id: "library-pickled-data",
    title: "A library that unpickles its own files",
    since: "0.1.0",
    level: "warn",
    summary: `Libraries that keep pickles (checkpoints, caches, queues, stores), or that unpickle unless an argument or a newer version stops it: ${librariesOf(LOADERS)}. Where a file of the caller's is unpickled in full, it blocks; where an argument decides that cannot be read, it warns.`,
    danger:
      "The library unpickles what it finds in the checkpoint, the cache or the queue. Whoever can write there runs code with the rights of this process.",
    alternatives: [
      NEEDS.weights,
      NEEDS.caches,
      NEEDS.messages,
      {
        need: "checkpoints",
        use: "`weights_only=True`, where the library passes it on to `torch.load`",
        url: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
      },
    ],
    bad: "from pytorch_lightning import LightningModule\n\n\nclass Net(LightningModule): ...\n\n\ndef restore(path):\n    return Net.load_from_checkpoint(path)\n",
    good: "from pytorch_lightning import LightningModule\n\n\nclass Net(LightningModule): ...\n\n\ndef restore(path):\n    return Net.load_from_checkpoint(path, weights_only=True)\n",
    safeWhen: "Only this program can write to the folder, the table or the queue.",
    cves: ["CVE-2024-34072"],
  },
  dependsOnVersion: new Set(
    LOADERS.filter(({ safeSince }) => safeSince).flatMap((row) => symbolsOfLoader(row)),
  ),
  symbols: [...SYMBOLS],
  words: TELLING_METHODS.filter(({ of }) => of === undefined).map(({ name }) => name),
  signs: TELLING_METHODS.flatMap(({ name, of }) =>
    of === undefined ? [] : [{ words: [name], patterns: [new RegExp(`\\b${of}\\b`)] }],
  ),
  *check(model) {
    const reported = new Set<SyntaxNode>();
    for (const use of usesOf(model, SYMBOLS)) {
      if (use.call) reported.add(use.call);
      for (const row of BY_SYMBOL.get(use.symbol) ?? []) {
        // Its calls are judged one by one, and what is built on it has an argument or a method of its own.
        if (!use.call && row.argument && (use.role === "stored" || use.role === "base")) continue;
        const verdict = verdictOf(model, use, row, row.level ?? "block");
        if (!verdict) continue;
        const how = verbFor(use);
        const here = how === "" ? "" : ` Here it is ${how}.`;
        yield {
          ...findingAt(use),
          ...dataFrom(use),
          level: verdict.level,
          message: `${said(use.symbol, row.does, verdict.because)}${here}`,
        };
        break;
      }
    }
    for (const method of TELLING_METHODS) yield* callsByName(model, method, reported);
  },
});

/** The rows of each symbol: several where each of several arguments decides. */
function bySymbol(): ReadonlyMap<string, readonly LibraryLoader[]> {
  const rows = new Map<string, LibraryLoader[]>();
  for (const row of LOADERS) {
    for (const symbol of symbolsOfLoader(row)) rows.set(symbol, [...(rows.get(symbol) ?? []), row]);
  }
  return rows;
}

function said(symbol: string, does = UNPICKLES, because: string): string {
  return `\`${symbol}\` ${does}.${because === "" ? "" : ` ${because}`}`;
}

/** Calls of a method whose name tells, on an object that is not known, or is known to come from the library. */
function* callsByName(
  model: FileModel,
  method: TellingMethod,
  reported: ReadonlySet<SyntaxNode>,
): Iterable<RuleFinding> {
  for (const call of callsOfMethod(model, method.name)) {
    if (reported.has(call) || !canBe(model, call, method.of)) continue;
    const verdict = verdictOf(model, { call, shift: 0 }, method, "warn");
    if (!verdict) continue;
    const { symbol, does } = method;
    yield { span: call, symbol, level: verdict.level, message: said(symbol, does, verdict.because) };
  }
}

function canBe(model: FileModel, call: SyntaxNode, module: string | undefined): boolean {
  const callee = childOf(call, "function");
  const values = callee ? model.evaluator.evaluate(callee) : [];
  return values.some((value) =>
    module === undefined
      ? value.kind === "unknown" || value.kind === "symbol"
      : value.kind === "symbol" && value.name.startsWith(`${module}.`),
  );
}
