import { identifierText } from "../parse/identifier.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { lookUp } from "../python/reaching.js";
import { calleeName } from "../python/shapes.js";

const MAX_STEPS = 200;
/** How many parts of an expression are looked at. */
const MAX_PARTS = 20;
/** What declares an option of a command line: of argparse, optparse, click and typer. */
const DECLARING = /^(?:add_argument|add_option|make_option|option|argument|Option|Argument)$/;
/** The same in a text. */
export const DECLARES_OPTION =
  /\b(?:add_argument|add_option|make_option|option|argument|Option|Argument)\b[\s\\]*[(#]/;
const CALLED_WITH_VALUE = /^(?:type|callback|parser)$/;

/** Whether something is called with each value of an option: `add_argument("--x", type=eval)`. */
export function isCalledByOption(model: FileModel, node: SyntaxNode): boolean {
  const keyword = node.parent?.type === "keyword_argument" && node.field === "value" ? node.parent : null;
  const name = keyword && childOf(keyword, "name");
  const call = keyword?.parent?.parent;
  return (
    name?.type === "identifier" &&
    CALLED_WITH_VALUE.test(identifierText(model.tree.text, name)) &&
    call?.type === "call" &&
    DECLARING.test(calleeName(model, call))
  );
}

/** Whether an expression is made of what the command line hands to the function around it, which an option names. */
export function isOptionValue(model: FileModel, expression: SyntaxNode): boolean {
  const parts: SyntaxNode[] = [expression];
  for (let at = 0; at < parts.length && at < MAX_PARTS; at++) {
    const part = parts[at];
    if (!part) break;
    if (part.type === "identifier" && isOptionParameter(model, part)) return true;
    parts.push(...part.children.slice(0, MAX_PARTS));
  }
  return false;
}

function isOptionParameter(model: FileModel, node: SyntaxNode): boolean {
  const name = identifierText(model.tree.text, node);
  const found = lookUp(name, node, scopeOf(model, node), { left: MAX_STEPS });
  if (found.kind === "unbound") return false;
  return found.bindings.some((binding) => {
    const definition = binding.to.kind === "parameter" ? ancestorOf(binding.node, FUNCTIONS) : null;
    if (!definition) return false;
    if (definition.type === "lambda") return isCalledByOption(model, definition);
    const own = childOf(definition, "name");
    if (!own) return false;
    const named = identifierText(model.tree.text, own);
    return named === "__call__"
      ? isAction(model, definition)
      : model.evaluator
          .identifiersNamed(named)
          .slice(0, MAX_STEPS)
          .some((use) => isCalledByOption(model, use));
  });
}

const FUNCTIONS: ReadonlySet<NodeKind> = new Set<NodeKind>(["function_definition", "lambda"]);
const CLASSES: ReadonlySet<NodeKind> = new Set<NodeKind>(["class_definition"]);

/** Whether it is a method of a class that argparse calls with the values of an option. */
function isAction(model: FileModel, method: SyntaxNode): boolean {
  const around = ancestorOf(method, CLASSES);
  const bases = around && childOf(around, "superclasses");
  return (
    bases !== null &&
    /\b(?:argparse\.)?Action\b/.test(
      model.tree.text.slice(bases.start, Math.min(bases.end, bases.start + 200)),
    )
  );
}
