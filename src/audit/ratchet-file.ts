import * as v from "valibot";

/** Where a ratchet is kept, if nothing else is said. */
export const RATCHET_PATH = ".no-pickle-ratchet.json";

/** How often a rule may find a symbol in a file. */
export interface RatchetEntry {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly ruleId: string;
  readonly symbol: string;
  /** What is known of each of them wherever it goes: the first digits of its fingerprint, sorted. As many as there are. */
  readonly uses: readonly string[];
}

/** So many digits of a fingerprint tell two uses of a repository apart. */
export const USE_DIGITS = 12;

const file = v.object({
  schemaVersion: v.literal(1),
  entries: v.array(
    v.strictObject({
      path: v.string(),
      rule: v.string(),
      symbol: v.string(),
      uses: v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/))),
    }),
  ),
});

/** Reads a ratchet. Never throws; what is wrong with it is said in one line. */
export function parseRatchet(
  text: string,
):
  | { readonly ok: true; readonly entries: readonly RatchetEntry[] }
  | { readonly ok: false; readonly problem: string } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return {
      ok: false,
      problem: /^[<=>]{7}/m.test(text) ? "it holds the marks of a merge" : "it is no JSON",
    };
  }
  const parsed = v.safeParse(file, content);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = (issue.path ?? []).map(({ key }) => String(key)).join(".");
    return { ok: false, problem: `${place === "" ? "" : `${place}: `}${issue.message}` };
  }
  const entries = parsed.output.entries.map(({ rule, ...entry }) => ({ ...entry, ruleId: rule }));
  return { ok: true, entries };
}

/** The text of a ratchet: an entry a line, sorted, so that changes of different files can be merged. */
export function renderRatchet(entries: readonly RatchetEntry[]): string {
  const lines = sorted(entries)
    .filter(({ uses }) => uses.length > 0)
    .map(({ path, ruleId, symbol, uses }) =>
      JSON.stringify({ path, rule: ruleId, symbol, uses: [...uses].sort() }),
    );
  const list = lines.length === 0 ? "[]" : `[\n    ${lines.join(",\n    ")}\n  ]`;
  return `{\n  "schemaVersion": 1,\n  "entries": ${list}\n}\n`;
}

function sorted(entries: readonly RatchetEntry[]): RatchetEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: [entry.path, entry.ruleId, entry.symbol].join("\n") }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ entry }) => entry);
}
