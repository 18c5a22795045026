import { NO_FLOORS } from "../../src/dependencies/floor.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../../src/parse/syntax-tree.js";
import { buildFileModel, type FileModel } from "../../src/python/file-model.js";
import { nodesOf } from "../../src/python/nodes-of.js";
import { calleeName } from "../../src/python/shapes.js";
import type { Value } from "../../src/python/value.js";
import { availableParsers } from "./parsers.js";

const [parser] = await availableParsers();

/** The tree of a text. */
export function treeOf(text: string): SyntaxTree {
  const parsed = parser?.parse(text);
  if (!parsed?.ok) throw new Error(parsed?.problem ?? "no parser");
  return parsed.tree;
}

/** The model of a text to which no module is known. */
export function modelOf(text: string): FileModel {
  const known = { modules: new Set<string>(), symbols: new Set<string>() };
  const same = (name: string): string => name;
  return buildFileModel(
    treeOf(text),
    { ...known, leads: () => true, makes: () => true, canonical: same, reexported: same },
    { path: "a.py", floors: NO_FLOORS },
  );
}

/** The call of `use(...)` in a text: marks what a test asks about. */
export function useIn(model: FileModel): { readonly call: SyntaxNode; readonly argument: SyntaxNode } {
  const call = nodesOf(model.tree, "call").find((one) => calleeName(model, one) === "use");
  const argument = call ? childOf(call, "arguments")?.children[0] : undefined;
  if (!call || !argument) throw new Error("nothing is used");
  return { call, argument };
}

/** A value in one word: a constant as JSON, `b"bytes"`, `pickle.loads`, `?`, `read_*` for a text that is known in part. */
export function shown(value: Value): string {
  if (value.kind === "constant") return JSON.stringify(value.value);
  if (value.kind === "bytes") return `b${JSON.stringify(value.value)}`;
  if (value.kind === "partial") return `partial ${shown(value.callee)}`;
  if (value.kind === "unknown" && value.parts) return value.parts.map((part) => part ?? "*").join("");
  return "name" in value ? value.name : value.kind === "unknown" ? "?" : value.kind;
}
