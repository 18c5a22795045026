import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { nodesOf } from "../python/nodes-of.js";
import type { Use } from "../python/uses.js";
import { importEdits, importNear } from "./import-edits.js";
import { PICKLE_MODULES } from "./pickle-modules.js";
import { isPlainData } from "./plain-data.js";
import { isReplacedHere } from "./replaced.js";
import type { Edit, FixCandidate } from "./rule.js";
import { qualified } from "./sinks.js";
import { openedAs, storedFile, type Access } from "./stored-here.js";

/** What is different where a file becomes JSON. */
export const JSON_FROM_NOW =
  "Files that exist are pickles and are not read any more: convert them, or let them be made again. So must whatever else reads or writes this file.";

const LOADS = new Set(qualified(PICKLE_MODULES, ["load", "_load"]));
const DUMPS = new Set(qualified(PICKLE_MODULES, ["dump", "_dump"]));

/**
 * Where a file is written and read here, and all that is written to it is plain data: both ends become `json`, opened as text.
 * One that is called `.pkl` is called `.json` then.
 */
export function jsonFixes(model: FileModel, use: Use): FixCandidate[] {
  if (!use.call || use.shift !== 0 || !LOADS.has(use.symbol)) return [];
  const accesses = accessesIn(model);
  if (accesses.length > MAX_ACCESSES) return [];
  const reading = accesses.find(({ call }) => call === use.call);
  const stored = reading ? storedFile(model, accesses, reading) : null;
  if (!stored?.writes.every(({ value }) => isPlainData(model, value))) return [];
  if (!stored.reads.every(({ call }) => expectsNoPickle(model, call))) return [];
  if (isReplacedHere(model, [...LOADS, ...DUMPS])) return [];
  const near = importNear(model, use.node, use.via);
  const imports = near ? importEdits(model, near, { module: "json", name: null }, use.call) : null;
  const renamed = stored.renamed(".json");
  if (!imports || !renamed) return [];
  const edits = [...stored.writes, ...stored.reads].flatMap((one) => editsOf(model, one));
  return [{ edits: [...edits, ...renamed, ...imports], caveat: JSON_FROM_NOW, isWide: true }];
}

/** A file with more of them is left to a person. */
const MAX_ACCESSES = 50;

const known = new WeakMap<FileModel, readonly Access[]>();

/** All calls of the file that pickle to a file, or unpickle from one, which is opened for that alone. */
function accessesIn(model: FileModel): readonly Access[] {
  const before = known.get(model);
  if (before) return before;
  const found = model.uses.flatMap(({ role, call, shift, symbol }): Access[] => {
    const isLoad = LOADS.has(symbol);
    if (role !== "call" || !call || shift !== 0 || !(isLoad || DUMPS.has(symbol))) return [];
    const given = positionalArguments(call);
    const [value, handle] = isLoad ? [null, given[0]] : given;
    const opened = handle ? openedAs(model, handle) : null;
    if (!opened || !isPlainly(model, call, isLoad ? 1 : 3)) return [];
    return [{ call, ...opened, value: value ?? null }];
  });
  known.set(model, found);
  return found;
}

/** Whether a call is given nothing but what it has to be, and how to pickle. */
function isPlainly(model: FileModel, call: SyntaxNode, most: number): boolean {
  const given = childOf(call, "arguments")?.children ?? [];
  return given.every((one, i) => {
    if (one.type !== "keyword_argument") return i < most && !one.type.endsWith("_splat");
    const name = childOf(one, "name");
    return most > 1 && name !== null && identifierText(model.tree.text, name) === "protocol";
  });
}

function editsOf(model: FileModel, { call, mode, value }: Access): Edit[] {
  const callee = childOf(call, "function");
  const [, handle, ...others] = childOf(call, "arguments")?.children ?? [];
  const last = others.at(-1);
  const { text } = model.tree;
  return [
    ...(callee ? [{ span: callee, text: value ? "json.dump" : "json.load" }] : []),
    ...(value && handle && last ? [{ span: { start: handle.end, end: last.end }, text: "" }] : []),
    ...(mode ? [{ span: mode, text: text.slice(mode.start, mode.end).replace("b", "") }] : []),
  ];
}

/** Whether an error of the load is awaited, if at all, by no name that only pickle would raise. */
function expectsNoPickle(model: FileModel, load: SyntaxNode): boolean {
  for (let child = load, { parent } = load; parent; child = parent, parent = parent.parent) {
    if (parent.type === "function_definition") return true;
    if (parent.type !== "try_statement" || child.field !== "body") continue;
    const clauses = nodesOf(model.tree, "except_clause").filter((clause) => clause.parent === parent);
    const names = clauses.flatMap((clause) => {
      const body = clause.children.find(({ type }) => type === "block");
      return model.tree.text.slice(clause.start, body?.start ?? clause.end).match(/[\w.]+/g) ?? [];
    });
    if (!names.every((name) => ANY_ERROR.has(name))) return false;
  }
  return true;
}

const ANY_ERROR: ReadonlySet<string> = new Set([
  ...["except", "as", "e", "err", "error", "exc", "ex"],
  ...["Exception", "BaseException", "OSError", "IOError", "FileNotFoundError", "PermissionError"],
  ...["EnvironmentError", "ValueError"],
]);
