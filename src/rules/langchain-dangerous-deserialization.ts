import { flagUses, optionSign } from "../rule-kit/flags.js";
import { defineRule } from "../rule-kit/define-rule.js";

/** Reports the flag that lets LangChain's stores unpickle. */
export const langchainDangerousDeserialization = defineRule({
  meta: {
    id: "langchain-dangerous-deserialization",
    title: "Allowing LangChain to unpickle",
    since: "0.1.0",
    level: "block",
    summary:
      "`allow_dangerous_deserialization=True` for any call, in a dictionary of arguments, as a default, or set on an object.",
    danger:
      "The index is loaded together with a pickle that lies beside it. Whoever can write that folder runs code with the rights of this process.",
    alternatives: [
      {
        need: "a vector store",
        use: "a store with a server or a data format: pgvector, Qdrant, Chroma; or rebuild the index from its texts",
        url: "https://python.langchain.com/docs/integrations/vectorstores/",
      },
    ],
    bad: "from langchain_community.vectorstores import FAISS\n\n\ndef restore(path, embeddings):\n    return FAISS.load_local(path, embeddings, allow_dangerous_deserialization=True)\n",
    good: "from langchain_community.vectorstores import FAISS\n\n\ndef build(texts, embeddings):\n    return FAISS.from_texts(texts, embeddings)\n",
    safeWhen: "Only this program writes the folder.",
    cves: ["CVE-2024-5998"],
  },
  words: ["allow_dangerous_deserialization"],
  signs: [optionSign("allow_dangerous_deserialization")],
  *check(model) {
    for (const { place, verdict } of flagUses(model, "allow_dangerous_deserialization", false)) {
      if (verdict === "safe") continue;
      yield {
        span: place.node,
        symbol: "allow_dangerous_deserialization",
        level: verdict === "unsafe" ? "block" : "warn",
        message:
          verdict === "unsafe"
            ? "This lets the store unpickle what lies beside the index."
            : "Whether `allow_dangerous_deserialization` is on here cannot be read. If it can be, the store unpickles.",
      };
    }
  },
});
