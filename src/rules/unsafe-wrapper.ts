import type { SyntaxNode } from "../parse/syntax-tree.js";
import { dataSource, type DataSource } from "../python/data-source.js";
import type { FileModel } from "../python/file-model.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import type { Wrapper } from "../python/value.js";
import { isReshaped } from "../rule-kit/given-away.js";
import { callsOfWrappers } from "../rule-kit/wrapper-calls.js";
import { handedTo, leavesItSafe, turnsSafetyOff, wrappersOf } from "../rule-kit/wrappers.js";

/** Reports calls of functions that wrap an unsafe load. */
export const unsafeWrapper = defineRule({
  meta: {
    id: "unsafe-wrapper",
    title: "Calling a function that loads unsafely",
    since: "0.1.0",
    level: "warn",
    summary:
      "A call of a function, of this file or of another one of the repository, whose body unpickles (or loads unsafely in another way) what its parameters say. It blocks where the call turns the safe way of the function off (`read(path, safe=False)`), or hands on what a request or a download brings.",
    danger:
      "The function is reported where it is defined; this call is one more way into it. Whoever controls what is passed here runs code with the rights of this process.",
    alternatives: [
      NEEDS.data,
      {
        need: "a function that hides the loader",
        use: "let the function load a data format; its callers stay as they are",
        url: "https://docs.python.org/3/library/json.html",
      },
    ],
    bad: "import pickle\n\n\ndef restore(path):\n    with open(path, 'rb') as file:\n        return pickle.load(file)\n\n\nstate = restore('state.pkl')\n",
    good: "import json\n\n\ndef restore(path):\n    with open(path) as file:\n        return json.load(file)\n\n\nstate = restore('state.json')\n",
    safeWhen: "What is passed here is this program's own file.",
  },
  *review(model, found) {
    for (const { call, wrapper, isForeign } of callsOfWrappers(model, wrappersOf(model, found))) {
      if (leavesItSafe(model, call, wrapper)) continue;
      const isOff = turnsSafetyOff(model, call, wrapper);
      const sent = isOff ? undefined : sentTo(model, call, wrapper);
      const what = isOff
        ? " This call turns its safe way off."
        : sent
          ? ` Here that comes from ${sent.what}.`
          : "";
      const where = isForeign ? `${wrapper.path}, ` : "";
      const given =
        call.type === "call"
          ? ""
          : isReshaped(model, call)
            ? ", and is changed here"
            : ", and is handed on here";
      yield {
        span: call,
        symbol: wrapper.symbol,
        wrapper: dottedName(wrapper),
        ...(!isForeign && { ownWrapper: wrapper.name }),
        message: `\`${wrapper.name}\` loads what it is given with \`${wrapper.symbol}\` (${where}line ${String(wrapper.line + 1)})${given}.${what}`,
        ...((isOff || sent) && { level: "block" as const, power: isOff ? 2 : 1 }),
      };
    }
  },
});

/** Where what a call hands on comes from, where somebody else sends it. */
function sentTo(model: FileModel, call: SyntaxNode, wrapper: Wrapper): DataSource | undefined {
  return (
    handedTo(model, call, wrapper)
      .map((node) => dataSource(model, node))
      .find((source) => source?.kind === "remote") ?? undefined
  );
}

/** `acme/config.py` and `load_yaml` make `acme.config.load_yaml`. */
function dottedName({ path, name }: Wrapper): string {
  return `${path.replace(/(?:\/__init__)?\.\w+$/, "").replaceAll("/", ".")}.${name}`;
}
