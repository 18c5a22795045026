import { RULES } from "../rules/registry.js";
import { wordFinder } from "./words-in.js";

/** Whether the name of a setting that a rule looks for stands in a document, also with hyphens. */
export function mayNameSetting(text: string): boolean {
  return settings.inText(text).words.size > 0 || HYPHENED.test(text);
}

/** Of the words of signs those that look like names of settings. */
const SETTINGS: ReadonlySet<string> = new Set([
  ...RULES.flatMap((rule) => rule.words ?? []),
  ...RULES.flatMap((rule) => rule.signs ?? []).flatMap(({ words = [] }) =>
    words.filter((word) =>
      /^[A-Z][A-Z_]{5,}$|^(?:weights_only|allow_pickle|safe_mode|_target_|\w+_serializer)$/.test(word),
    ),
  ),
]);
const settings = wordFinder(SETTINGS);
const HYPHENED = new RegExp(
  [...SETTINGS]
    .filter((word) => /^[a-z]+(?:_[a-z]+)+$/.test(word))
    .map((word) => word.replaceAll("_", "-"))
    .join("|"),
);
