import { toJsonSchema } from "@valibot/to-json-schema";

import { policySchema } from "../src/policy/policy-schema.js";
import { RULE_IDS } from "../src/rules/registry.js";

/** Where editors find the schema. */
const ID = "https://raw.githubusercontent.com/no-pickle/no-pickle/main/docs/no-pickle.schema.json";

interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** The JSON Schema of `.github/no-pickle.yml`, for editors: the shape that the parser checks, and the ids of the rules. */
export function policyJsonSchema(): JsonSchema {
  // Trimming is no matter of a schema.
  const schema = toJsonSchema(policySchema, { ignoreActions: ["trim"] }) as JsonSchema;
  const names = { enum: RULE_IDS };
  const { rules, overrides, waivers } = schema.properties ?? {};
  if (rules) rules["propertyNames"] = names;
  const inOverride = overrides?.items?.properties?.["rules"];
  if (inOverride) inOverride["propertyNames"] = names;
  const inWaiver = waivers?.items?.properties?.["rule"];
  if (inWaiver) inWaiver["enum"] = RULE_IDS;
  const { $schema, ...rest } = schema;
  return { $schema, $id: ID, title: "no-pickle policy", ...rest };
}
