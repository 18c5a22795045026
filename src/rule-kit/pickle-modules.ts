import { qualified } from "./sinks.js";

/** The modules that are CPython's pickle under one name or another. */
export const PICKLE_MODULES: readonly string[] = [
  "pickle",
  "_pickle",
  "cPickle",
  "six.moves.cPickle",
  "pickle5",
  "pickle5.pickle",
];

/** Their unpickler classes. */
export const UNPICKLERS: readonly string[] = qualified(PICKLE_MODULES, ["Unpickler", "_Unpickler"]);

/** Everything in them that loads. */
export const PICKLE_LOADERS: readonly string[] = [
  ...qualified(PICKLE_MODULES, ["load", "loads", "_load", "_loads"]),
  ...UNPICKLERS,
  "multiprocessing.reduction.ForkingPickler.loads",
];
