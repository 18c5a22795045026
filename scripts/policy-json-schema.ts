import { toJsonSchema } from "@valibot/to-json-schema";

import { policySchema } from "../src/policy/policy.js";

/** Its name; it is no address, and editors are given the file. */
const ID = "urn:no-pickle:policy";

/** The JSON Schema of `.github/no-pickle.yml`, for editors: what the parser accepts. */
export function policyJsonSchema(): object {
  // What becomes of the values afterwards is no matter of a schema.
  const { $schema, ...rest } = toJsonSchema(policySchema, { ignoreActions: ["trim", "transform"] });
  return { $schema, $id: ID, title: "no-pickle policy", ...rest };
}
