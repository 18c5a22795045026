import { dangerOf } from "../dangerous-globals.js";
import type { BareSign } from "../judge-pickle.js";

/** Layers of keras that hold code, or load a model of another format with code. */
const LAYERS = /"(?:class_name|registered_name)":\s*"(?:\w+>)?(Lambda|TFSMLayer|__lambda__)"/g;
const MODULES = /"module":\s*"([\w.]{1,200})",\s*"class_name":\s*"([\w.>]{1,200})"/g;

/** Packages whose layers are keras' own. */
const OWN = /^(?:keras|tensorflow|tf_keras|builtins)(?:\.|$)/;

/** What the description of a keras model says of code that is loaded with it. */
export function judgeModelConfig(text: string): BareSign[] {
  const signs = new Map<string, BareSign>();
  for (const [, layer = ""] of text.matchAll(LAYERS)) {
    const symbol = `keras.layers.${layer === "__lambda__" ? "Lambda" : layer}`;
    const says =
      layer === "TFSMLayer"
        ? "it has a TFSMLayer, which loads a TensorFlow program of its own"
        : "it has a Lambda layer, whose code is kept in the file and run with the model";
    signs.set(symbol, { verdict: "dangerous", symbol, call: null, says });
  }
  for (const [, module = "", name = ""] of text.matchAll(MODULES)) {
    const symbol = `${module}.${name}`;
    const danger = dangerOf(module, name);
    if (danger !== null)
      signs.set(symbol, { verdict: "dangerous", symbol, call: symbol, says: `which ${danger}` });
    else if (!OWN.test(module))
      signs.set(symbol, {
        verdict: "unknown",
        symbol,
        call: null,
        says: "its description names code outside of keras",
      });
  }
  return [...signs.values()].slice(0, 50);
}

/** Operations of TensorFlow that read or write files, or call Python, as they stand in a graph: behind their length. */
const OPERATIONS = ["\x08ReadFile", "\x09WriteFile", "\x06PyFunc", "\x0bEagerPyFunc", "\x0fPyFuncStateless"];

/** What a graph of TensorFlow does besides computing. */
export function judgeGraph(latin: string): BareSign[] {
  return OPERATIONS.filter((operation) => latin.includes(operation)).map((operation) => ({
    verdict: "unknown" as const,
    symbol: `tensorflow.raw_ops.${operation.slice(1)}`,
    call: null,
    says: `its graph has the operation ${operation.slice(1)}, which reaches beyond the graph`,
  }));
}

/** Whether bytes begin as an HDF5 file. */
export function isHdf5(start: Uint8Array): boolean {
  return [0x89, 0x48, 0x44, 0x46].every((byte, i) => start[i] === byte);
}

/** What stands in an HDF5 file in plain sight: the description of a keras model, and what PyTables pickled. */
export function judgeHdf5(latin: string): BareSign[] {
  const signs = latin.includes("class_name") ? judgeModelConfig(latin) : [];
  if (!latin.includes("PSEUDOATOM")) return signs;
  const says = "it holds objects that PyTables pickled";
  return [...signs, { verdict: "unknown", symbol: "tables.ObjectAtom", call: null, says }];
}
