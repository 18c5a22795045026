import type { FileModel } from "../python/file-model.js";
import { scopeOf } from "../python/file-model.js";
import { identifierText } from "../parse/identifier.js";
import { keywordOf } from "../python/constants.js";
import { calleeName, stringsSpelling, valuesNamed, type NamedValue } from "../python/shapes.js";
import type { NodeKind } from "../parse/node-kinds.js";
import { ancestorOf, childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { Value } from "../python/value.js";
import { flag, judge, type Verdict } from "./argument-verdict.js";
import { fixBy } from "./call-edits.js";
import { TELLING_METHODS } from "./loaders/all-loaders.js";
import type { FixCandidate, Sign } from "./rule.js";
import { symbolsOf } from "./sinks.js";

/**
 * A place that gives a flag. Besides arguments and entries: `default`, where it is what a parameter, an option of the
 * command line or a look-up is where nobody says otherwise; `set`, where a field or an attribute gets it.
 */
export interface FlagPlace extends Omit<NamedValue, "kind"> {
  readonly kind: Exclude<NamedValue["kind"], "variable"> | "default" | "set";
}

/** A flag that is given somewhere, and whether that is safe. */
export interface FlagUse {
  readonly place: FlagPlace;
  readonly verdict: Verdict;
}

/**
 * Every place that gives a flag of this name, whatever is called with it.
 * What only passes the flag on (`flag=flag`, `flag=args.flag`) is left out: whoever sets it is reported. Defaults, fields
 * and attributes are told where they are plainly unsafe.
 */
export function* flagUses(model: FileModel, name: string, safe: boolean): Iterable<FlagUse> {
  for (const place of [
    ...valuesNamed(model, name).flatMap((one) => placeOf(model, one)),
    ...constantsFor(model, name),
    ...defaults(model, name),
  ]) {
    // What is no boolean in a document describes the flag, or is a text about it.
    if (model.document && !BOOLEANS.has(place.value.type)) continue;
    const values = model.evaluator.evaluate(place.value);
    if (place.kind === "default" || place.kind === "set") {
      if (isPlainly(values, !safe)) yield { place, verdict: "unsafe" };
    } else if (!passesOn(model, place.value, name)) {
      yield { place, verdict: judge({ values, mayBeAbsent: false }, "safe", (value) => flag(value, safe)) };
    }
  }
}

function isPlainly(values: readonly Value[], wanted: boolean): boolean {
  return values.some((value) => value.kind === "constant" && value.value === wanted);
}

/** The same where it is plainly unsafe, without what is given to functions that a rule knows by their names, and to those that write. */
export function* flagUsesElsewhere(model: FileModel, name: string, safe: boolean): Iterable<FlagUse> {
  // A rule of its own says it of documents.
  if (model.document) return;
  const { symbols } = model.evaluator.known;
  for (const use of flagUses(model, name, safe)) {
    const { node } = use.place;
    const definition = node.type === "call" ? null : ancestorOf(node, new Set(["function_definition"]));
    const called = definition ? childOf(definition, "name") : null;
    const written = called ? identifierText(model.tree.text, called) : calleeName(model, node);
    if (
      JUDGED_BY_NAME.has(written) ||
      WRITING.test(written) ||
      !isPlainly(model.evaluator.evaluate(use.place.value), !safe)
    )
      continue;
    if (!symbolsOf(model, childOf(node, "function")).some((symbol) => symbols.has(symbol))) yield use;
  }
}

/** Methods that a rule judges by their names alone, with their flags. */
const JUDGED_BY_NAME: ReadonlySet<string> = new Set(
  TELLING_METHODS.filter(({ of }) => of === undefined).map(({ name }) => name),
);
const WRITING = /save|^(?:dump|write|export|store|to_)/i;

/** What makes a text worth parsing that has the flag as an option only: `--trust-remote-code`. */
export function optionSign(name: string): Sign {
  const parts = name.split("_");
  return { words: parts.slice(-1), patterns: [new RegExp(`--${parts.join("-")}\\b`)] };
}

/** A variable counts as a field of a class or as an attribute: a plain one is judged where it is passed. */
function placeOf(model: FileModel, { kind, node, value }: NamedValue): FlagPlace[] {
  if (kind !== "variable") return [{ kind, node, value }];
  const isField = scopeOf(model, node).kind === "class" || childOf(node, "left")?.type === "attribute";
  return isField ? [{ kind: "set", node, value }] : [];
}

/** Settings of the module that are called like the flag and are there for other files: `ALLOW_PICKLE = True`. */
function* constantsFor(model: FileModel, name: string): Iterable<FlagPlace> {
  if (!SPEAKING.has(name)) return;
  for (const spelled of [name, name.toUpperCase()]) {
    const places = model.evaluator.identifiersNamed(spelled);
    if (places.some((node) => node.field !== "left" && node.field !== "name" && node.field !== "attribute"))
      continue;
    for (const { kind, node, value } of valuesNamed(model, spelled)) {
      const isPlain = kind === "variable" && childOf(node, "left")?.type === "identifier";
      if (isPlain && scopeOf(model, node).kind === "module") yield { kind: "set", node, value };
    }
  }
}

/** Flags whose names say enough wherever they stand. */
const SPEAKING: ReadonlySet<string> = new Set([
  "allow_pickle",
  "allow_dangerous_deserialization",
  "trust_remote_code",
  "weights_only",
]);

/** What makes a text worth parsing for such a flag. */
export function flagWords(name: string): readonly string[] {
  return [name, name.toUpperCase()];
}

function* defaults(model: FileModel, name: string): Iterable<FlagPlace> {
  for (const { parent, field } of model.evaluator.identifiersNamed(name)) {
    const isParameter = parent?.type === "default_parameter" || parent?.type === "typed_default_parameter";
    const value = isParameter && field === "name" ? childOf(parent, "value") : null;
    if (parent && value) yield { kind: "default", node: parent, value };
  }
  for (const { parent } of stringsSpelling(model, name)) {
    const call = parent?.type === "argument_list" ? parent.parent : null;
    const position = call ? VALUE_POSITION.get(calleeName(model, call)) : undefined;
    const value = position === undefined ? undefined : parent?.children[position];
    if (call && value) yield { kind: position === 1 ? "default" : "set", node: call, value };
  }
  for (const option of [name.replaceAll("_", "-"), name]) {
    for (const { parent } of stringsSpelling(model, `--${option}`)) {
      const call = parent?.type === "argument_list" ? parent.parent : null;
      const value = call ? keywordOf(model.tree.text, call, "default") : undefined;
      if (call && value) yield { kind: "default", node: call, value };
    }
  }
}

/** Where the value stands among the arguments of what sets or looks up something by its name. */
const VALUE_POSITION: ReadonlyMap<string, number> = new Map([
  ["setdefault", 1],
  ["get", 1],
  ["pop", 1],
  ["setattr", 2],
  ["getattr", 2],
]);

const BOOLEANS: ReadonlySet<NodeKind> = new Set(["true", "false", "integer"]);

function passesOn(model: FileModel, value: SyntaxNode, name: string): boolean {
  const { text } = model.tree;
  const last = value.type === "attribute" ? childOf(value, "attribute") : value;
  if (last?.type !== "identifier" || identifierText(text, last) !== name) return false;
  return model.evaluator.evaluate(value).some((alternative) => alternative.kind === "unknown");
}

/** Replaces a literal `True`, `False` or `None` by another text; nothing where none is written out. */
export function replaceFlag(value: SyntaxNode | null, text: string, caveat: string | null): FixCandidate[] {
  return value && ["true", "false", "none"].includes(value.type) ? fixBy({ span: value, text }, caveat) : [];
}
