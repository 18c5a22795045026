import { literal } from "../python/constants.js";
import type { FileModel } from "../python/file-model.js";
import { stringsSpelling, valuesNamed } from "../python/shapes.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** A place that sets an environment variable, and the value where it can be read. */
export interface EnvironmentSetting {
  readonly node: SyntaxNode;
  readonly value: string | null;
}

/**
 * Every place that sets the variable: `os.environ["X"] = "1"`, `os.environ.setdefault("X", "1")`, `os.putenv("X", "1")`,
 * and entries of dictionaries, which are environments of child processes.
 */
export function* environmentFlags(model: FileModel, name: string): Iterable<EnvironmentSetting> {
  for (const place of valuesNamed(model, name)) {
    if (place.kind !== "variable") yield { node: place.node, value: valueOf(model, place.value) };
  }
  for (const key of stringsSpelling(model, name)) {
    const call =
      key.parent?.type === "argument_list" && key.parent.children[0] === key ? key.parent.parent : null;
    const callee = call ? childOf(call, "function") : null;
    const value = key.parent?.children[1];
    if (!call || !callee || !value) continue;
    if (!/\b(?:setdefault|putenv|setenv)$/.test(model.tree.text.slice(callee.start, callee.end))) continue;
    yield { node: call, value: valueOf(model, value) };
  }
}

function valueOf(model: FileModel, node: SyntaxNode): string | null {
  const [value] = model.evaluator.evaluate(node);
  if (value?.kind === "constant") return String(value.value);
  const plain = literal(model.tree.text, node);
  return plain === undefined ? null : String(plain);
}
