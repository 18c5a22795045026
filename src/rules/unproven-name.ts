import { fits } from "../python/reflective-calls.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { nodesOf } from "../python/nodes-of.js";
import { ANY_MODULE, functionsThat } from "../python/reflection.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { dataFrom, dataOf, findingAt, qualified, symbolsOf, usesOf } from "../rule-kit/sinks.js";

const LOADERS = qualified([ANY_MODULE], ["load", "loads", "load_all", "unsafe_load", "Unpickler"]);
const GETTERS = new Set(functionsThat("member"));

/** Reports loads whose module or function goes by a name that is not known, or not all of it. */
export const unprovenName = defineRule({
  meta: {
    id: "unproven-name",
    title: "Loading by a name that cannot be read",
    since: "0.1.0",
    level: "warn",
    summary:
      '`load` and `loads` of a module that is imported by a name which cannot be read here, and `getattr(pd, f"read_{kind}")` where a loader that runs code has such a name.',
    danger:
      "If the name can be that of `pickle`, the data can run code. Whoever chooses the name chooses that, and nothing in this file rules it out.",
    alternatives: [
      {
        need: "choosing a format by name",
        use: 'a dictionary of what is meant: `{"json": json.load, "toml": tomllib.load}[name]`',
        url: "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
      },
    ],
    bad: "import importlib\n\n\ndef read(codec, file):\n    return importlib.import_module(codec).load(file)\n",
    good: "import json\nimport tomllib\n\nCODECS = {'json': json, 'toml': tomllib}\n\n\ndef read(codec, file):\n    return CODECS[codec].load(file)\n",
    safeWhen: "The name comes from the code itself, and no module that unpickles is among its values.",
  },
  symbols: LOADERS,
  *check(model) {
    for (const use of usesOf(model, new Set(LOADERS))) {
      // Without data it is a plugin that is started.
      if (use.role !== "argument" && !isData(model, dataOf(use))) continue;
      yield {
        ...findingAt(use),
        ...dataFrom(use),
        message: `Which module \`${use.symbol.replace(`${ANY_MODULE}.`, "")}\` is taken from cannot be read here; if it can be \`pickle\`, the data can run code.`,
      };
    }
    if (!/\b(?:getattr|getattr_static)\b/.test(model.tree.text)) return;
    for (const call of nodesOf(model.tree, "call")) {
      if (!model.mentions(call)) continue;
      const loader = possibleLoader(model, call);
      if (loader === null) continue;
      yield {
        span: call,
        symbol: loader,
        message: `This reaches \`${loader}\`, which can run code from what it reads, where the name comes out so.`,
      };
    }
  },
});

function isData(model: FileModel, node: SyntaxNode | undefined): boolean {
  return node !== undefined && !/^(?:self|cls)$/.test(model.tree.text.slice(node.start, node.end));
}

/** A loader of a module whose name fits what is known of the name: `pandas.read_pickle` for `f"read_{kind}"`. */
function possibleLoader(model: FileModel, call: SyntaxNode): string | null {
  const [object, name] = positionalArguments(call);
  if (!object || !name || !symbolsOf(model, childOf(call, "function")).some((one) => GETTERS.has(one)))
    return null;
  const names = model.evaluator.evaluate(name);
  const owners = symbolsOf(model, object);
  for (const { parts } of names.filter((value) => value.kind === "unknown")) {
    if (!parts || parts.join("").length < 3) continue;
    for (const symbol of model.evaluator.known.symbols) {
      const member = symbol.slice(symbol.lastIndexOf(".") + 1);
      const isLoader = /load|read|decode|restore|unpickle/i.test(member);
      if (isLoader && fits(member, parts) && owners.some((owner) => symbol === `${owner}.${member}`))
        return symbol;
    }
  }
  return null;
}
