import { dottedText, identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxTree, type SyntaxNode } from "../parse/syntax-tree.js";
import type { ImportedPaths } from "./imported-paths.js";
import type { KnownNames } from "./known-names.js";
import { nodesOf } from "./nodes-of.js";
import type { Binding } from "./scope.js";

/**
 * The members that a class may inherit from one of another file through which something can be reached: by name, those that
 * are read of `self` and `cls`.
 */
export function inheritedNames(
  tree: SyntaxTree,
  bindings: readonly Binding[],
  known: KnownNames,
  identifiersNamed: (name: string) => readonly SyntaxNode[],
): readonly string[] {
  const { project } = known;
  if (!project) return [];
  const isBase = ({ name, to }: Binding): boolean =>
    to.kind === "member" &&
    project.leads(to.module, [to.name]) &&
    identifiersNamed(name).some(
      ({ parent, field }) => parent?.field === "superclasses" || field === "superclasses",
    );
  if (!bindings.some(isBase)) return [];
  return [...project.wrapperNames()].filter((name) =>
    identifiersNamed(name).some(({ parent, field }) => {
      const object = parent?.type === "attribute" && field === "attribute" ? childOf(parent, "object") : null;
      return object?.type === "identifier" && /^(?:self|cls)$/.test(identifierText(tree.text, object));
    }),
  );
}

/** The members that a class may inherit from one of a library and that the rules know: `load` in a class built on `aiohttp.CookieJar`. */
export function inheritedFromLibraries(
  tree: SyntaxTree,
  imports: ImportedPaths,
  known: KnownNames,
): readonly string[] {
  const bases = new Set<string>();
  for (const node of nodesOf(tree, "argument_list")) {
    if (node.field !== "superclasses") continue;
    for (const base of node.children) {
      const [root = "", ...members] = dottedText(tree.text, base).split(".");
      for (const path of imports.librariesOf(root) ?? []) bases.add([path, ...members].join("."));
    }
  }
  // Where anything at all leads on, the class itself is what the rules know.
  const leading = [...bases].filter((base) => known.leads(base) && !known.leads(`${base}().${NO_MEMBER}`));
  if (leading.length === 0) return [];
  const members = new Set<string>();
  for (const node of nodesOf(tree, "attribute")) {
    const member = childOf(node, "attribute");
    if (member) members.add(identifierText(tree.text, member));
  }
  return [...members].filter((member) => leading.some((base) => known.leads(`${base}().${member}`)));
}

const NO_MEMBER = "__no_member__";
