import type { Alternative } from "./rule.js";

/** The needs that unpickling is put to, each with the way to meet it that cannot run code. */
export const NEEDS = {
  data: {
    need: "plain data",
    use: "`json`, or `msgspec` / `pydantic` with a schema",
    url: "https://docs.python.org/3/library/json.html",
  },
  messages: {
    need: "messages from a request, socket or queue",
    use: "a schema at the edge: `msgspec.json.decode(data, type=Message)`",
    url: "https://jcristharif.com/msgspec/structs.html",
  },
  caches: {
    need: "a cache",
    use: "JSON under a new key version; treat what does not decode as a miss",
    url: "https://docs.python.org/3/library/json.html",
  },
  frames: {
    need: "dataframes",
    use: "Parquet: `to_parquet` / `read_parquet`",
    url: "https://pandas.pydata.org/docs/reference/api/pandas.read_parquet.html",
  },
  arrays: {
    need: "arrays",
    use: "`.npy` / `.npz` of typed arrays, loaded without pickle",
    url: "https://numpy.org/doc/stable/reference/generated/numpy.savez.html",
  },
  weights: {
    need: "model weights",
    use: "`safetensors`: build the model in code, then load its state",
    url: "https://huggingface.co/docs/safetensors/index",
  },
  ownClasses: {
    need: "weights with a few classes of your own",
    use: "`weights_only=True` with `torch.serialization.safe_globals([...])`",
    url: "https://docs.pytorch.org/docs/stable/notes/serialization.html",
  },
  models: {
    need: "whole models",
    use: "ONNX, run by `onnxruntime`",
    url: "https://onnxruntime.ai/docs/",
  },
  yaml: {
    need: "YAML documents",
    use: "`yaml.safe_load(text)`, or `Loader=yaml.CSafeLoader` for speed",
    url: "https://pyyaml.org/wiki/PyYAMLDocumentation",
  },
  functions: {
    need: "functions and classes",
    use: "ship them in a package and name an entry point",
    url: "https://packaging.python.org/en/latest/specifications/entry-points/",
  },
  estimators: {
    need: "scikit-learn estimators",
    use: "`skops.io`, which names every type before it is built",
    url: "https://skops.readthedocs.io/en/stable/persistence.html",
  },
} as const satisfies Record<string, Alternative>;

const SIGNS: readonly (readonly [RegExp, Alternative])[] = [
  [/request|socket|recv|body|message|payload|queue|websocket|\bmsg/i, NEEDS.messages],
  [/cache|redis|memo/i, NEEDS.caches],
  [/torch|tensor|weights|state_dict|checkpoint|ckpt/i, NEEDS.weights],
  [/sklearn|estimator|classifier|regressor|\bclf|pipeline|scaler|model/i, NEEDS.estimators],
  [/data_?frame|\bdf\b|pandas/i, NEEDS.frames],
  [/ndarray|numpy|\bnp\b|array/i, NEEDS.arrays],
];

/** Guesses the need from the words of a statement and of the names around it; plain data if nothing tells. */
export function needOf(words: string): string {
  return (SIGNS.find(([sign]) => sign.test(words))?.[1] ?? NEEDS.data).need;
}
