import { defineRule } from "../rule-kit/define-rule.js";
import { findingAt, qualified, unsafeUses, usesOf } from "../rule-kit/sinks.js";

const TYPES = new Set([
  ...qualified(["sqlalchemy", "sqlalchemy.types", "sqlalchemy.sql.sqltypes"], ["PickleType"]),
  ...qualified(["picklefield", "picklefield.fields"], ["PickledObjectField"]),
]);
const LOADS = new Set(["sqlalchemy.ext.serializer.loads"]);

/** Reports columns and queries that are unpickled. */
export const sqlalchemyPickleType = defineRule({
  meta: {
    id: "sqlalchemy-pickle-type",
    title: "Database columns that hold pickles",
    since: "0.1.0",
    level: "warn",
    summary: "`sqlalchemy.PickleType` and `PickledObjectField`; `sqlalchemy.ext.serializer.loads` blocks.",
    danger:
      "The column is unpickled on every read. Whoever can write to the table, by an injection say, runs code with the rights of this process.",
    alternatives: [
      {
        need: "structured columns",
        use: "`sqlalchemy.JSON`, `JSONB`, or `models.JSONField` of Django",
        url: "https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.JSON",
      },
    ],
    bad: "from sqlalchemy import Column, PickleType\n\nextra = Column(PickleType)\n",
    good: "from sqlalchemy import JSON, Column\n\nextra = Column(JSON)\n",
    safeWhen: "Nobody but this program can write to the database.",
  },
  symbols: [...TYPES, ...LOADS],
  *check(model) {
    for (const use of usesOf(model, TYPES)) {
      if (use.role === "base") continue;
      yield {
        ...findingAt(use),
        message: "This column is unpickled whenever a row is read.",
      };
    }
    yield* unsafeUses(model, LOADS, (symbol) => `\`${symbol}\` unpickles the query it is given.`, "block");
  },
});
