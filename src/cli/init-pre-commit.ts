import { isDeepStrictEqual } from "node:util";

import { isMap, isSeq, parseDocument } from "yaml";

/** Where pre-commit looks for its settings. */
export const PRE_COMMIT_PATH = ".pre-commit-config.yaml";

/** What becomes of the settings: the new bytes, or why they are left as they are. */
export type WithHook =
  | { readonly kind: "changed"; readonly bytes: Buffer }
  | { readonly kind: "present" }
  /** The entry has to be put there by hand. */
  | { readonly kind: "unclear"; readonly why: string };

/**
 * Adds the hook to the settings of pre-commit, at the end of its list. All other bytes stay as they are, which is checked:
 * where the result does not read as the settings with one more entry, nothing is changed.
 * @param bytes the file as it is; null where there is none
 * @param hook the entry, from `hookText`
 */
export function withHook(bytes: Buffer | null, hook: string): WithHook {
  if (bytes === null) return { kind: "changed", bytes: Buffer.from(`repos:\n${indented(hook, 2, "\n")}`) };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { kind: "unclear", why: "it is not UTF-8" };
  }
  const before = parseDocument(text, { logLevel: "error" });
  const [error] = before.errors;
  if (error)
    return { kind: "unclear", why: `line ${String(error.linePos?.[0].line ?? 1)} is not valid YAML` };
  const settings = plain(text);
  const repos = isMap(before.contents) ? before.contents.get("repos", true) : null;
  const entries = listOf(settings?.["repos"]);
  if (entries === null || !isSeq(repos)) return { kind: "unclear", why: "it has no list repos" };
  if (entries.some(hasHook)) return { kind: "present" };
  const [start = 0] = repos.range ?? [];
  const end = repos.items
    .map((item) => (item as { range?: [number, number, number] }).range?.[1] ?? 0)
    .at(-1);
  if (repos.flow === true || end === undefined)
    return { kind: "unclear", why: "its list repos is not written one entry a line" };
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const at = lineAfter(text, end);
  const gap = at > 0 && text[at - 1] !== "\n" ? newline : "";
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const changed = `${text.slice(0, at)}${gap}${indented(hook, column, newline)}${text.slice(at)}`;
  const wanted = {
    ...settings,
    repos: [
      ...entries,
      ...(listOf(
        plain(`repos:
${hook}`)?.["repos"],
      ) ?? []),
    ],
  };
  return isDeepStrictEqual(plain(changed), wanted)
    ? { kind: "changed", bytes: Buffer.from(changed) }
    : { kind: "unclear", why: "its list repos is written in a way that an entry cannot be added to" };
}

/**
 * The entry for pre-commit.
 * @param installs what pre-commit is to install for it: a wheel, a package for npm, a requirement; null takes the command
 * that is on the PATH
 */
export function hookText(installs: string | null): string {
  const language =
    installs === null
      ? ["language: system # the no-pickle of the PATH: whoever commits needs it there"]
      : [
          `language: ${installs.endsWith(".tgz") ? "node" : "python"}`,
          `additional_dependencies: [${JSON.stringify(installs)}]`,
        ];
  return [
    "- repo: local",
    "  hooks:",
    "    - id: no-pickle",
    "      name: no-pickle",
    "      entry: no-pickle diff --staged",
    ...language.map((line) => `      ${line}`),
    "      pass_filenames: false",
    "",
  ].join("\n");
}

function indented(hook: string, column: number, newline: string): string {
  return hook.replace(/^(?=.)/gm, " ".repeat(column)).replaceAll("\n", newline);
}

/** Where the line ends that a place is in, behind its line feed; the place itself where it is the start of one. */
function lineAfter(text: string, place: number): number {
  if (text[place - 1] === "\n") return place;
  const feed = text.indexOf("\n", place);
  return feed === -1 ? text.length : feed + 1;
}

/** A mapping as plain values; null where the text is none. */
function plain(text: string): Record<string, unknown> | null {
  try {
    const document = parseDocument(text, { logLevel: "error" });
    const value: unknown = document.errors.length > 0 ? null : document.toJS();
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    // More aliases than anybody writes.
    return null;
  }
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? (value as readonly unknown[]) : null;
}

function hasHook(repository: unknown): boolean {
  const { hooks } = (repository ?? {}) as { readonly hooks?: unknown };
  return (listOf(hooks) ?? []).some((hook) => {
    const { id, entry } = (hook ?? {}) as { readonly id?: unknown; readonly entry?: unknown };
    return /^no-pickle(?:$|-)/.test(String(id)) || /(?:^|[\s/])no-pickle\s/.test(String(entry));
  });
}
