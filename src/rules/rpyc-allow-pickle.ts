import type { FileModel } from "../python/file-model.js";
import { calleeName } from "../python/shapes.js";
import type { SyntaxNode } from "../parse/syntax-tree.js";
import { flagUses, replaceFlag } from "../rule-kit/flags.js";
import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { qualified } from "../rule-kit/sinks.js";

const CAVEAT = "Objects that were sent by value are proxies then.";

/** Reports RPyC connections that let the other side do anything. */
export const rpycAllowPickle = defineRule({
  meta: {
    id: "rpyc-allow-pickle",
    title: "RPyC with pickle or full access",
    since: "0.1.0",
    level: "block",
    summary:
      "`allow_pickle` or `allow_all_attrs` switched on in a protocol configuration of RPyC, and the classic mode (`SlaveService`, `ClassicService`, `rpyc.classic`).",
    danger:
      "The other side may then send pickles, or reach every attribute of every object. Whoever can connect runs code with the rights of this process.",
    alternatives: [
      {
        need: "remote calls",
        use: "the default configuration, with `exposed_` methods for what is meant",
        url: "https://rpyc.readthedocs.io/en/latest/docs/security.html",
      },
      NEEDS.messages,
    ],
    bad: 'import rpyc\n\n\ndef connect(host):\n    return rpyc.connect(host, 18861, config={"allow_pickle": True})\n',
    good: "import rpyc\n\n\ndef connect(host):\n    return rpyc.connect(host, 18861)\n",
    safeWhen: "The server listens on this machine only, for processes of the same user.",
    fixes: [{ does: "the setting becomes `False`", caveat: CAVEAT }],
    cves: ["CVE-2026-103041"],
  },
  symbols: [
    ...qualified(["rpyc", "rpyc.core", "rpyc.core.service"], ["SlaveService", "ClassicService"]),
    ...qualified(["rpyc.classic", "rpyc.utils.classic"], ["connect", "ssl_connect", "connect_thread"]),
  ],
  words: ["allow_pickle", "allow_all_attrs"],
  everyUse: (symbol) => `\`${symbol}\` lets the other side run any code.`,
  *check(model) {
    if (!/\brpyc\b/.test(model.tree.text)) return;
    for (const name of ["allow_pickle", "allow_all_attrs"]) {
      for (const { place, verdict } of flagUses(model, name, false)) {
        if (verdict !== "unsafe" || (place.kind !== "entry" && !isDict(model, place.node))) continue;
        yield {
          span: place.node,
          symbol: `rpyc.${name}`,
          message:
            name === "allow_pickle"
              ? "The other side may send pickles, which run code here."
              : "The other side may reach every attribute of every object.",
          fixes: replaceFlag(place.value, "False", CAVEAT),
        };
      }
    }
  },
});

function isDict(model: FileModel, node: SyntaxNode): boolean {
  return node.type === "call" && calleeName(model, node) === "dict";
}
