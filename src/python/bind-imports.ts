import type { Bind } from "./bind-targets.js";
import { dottedText, identifierText } from "../parse/identifier.js";
import type { Scope } from "./scope.js";
import { childOf, childrenOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** Binds the names of `import` and `from ... import` statements. */
export function bindImport(text: string, node: SyntaxNode, scope: Scope, bind: Bind): void {
  if (node.type === "import_statement") {
    for (const name of childrenOf(node, "name")) {
      const { path, alias } = importedName(text, name);
      const bound = alias ?? path.split(".")[0] ?? path;
      bind(bound, { kind: "module", module: alias === null ? bound : path }, node, node.end);
    }
    return;
  }
  const moduleNode = childOf(node, "module_name");
  const module = moduleNode ? dottedText(text, moduleNode) : "";
  if (node.children.some((child) => child.type === "wildcard_import")) scope.stars.push(module);
  for (const name of childrenOf(node, "name")) {
    const { path, alias } = importedName(text, name);
    bind(alias ?? path, { kind: "member", module, name: path }, node, node.end);
  }
}

/** The dotted path an import names and what it is called afterwards (null: the same). */
export function importedName(
  text: string,
  name: SyntaxNode,
): { readonly path: string; readonly alias: string | null } {
  if (name.type !== "aliased_import") return { path: dottedText(text, name), alias: null };
  const path = childOf(name, "name");
  const alias = childOf(name, "alias");
  return {
    path: path ? dottedText(text, path) : "",
    alias: alias ? identifierText(text, alias) : null,
  };
}
