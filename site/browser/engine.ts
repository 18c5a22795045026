import { artifactOf } from "../../src/analysis/analyze-artifact.js";
import { parserOver, TOO_LONG, type ParseOnce } from "../../src/parse/tree-sitter/grammar-parser.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { reviewChange } from "../review.js";
import { isAnyWanted, loadWanted } from "./later/later.js";
import type { Question, Said } from "./messages.js";

// The engine, in a worker: what it is given stays in the browser.

let grammar: ParseOnce | null = null;
let isGrammarWanted = false;

const parser = parserOver(
  "wasm",
  (text, isOver) => {
    isGrammarWanted = true;
    return grammar ? grammar(text, isOver) : TOO_LONG;
  },
  () => performance.now(),
);

const say = (said: Said): void => {
  self.postMessage(said);
};

self.onmessage = ({ data }: MessageEvent<Question>) => {
  void answer(data);
};

async function answer({ id, change }: Question): Promise<void> {
  const began = performance.now();
  isGrammarWanted = false;
  let review = reviewChange(change, parser.parse);
  // Plain Python is read by hand; only what is not, broken Python above all, needs the grammar. So it is with other languages.
  while ((isGrammarWanted && !grammar) || isAnyWanted()) {
    say({ kind: "loading", id });
    if (isGrammarWanted) grammar ??= await import("./grammar.js").then(({ loadGrammar }) => loadGrammar());
    await loadWanted();
    review = reviewChange(change, parser.parse);
  }
  const [file] = change.files;
  const artifact =
    file && "bytes" in file ? artifactOf(file.path, file.bytes, { policy: DEFAULT_POLICY }) : null;
  say({ kind: "answer", id, review, artifact, ms: performance.now() - began });
}
