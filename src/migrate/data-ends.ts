import { calledOn, heldOnce, methodOf, usedOnce, type Called } from "./call-shapes.js";
import { SINKS, type Library, type Sink } from "./sinks.js";
import { argumentOf } from "../python/arguments.js";
import { positionalArguments } from "../python/call-values.js";
import type { FileModel } from "../python/file-model.js";
import { childOf, unwrap, type SyntaxNode } from "../parse/syntax-tree.js";
import { callsOfMethod } from "../python/shapes.js";
import { opened, type Opened } from "./opened.js";

/** Where data lies between the two. */
export type Place =
  | { readonly kind: "file"; readonly path: SyntaxNode; readonly opened: Opened | null }
  /** An entry of a store: `redis.set(key, ...)`, `cache[key]`. */
  | { readonly kind: "key"; readonly store: SyntaxNode; readonly key: SyntaxNode }
  /** An attribute of a record: a column, a field of a message. */
  | { readonly kind: "member"; readonly object: SyntaxNode | null; readonly name: string }
  | { readonly kind: "unknown" };

/** A place in the code that writes data which somebody loads, or loads it. */
export interface DataEnd {
  readonly model: FileModel;
  readonly call: SyntaxNode;
  /** 1-based. */
  readonly line: number;
  readonly symbol: string;
  readonly does: Sink["does"];
  readonly library: Library;
  readonly takes: Sink["takes"];
  readonly value: SyntaxNode | null;
  readonly data: SyntaxNode | null;
  readonly place: Place;
}

/** Every call of a file that writes or reads such data, in source order. */
export function dataEnds(model: FileModel): readonly DataEnd[] {
  const seen = new Set<SyntaxNode>();
  const ends = model.uses.flatMap((use): DataEnd[] => {
    const sink = SINKS.get(use.symbol);
    if (!sink || use.role !== "call" || !use.call || use.shift !== 0 || seen.has(use.call)) return [];
    seen.add(use.call);
    return [endOf(model, use.call, use.symbol, sink)];
  });
  const frames = callsOfMethod(model, "to_pickle").filter((call) => !seen.has(call));
  return [...ends, ...frames.map((call) => frameEnd(model, call))].sort(
    (a, b) => a.call.start - b.call.start,
  );
}

function endOf(model: FileModel, call: SyntaxNode, symbol: string, sink: Sink): DataEnd {
  const given = (parameter: Sink["data"]): SyntaxNode | null =>
    parameter ? argumentOf(model.evaluator, call, parameter).node : null;
  const data = given(sink.data);
  const place =
    sink.takes === "bytes" && sink.does === "writes"
      ? destinationOf(model, call)
      : data === null
        ? UNKNOWN
        : sink.takes === "bytes"
          ? sourceOf(model, data)
          : fileAt(model, data, sink.takes);
  const { does, library, takes } = sink;
  return {
    ...{ model, call, symbol, does, library, takes, data, place },
    line: lineOf(model, call),
    value: given(sink.value),
  };
}

function frameEnd(model: FileModel, call: SyntaxNode): DataEnd {
  const data = argumentOf(model.evaluator, call, { name: "path", position: 0 }).node;
  return {
    ...{ model, call, data, line: lineOf(model, call), symbol: "pandas.DataFrame.to_pickle" },
    ...{ does: "writes", library: "pandas", takes: "path", value: null },
    place: data ? fileAt(model, data, "path") : UNKNOWN,
  };
}

function lineOf(model: FileModel, call: SyntaxNode): number {
  return model.source.positionOf(call.start).line + 1;
}

const UNKNOWN: Place = { kind: "unknown" };

/** A file that is given open, or by its path. */
function fileAt(model: FileModel, data: SyntaxNode, takes: "handle" | "path"): Place {
  const file = opened(model, data);
  if (file) return { kind: "file", path: file.path, opened: file };
  return takes === "path" ? { kind: "file", path: data, opened: null } : UNKNOWN;
}

/** Where bytes come from that are loaded. */
function sourceOf(model: FileModel, data: SyntaxNode): Place {
  const node = heldOnce(model, unwrap(data));
  if (node.type === "subscript") return entryAt(node);
  if (node.type === "attribute") return memberAt(model, node);
  const called = node.type === "call" ? calledOn(model, node) : null;
  if (!called) return UNKNOWN;
  if (called.method === "read_bytes" && called.given.length === 0)
    return { kind: "file", path: called.object, opened: null };
  if (called.method === "read") {
    const file = opened(model, called.object);
    return file ? { kind: "file", path: file.path, opened: file } : UNKNOWN;
  }
  return GETTERS.has(called.method) ? keyOf(called) : UNKNOWN;
}

/** Where bytes go to that were just made. */
function destinationOf(model: FileModel, dumps: SyntaxNode): Place {
  const node = usedOnce(model, dumps);
  const { parent } = node;
  if (parent?.type === "assignment" && node.field === "right") {
    const target = childOf(parent, "left");
    if (target?.type === "subscript") return entryAt(target);
    if (target?.type === "attribute") return memberAt(model, target);
    return UNKNOWN;
  }
  if (parent?.type === "keyword_argument") {
    const name = childOf(parent, "name");
    return name
      ? { kind: "member", object: null, name: model.tree.text.slice(name.start, name.end) }
      : UNKNOWN;
  }
  const call = parent?.type === "argument_list" ? parent.parent : null;
  const called = call?.type === "call" ? calledOn(model, call) : null;
  if (!called) return UNKNOWN;
  if (called.method === "write_bytes" && called.given[0] === node)
    return { kind: "file", path: called.object, opened: null };
  if (called.method === "write") {
    const file = opened(model, called.object);
    return file ? { kind: "file", path: file.path, opened: file } : UNKNOWN;
  }
  return SETTERS.has(called.method) && called.given[0] !== node ? keyOf(called) : UNKNOWN;
}

/** Methods by which stores of all kinds take and give values. */
const SETTERS: ReadonlySet<string> = new Set(
  "set setex setnx psetex put add hset hmset store setdefault set_value put_object".split(" "),
);
const GETTERS: ReadonlySet<string> = new Set(
  "get hget getex getset get_value fetch pop gets get_object".split(" "),
);
/** Those that take a name and then the key in it. */
const OF_HASHES: ReadonlySet<string> = new Set(["hset", "hget", "hmset"]);

function keyOf({ object, given, method }: Called): Place {
  const key = given[OF_HASHES.has(method) ? 1 : 0];
  return key ? { kind: "key", store: object, key } : UNKNOWN;
}

function entryAt(node: SyntaxNode): Place {
  const [store, key] = [childOf(node, "value"), childOf(node, "subscript")];
  return store && key && key.type !== "slice" ? { kind: "key", store, key } : UNKNOWN;
}

function memberAt(model: FileModel, node: SyntaxNode): Place {
  const object = childOf(node, "object");
  const name = methodOf(model, node);
  return object && name !== null ? { kind: "member", object, name } : UNKNOWN;
}

/** The positional arguments of a call, with none that a star hides. */
export function plainArguments(call: SyntaxNode): readonly SyntaxNode[] | null {
  const given = positionalArguments(call);
  return given.some(({ type }) => type === "list_splat") ? null : given;
}
