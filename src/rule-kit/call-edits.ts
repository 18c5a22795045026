import { childOf, type Span, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Edit, FixCandidate } from "./rule.js";

/** One edit as the way to repair a finding; none where it cannot be made. */
export function fixBy(edit: Edit | null, caveat: string | null): FixCandidate[] {
  return edit ? [{ edits: [edit], caveat }] : [];
}

/** The same fix, said to refuse nothing but what could run code. */
export function refusingOnlyCode(fix: FixCandidate): FixCandidate {
  return { ...fix, refusesOnlyCode: true };
}

/** What the message of a finding says of a fix that changes more than its line, which cannot be suggested beside it. */
export function saidOf(fixes: readonly FixCandidate[], does: string): string {
  const [fix] = fixes;
  return fix ? ` \`no-pickle fix --unsafe\` ${does}. ${fix.caveat ?? ""}`.trimEnd() : "";
}

/** Whether the call passes nothing through `*args` or `**kwargs`. */
export function isPlainCall(call: SyntaxNode): boolean {
  const list = childOf(call, "arguments");
  return (
    list?.type === "argument_list" &&
    list.children.every((child) => child.type !== "list_splat" && child.type !== "dictionary_splat")
  );
}

/** Adds an argument after the last one: on a line of its own, where the others are written so. */
export function appendArgument(text: string, call: SyntaxNode, argument: string): Edit | null {
  const list = childOf(call, "arguments");
  const last = list?.children.at(-1);
  if (list?.type !== "argument_list" || !last) return null;
  const isListed = list.children.length > 1 || text.slice(last.end, list.end).includes(",");
  const isOnLines = isListed && list.children.every((one) => lineIndent(text, one) !== null);
  const separator = isOnLines ? `\n${lineIndent(text, last) ?? ""}` : " ";
  return { span: { start: last.end, end: last.end }, text: `,${separator}${argument}` };
}

/** What a line begins with, where the node is the first on it; else null. */
export function lineIndent(text: string, { start }: SyntaxNode): string | null {
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return /^[ \t]*$/.test(indent) ? indent : null;
}

/** Takes an argument away, by its value, with the comma before it; null for the first. */
export function removeArgument(call: SyntaxNode, value: SyntaxNode): Edit | null {
  const argument = value.parent?.type === "keyword_argument" ? value.parent : value;
  const siblings = childOf(call, "arguments")?.children ?? [];
  const before = siblings[siblings.indexOf(argument) - 1];
  return before ? { span: { start: before.end, end: argument.end }, text: "" } : null;
}

/** Replaces the last name of a dotted reference: `yaml.load` becomes `yaml.safe_load`; null for anything else. */
export function renameMember(node: SyntaxNode, name: string): Edit | null {
  const member = node.type === "attribute" ? childOf(node, "attribute") : null;
  return member ? { span: member, text: name } : null;
}

/** Takes away a call that is a statement, with its line: null where it is not one, or the only one of its block. */
export function removeStatement(text: string, call: Span | SyntaxNode): Edit | null {
  const statement = "type" in call && call.type === "call" ? call.parent : null;
  const isOne = statement?.type === "expression_statement" && statement.children.length === 1;
  if (!isOne || (statement.parent?.children.length ?? 0) < 2) return null;
  const indent = lineIndent(text, statement);
  const feed = text.indexOf("\n", statement.end);
  const end = feed === -1 ? text.length : feed + 1;
  if (indent === null || text.slice(statement.end, end).trim() !== "") return null;
  return { span: { start: statement.start - indent.length, end }, text: "" };
}
