import type { Level } from "../findings/finding.js";
import type { FileModel } from "../python/file-model.js";
import { positionalArguments } from "../python/call-values.js";
import type { Span, SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";
import { importsOf, type RuleFinding } from "./rule.js";

/** Every `module.name` of the two lists. */
export function qualified(modules: readonly string[], names: readonly string[]): string[] {
  return modules.flatMap((module) => names.map((name) => `${module}.${name}`));
}

/** The uses of these symbols that run them or hand them on; a reference that is only inspected is none. */
export function usesOf(model: FileModel, symbols: ReadonlySet<string>): Use[] {
  return model.uses.filter((use) => use.role !== "inspected" && symbols.has(use.symbol));
}

/** The place to report: the whole call, or the reference where it is passed on uncalled. */
export function placeOf(use: Use): Span {
  return use.call ?? use.node;
}

/** Where a finding about a use is, and what it goes back to. */
export function findingAt(
  use: Use,
): Pick<RuleFinding, "span" | "symbol"> & Required<Pick<RuleFinding, "related">> {
  return { span: placeOf(use), symbol: use.symbol, related: importsOf(use.via) };
}

/** How a message names what happens: `calls`, or `hands on` for a reference. */
export function verbFor(use: Use): string {
  return use.role === "call" ? "" : HANDED_ON[use.role];
}

const HANDED_ON: Readonly<Record<Exclude<Use["role"], "call">, string>> = {
  base: "used as a base class",
  decorator: "used as a decorator",
  argument: "passed on as a callback",
  stored: "kept under another name",
  inspected: "",
};

/** Reports every use of a sink that has no safe form. */
export function* unsafeUses(
  model: FileModel,
  symbols: ReadonlySet<string>,
  message: (symbol: string) => string,
  level?: Level,
): Iterable<RuleFinding> {
  for (const use of usesOf(model, symbols)) {
    const how = verbFor(use);
    yield {
      ...dataFrom(use),
      span: placeOf(use),
      symbol: use.symbol,
      message: how === "" ? message(use.symbol) : `${message(use.symbol)} Here it is ${how}.`,
      related: importsOf(use.via),
      ...(level ? { level } : {}),
    };
  }
}

/** The symbols that an expression can be. */
export function symbolsOf(model: FileModel, node: SyntaxNode | null): string[] {
  const values = node ? model.evaluator.evaluate(node) : [];
  return values.flatMap((value) => (value.kind === "symbol" ? [value.name] : []));
}

/** What a call loads: its first argument. */
export function dataOf(use: Use): SyntaxNode | undefined {
  const argument = use.call ? positionalArguments(use.call)[use.shift] : undefined;
  return argument?.type === "list_splat" ? undefined : argument;
}

/** The same, as the field of a finding. */
export function dataFrom(use: Use): Pick<RuleFinding, "data"> {
  const data = dataOf(use);
  return data ? { data } : {};
}
