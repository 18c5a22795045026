import { literal } from "../python/constants.js";
import { identifierText } from "../parse/identifier.js";
import { scopeOf, type FileModel } from "../python/file-model.js";
import { positionalArguments } from "../python/call-values.js";
import { nodesOf } from "../python/nodes-of.js";
import { calleeName, stringsSpelling, valuesNamed } from "../python/shapes.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";

/** A place that sets an environment variable, and the value where it can be read. */
export interface EnvironmentSetting {
  readonly node: SyntaxNode;
  readonly value: string | null;
}

/**
 * Every place that sets the variable: `os.environ["X"] = "1"`, `os.environ.setdefault("X", "1")`, `os.putenv("X", "1")`,
 * entries of dictionaries, which are environments of child processes, and commands that are started with it.
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
  yield* settingsByKey(model).get(name) ?? [];
  yield* inCommands(model, name);
}

/**
 * Constants that are the name of a variable and that the file itself does nothing with: `FLAG = "X"`, at the top or in a class.
 * Another file sets, or reads, the variable by them.
 */
export function* namedForOthers(model: FileModel, name: string): Iterable<SyntaxNode> {
  for (const text of stringsSpelling(model, name)) {
    const assignment = text.parent?.type === "assignment" && text.field === "right" ? text.parent : null;
    const target = assignment ? childOf(assignment, "left") : null;
    if (!assignment || target?.type !== "identifier" || scopeOf(model, target).kind === "function") continue;
    const uses = model.evaluator.identifiersNamed(identifierText(model.tree.text, target));
    if (uses.length === 1) yield assignment;
  }
}

const byKey = new WeakMap<FileModel, ReadonlyMap<string, readonly EnvironmentSetting[]>>();

/** What is set under keys that are not written out where they are used: `os.environ[KEY] = "1"`, `os.environb[b"X"] = b"1"`. */
function settingsByKey(model: FileModel): ReadonlyMap<string, readonly EnvironmentSetting[]> {
  const known = byKey.get(model);
  if (known) return known;
  const found = new Map<string, EnvironmentSetting[]>();
  const add = (key: SyntaxNode, node: SyntaxNode, value: SyntaxNode): void => {
    // These are found by what they spell.
    if (typeof literal(model.tree.text, key) === "string") return;
    for (const one of model.evaluator.evaluate(key)) {
      if (one.kind !== "bytes" && one.kind !== "constant") continue;
      const name = String(one.value);
      const list = found.get(name);
      const setting = { node, value: valueOf(model, value) };
      if (list) list.push(setting);
      else found.set(name, [setting]);
    }
  };
  for (const name of ENVIRONMENTS) {
    for (const identifier of model.evaluator.identifiersNamed(name)) {
      const object = identifier.field === "attribute" ? identifier.parent : identifier;
      const place = object?.field === "value" ? object.parent : null;
      const key = place?.type === "subscript" ? childOf(place, "subscript") : null;
      const assignment = place?.field === "left" ? place.parent : null;
      const value = assignment ? childOf(assignment, "right") : null;
      if (key && assignment && value) add(key, assignment, value);
    }
  }
  for (const name of SETTERS) {
    for (const identifier of model.evaluator.identifiersNamed(name)) {
      const callee = identifier.field === "attribute" ? identifier.parent : identifier;
      const call = callee?.field === "function" ? callee.parent : null;
      const [key, value] = call?.type === "call" ? positionalArguments(call) : [];
      if (call && key && value) add(key, call, value);
    }
  }
  byKey.set(model, found);
  return found;
}

const ENVIRONMENTS = ["environ", "environb"];
const SETTERS = ["setdefault", "putenv", "setenv"];
const STARTING =
  /^(?:system|popen|run|call|check_call|check_output|Popen|getoutput|create_subprocess_shell|BashOperator)$/;

/** Commands that set it for what they start: `os.system("X=1 python train.py")`. */
function* inCommands(model: FileModel, name: string): Iterable<EnvironmentSetting> {
  if (!model.tree.text.includes(`${name}=`)) return;
  const setting = new RegExp(`(?:^|[\\s;&|])${name}=["']?([^\\s"';&|]*)`);
  for (const node of nodesOf(model.tree, "string")) {
    const text = literal(model.tree.text, node);
    const [, value] = typeof text === "string" ? (setting.exec(text) ?? []) : [];
    const list = node.parent?.type === "list" ? node.parent : node;
    const given = list.parent?.type === "keyword_argument" ? list.parent : list;
    const call = given.parent?.type === "argument_list" ? given.parent.parent : null;
    if (value === undefined || call?.type !== "call" || !STARTING.test(calleeName(model, call))) continue;
    yield { node: call, value };
  }
}

function valueOf(model: FileModel, node: SyntaxNode): string | null {
  const [value] = model.evaluator.evaluate(node);
  if (value?.kind === "constant" || value?.kind === "bytes") return String(value.value);
  const plain = literal(model.tree.text, node);
  return plain === undefined ? null : String(plain);
}
