import { identifierText } from "../parse/identifier.js";
import { nodesOf } from "./nodes-of.js";
import { childOf, type SyntaxNode, type SyntaxTree } from "../parse/syntax-tree.js";

/** Tells which classes of a file are built, in some steps, on one of a name. Bases are found by name. */
export function subclassesIn(tree: SyntaxTree): (name: string) => readonly SyntaxNode[] {
  let direct: ReadonlyMap<string, readonly SyntaxNode[]> | undefined;
  const known = new Map<string, readonly SyntaxNode[]>();
  return (name) => {
    let found = known.get(name);
    if (!found) {
      direct ??= directSubclasses(tree);
      found = [...allBelow(tree, direct, name)];
      known.set(name, found);
    }
    return found;
  };
}

/** How many subclasses of one class are told. */
const MAX_SUBCLASSES = 50;

function allBelow(
  tree: SyntaxTree,
  direct: ReadonlyMap<string, readonly SyntaxNode[]>,
  name: string,
): ReadonlySet<SyntaxNode> {
  const below = new Set(direct.get(name));
  for (const definition of below) {
    if (below.size > MAX_SUBCLASSES) break;
    const own = childOf(definition, "name");
    for (const one of (own && direct.get(identifierText(tree.text, own))) ?? []) below.add(one);
  }
  return below;
}

function directSubclasses(tree: SyntaxTree): ReadonlyMap<string, readonly SyntaxNode[]> {
  const direct = new Map<string, SyntaxNode[]>();
  for (const definition of nodesOf(tree, "class_definition")) {
    for (const base of childOf(definition, "superclasses")?.children ?? []) {
      const name = base.type === "attribute" ? childOf(base, "attribute") : base;
      if (name?.type !== "identifier") continue;
      const text = identifierText(tree.text, name);
      const list = direct.get(text);
      if (list) list.push(definition);
      else direct.set(text, [definition]);
    }
  }
  return direct;
}
