import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { classOfReceiver } from "./build-scopes.js";
import { templatePart } from "./constants.js";
import { bindingsOf, partsOf, sourceAt } from "./data-source.js";
import { scopeOf, type FileModel } from "./file-model.js";
import { textOf } from "./fold.js";
import type { StepBudget } from "./reaching.js";

/** What some data comes to in the end, when it is followed through the file. Plain data: it outlives the text. */
export interface DataLeaves {
  /** Texts that stand in the file, or in one that it imports: mostly paths. */
  readonly texts: readonly string[];
  /** Where it comes from, as messages say it: "the command line". */
  readonly sources: readonly string[];
  /** Whether some of it is handed in by others, or is made by what is not known here. */
  readonly isHandedIn: boolean;
  /** Whether a file is opened on the way, whatever its name: by the loader itself, where it takes a path. */
  readonly isOpened: boolean;
}

const MAX_STEPS = 200;
/** How a file is opened is nothing of what it holds. */
const MODE = /^[rwabxtU+]{1,4}$/;
const ABOUT_READING = /^(?:mode|encoding|errors|newline|buffering|map_location|mmap_mode|compression)$/;

/**
 * What the value of an expression comes to.
 * @param isPath whether what is loaded is named by its path, unless a stream is made or taken from something
 */
export function dataLeaves(model: FileModel, data: SyntaxNode, isPath = false): DataLeaves {
  const texts = new Set<string>();
  const sources = new Set<string>();
  let isHandedIn = false;
  let isOpened = false;
  let isStream = false;
  const seen = new Set<SyntaxNode>();
  // What a caller of the function passes is told by where it comes from; the caller is looked at by itself.
  const pending: (readonly [node: SyntaxNode, isPassed: boolean])[] = [[data, false]];
  const budget = { left: MAX_STEPS };
  while (budget.left-- > 0) {
    const [node, isPassed] = pending.shift() ?? [null, false];
    if (node === null) break;
    if (seen.has(node) || isAboutReading(model, node)) continue;
    seen.add(node);
    isOpened ||= isNamed(model, node, OPENING);
    isStream ||= isNamed(model, node, STREAMS);
    const source = sourceAt(model, node, [], budget);
    if (source) {
      sources.add(source.what);
      continue;
    }
    const text =
      node.type === "string_content" ? templatePart(model.tree.text, node) : textOf(model.evaluator, node);
    if (text !== undefined) {
      if (!isPassed && !MODE.test(text)) texts.add(text);
      continue;
    }
    const parts = partsOf(model, node, budget).filter((part) => !isReceiver(model, part));
    const defaults = defaultsOf(model, node, budget);
    const isUnknown =
      parts.every((part) => defaults?.includes(part)) && comesFromOutside(model, node, budget);
    isHandedIn ||= isUnknown || isMadeByModule(model, node, budget);
    for (const part of parts)
      pending.push([part, isPassed || (defaults !== null && !defaults.includes(part))]);
  }
  return {
    texts: [...texts],
    sources: [...sources],
    isHandedIn,
    isOpened: isOpened || (isPath && !isStream),
  };
}

/** What is new in what some data comes to, as a clause; null where all of it was there before. */
export function otherData(before: DataLeaves, now: DataLeaves): string | null {
  const source = now.sources.find((one) => !before.sources.includes(one));
  if (source !== undefined) return `comes from ${source} now`;
  if (now.isHandedIn && !before.isHandedIn && before.sources.length === 0)
    return "is handed in from elsewhere now";
  const isSame = partsIn(now.texts).every((part) => partsIn(before.texts).includes(part));
  if (before.texts.length > 0 && !isSame) return "is read from another place now";
  return null;
}

/** The names of which paths are made: `a/b.pkl` is the same as `a` and `b.pkl`. */
function partsIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(/[\\/]+/)).filter((part) => part !== "" && part !== ".");
}

function isAboutReading(model: FileModel, node: SyntaxNode): boolean {
  const name = node.parent?.type === "keyword_argument" ? childOf(node.parent, "name") : null;
  return name?.type === "identifier" && ABOUT_READING.test(identifierText(model.tree.text, name));
}

/** Whether a function of such a name is called, or such a member is taken. */
function isNamed(model: FileModel, node: SyntaxNode, names: RegExp): boolean {
  const whole = node.type === "call" ? childOf(node, "function") : names === STREAMS ? node : null;
  const name = whole?.type === "attribute" ? childOf(whole, "attribute") : whole;
  return name?.type === "identifier" && names.test(identifierText(model.tree.text, name));
}

/** `open(path)`, `path.open()`, `path.read_bytes()` */
const OPENING = /^(?:open|read_bytes)$/;
/** `BytesIO(data)`, `upload.file`, `request.body`, `response.read()` */
const STREAMS =
  /^(?:\w*BytesIO|files?|body|stream|raw|data|content|buf(?:fer)?|payload|blob|message|event|get(?:value|buffer)|read|recv\w*|makefile|urlopen|\w*TemporaryFile|b|f|fp|fh)$/;

/** `self` and `cls` stand for what has the member. */
function isReceiver(model: FileModel, node: SyntaxNode): boolean {
  return node.type === "identifier" && classOfReceiver(model.tree.text, node, scopeOf(model, node)) !== null;
}

/** The defaults of the parameters that a name stands for; null where it stands for none. */
function defaultsOf(model: FileModel, node: SyntaxNode, budget: StepBudget): SyntaxNode[] | null {
  if (node.type !== "identifier") return null;
  const parameters = bindingsOf(model, node, budget).flatMap(({ to }) =>
    to.kind === "parameter" ? [to] : [],
  );
  return parameters.length === 0 ? null : parameters.flatMap((one) => one.default ?? []);
}

/** `tempfile.gettempdir()`: nothing that is passed tells what it gives. */
function isMadeByModule(model: FileModel, node: SyntaxNode, budget: StepBudget): boolean {
  const callee = node.type === "call" ? childOf(node, "function") : null;
  const object = callee?.type === "attribute" ? childOf(callee, "object") : null;
  return (
    object?.type === "identifier" &&
    (childOf(node, "arguments")?.children.length ?? 0) === 0 &&
    bindingsOf(model, object, budget).some(({ to }) => to.kind === "module")
  );
}

/** Whether nothing more is known of an expression, and it is no module that something is a member of. */
function comesFromOutside(model: FileModel, node: SyntaxNode, budget: StepBudget): boolean {
  switch (node.type) {
    case "identifier":
      return (
        identifierText(model.tree.text, node) !== "__file__" &&
        !bindingsOf(model, node, budget).some(({ to }) => to.kind === "module")
      );
    case "call":
      return childOf(node, "function")?.type === "identifier";
    case "attribute":
      return true;
    default:
      return false;
  }
}
