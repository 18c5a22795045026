import type { Level } from "../../src/findings/finding.js";

/** What a fixture says of one line: `# expect: rule-id(level), rule-id`. Lines are 1-based. */
export interface Expectation {
  readonly line: number;
  readonly ruleId: string;
  readonly level: Level | null;
}

/** Reads the expectations out of a fixture. */
export function expectationsOf(text: string): Expectation[] {
  return text.split("\n").flatMap((line, index) => {
    const list = /# expect: (.+)$/.exec(line)?.[1] ?? "";
    return list
      .split(",")
      .map((item) => /^\s*([a-z0-9-]+)(?:\((block|warn|note)\))?\s*$/.exec(item))
      .filter((match) => match !== null)
      .map((match) => ({
        line: index + 1,
        ruleId: match[1] ?? "",
        level: (match[2] ?? null) as Level | null,
      }));
  });
}
