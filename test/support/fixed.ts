import { kindOf } from "../../src/analysis/file-kind.js";
import type { FixChoice } from "../../src/analysis/fix-choice.js";
import { fixText, type FixedText } from "../../src/analysis/fix-text.js";
import { DEFAULT_POLICY } from "../../src/policy/policy.js";
import { availableParsers } from "./parsers.js";

const [parser] = await availableParsers();
if (!parser) throw new Error("no parser");
const { parse } = parser;

/** Everything that can be fixed, outside of tests. */
export const ALL: FixChoice = {
  unsafe: true,
  unsafeInTests: false,
  isWanted: () => true,
  isImportedElsewhere: () => false,
};

/** What is fixed where nobody asks for more. */
export const DEFAULT: FixChoice = { ...ALL, unsafe: false };

/** A text after its fixes. */
export function fixed(text: string, choice: FixChoice = ALL, path = "a.py"): FixedText {
  return fixText(path, kindOf(path), text, { parse, policy: DEFAULT_POLICY }, choice);
}
