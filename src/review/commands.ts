import { isDate } from "../policy/apply-waivers.js";

/** What somebody asks of no-pickle in a comment. */
export type Command =
  | { readonly kind: "accept"; readonly reason: string; readonly until: string | null }
  /** An accept that says `until`, but no day of the calendar. */
  | { readonly kind: "accept-bad-date"; readonly date: string }
  | { readonly kind: "recheck" }
  | { readonly kind: "explain"; readonly rule: string }
  | { readonly kind: "help" }
  | { readonly kind: "unknown"; readonly word: string };

/** The most commands of one comment that are looked at. */
const MAX_COMMANDS = 10;
/** The most characters of a word that are said again: what GitHub takes as a comment is not endless. */
const MAX_WORD = 80;

/**
 * The commands of a comment: lines that begin with `/no-pickle`. What stands in a quote, in code, or in an HTML comment
 * is none.
 */
export function parseCommands(body: string): Command[] {
  const commands: Command[] = [];
  if (!body.includes("/no-pickle")) return commands;
  let fence: string | null = null;
  for (const line of body.replace(/<!--[\s\S]*?(?:-->|$)/g, "").split(/\r\n|\r|\n/)) {
    const [, run = "", rest = ""] = /^ {0,3}(`{3,}|~{3,})([^]*)/.exec(line) ?? [];
    if (fence !== null) {
      if (run.startsWith(fence) && rest.trim() === "") fence = null;
      continue;
    }
    if (run !== "" && !(run.startsWith("`") && rest.includes("`"))) {
      fence = run;
      continue;
    }
    const command = /^ {0,3}\/no-pickle(?![\w-])(.*)$/i.exec(line);
    if (command) commands.push(commandOf((command[1] ?? "").trim()));
    if (commands.length === MAX_COMMANDS) break;
  }
  return commands;
}

function commandOf(text: string): Command {
  const [, word = "", rest = ""] = /^(\S*)\s*([^]*)/.exec(text) ?? [];
  switch (word.toLowerCase().replace(/:$/, "")) {
    case "accept":
      return acceptOf(rest);
    case "recheck":
      return { kind: "recheck" };
    case "explain":
      return { kind: "explain", rule: rest.replace(/^`|`$/g, "").slice(0, MAX_WORD) };
    case "help":
    case "":
      return { kind: "help" };
    default:
      return { kind: "unknown", word: word.slice(0, MAX_WORD) };
  }
}

/** `accept [until YYYY-MM-DD] reason`. A word after `until` that holds a digit is meant as a date. */
function acceptOf(text: string): Command {
  const [, word = "", reason = ""] = /^until:?\s+(\S+)(?:\s+([^]*))?$/i.exec(text) ?? [];
  if (!/\d/.test(word)) return { kind: "accept", reason: text, until: null };
  const date = word.replace(/[,:;.]$/, "");
  return isDate(date)
    ? { kind: "accept", reason, until: date }
    : { kind: "accept-bad-date", date: date.slice(0, MAX_WORD) };
}
