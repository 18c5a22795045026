import { scopeOf, type FileModel } from "../python/file-model.js";
import { constantOf } from "../python/fold.js";
import { childOf, contains, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Use } from "../python/uses.js";

/**
 * Whether a signature check stands between the function's start and the node: the node is inside
 * `if hmac.compare_digest(...)`, or after `if not hmac.compare_digest(...): raise`.
 * That moves trust to the key; it does not make the load harmless.
 */
export function afterSignatureCheck(model: FileModel, node: SyntaxNode): boolean {
  const scope = scopeOf(model, node);
  return checksOf(model).some((use) => {
    if (use.node.start > node.start) return false;
    if (scopeOf(model, use.node) !== scope) return false;
    return guards(use.node, node);
  });
}

const MAX_CHECKS = 200;
const checksByModel = new WeakMap<FileModel, readonly Use[]>();

function checksOf(model: FileModel): readonly Use[] {
  let checks = checksByModel.get(model);
  if (!checks) {
    checks = model.uses.filter(
      ({ role, symbol, call }) =>
        role === "call" && CHECKS.has(symbol) && call !== null && isOfSomething(model, call),
    );
    // No honest file has so many; to compare each load with each of them would take for ever.
    if (checks.length > MAX_CHECKS) checks = [];
    checksByModel.set(model, checks);
  }
  return checks;
}

/** A comparison with something that is not written out: two literals prove nothing of the bytes. */
function isOfSomething(model: FileModel, call: SyntaxNode): boolean {
  const given = childOf(call, "arguments")?.children ?? [];
  return given.some(
    (argument) => constantOf(model.evaluator, childOf(argument, "value") ?? argument) === undefined,
  );
}

const CHECKS: ReadonlySet<string> = new Set(["hmac.compare_digest", "secrets.compare_digest"]);

function guards(check: SyntaxNode, node: SyntaxNode): boolean {
  let negated = false;
  for (let current: SyntaxNode | null = check; current; current = current.parent) {
    if (current.type === "not_operator") negated = !negated;
    if (current.type === "boolean_operator") return false;
    if (current.type !== "if_statement") continue;
    const condition = childOf(current, "condition");
    const body = childOf(current, "consequence");
    if (!condition || !body || !contains(condition, check)) return false;
    if (!negated) return contains(body, node);
    const last = body.children.at(-1)?.type;
    const leaves = last === "raise_statement" || last === "return_statement";
    const block = current.parent;
    return leaves && block !== null && contains(block, node) && node.start >= current.end;
  }
  return false;
}
