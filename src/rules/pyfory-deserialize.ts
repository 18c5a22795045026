import { NEEDS } from "../rule-kit/needs.js";
import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, usesOf } from "../rule-kit/sinks.js";
import { becauseOf, sideOf } from "../rule-kit/versions.js";

const LINE = "0.12.3";
const SINKS = new Set(qualified(["pyfory.Fory()", "pyfury.Fury()"], ["deserialize", "loads"]));

/** Reports a serializer that falls back to pickle. */
export const pyforyDeserialize = defineRule({
  meta: {
    id: "pyfory-deserialize",
    title: "Deserializing with Fory",
    since: "0.1.0",
    level: "warn",
    summary:
      "`deserialize` and `loads` of `pyfory.Fory` and `pyfury.Fury`; where a version before 0.12.3 is allowed by a manifest it blocks.",
    danger:
      "Types without a serializer of their own fall back to pickle. Whoever can write the bytes may run code with the rights of this process.",
    alternatives: [NEEDS.data, NEEDS.messages],
    bad: "import pyfory\n\n\ndef read(data):\n    return pyfory.Fory().deserialize(data)\n",
    good: "import json\n\n\ndef read(data):\n    return json.loads(data)\n",
    safeWhen: "Strict mode with registered types, on pyfory 0.12.3 or later.",
    cves: ["CVE-2025-61622"],
  },
  dependsOnVersion: true,
  symbols: [...SINKS],
  *check(model) {
    for (const use of usesOf(model, SINKS)) {
      const version = sideOf(model, "pyfory", LINE);
      yield {
        ...findingAt(use),
        level: version.side === "below" ? "block" : "warn",
        message: `\`${use.symbol}\` falls back to pickle for types without a serializer. ${becauseOf(version, "pyfory", LINE)}`,
      };
    }
  },
});
