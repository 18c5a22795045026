/** A version of a package from which on something is safe by default. */
export interface VersionLine {
  readonly name: string;
  readonly line: string;
  /** What is unsafe below it. */
  readonly below: string;
  /** The first part of the symbols concerned. */
  readonly root: string;
}

/** The lines that matter, from the libraries' own changelogs and advisories. */
export const VERSION_LINES: readonly VersionLine[] = [
  { name: "torch", line: "2.6", below: "`torch.load` unpickles whole files by default", root: "torch" },
  { name: "pyyaml", line: "5.4", below: "`FullLoader` runs code (CVE-2020-14343)", root: "yaml" },
  {
    name: "numpy",
    line: "1.16.3",
    below: "`numpy.load` unpickles by default (CVE-2019-6446)",
    root: "numpy",
  },
  {
    name: "pyarrow",
    line: "14.0.1",
    below: "Parquet and IPC files can hold pickles (CVE-2023-47248)",
    root: "pyarrow",
  },
  { name: "keras", line: "3.13.2", below: "safe mode can be got round (CVE-2026-1462)", root: "keras" },
  { name: "nltk", line: "3.9", below: "downloaded models are pickles (CVE-2024-39705)", root: "nltk" },
  {
    name: "python-socketio",
    line: "5.14.0",
    below: "servers unpickle what lies in the message queue (CVE-2025-61765)",
    root: "socketio",
  },
  {
    name: "skops",
    line: "0.13.0",
    below: "a file can make skops fall back to joblib (CVE-2025-54886)",
    root: "skops",
  },
  {
    name: "pyfory",
    line: "0.12.3",
    below: "the pickle fallback cannot be switched off (CVE-2025-61622)",
    root: "pyfory",
  },
  {
    name: "sagemaker",
    line: "2.218",
    below: "`NumpyDeserializer` unpickles the answer of an endpoint by default (CVE-2024-34072)",
    root: "sagemaker",
  },
  {
    name: "lightning",
    line: "2.6",
    below: "`load_from_checkpoint` unpickles in full",
    root: "lightning",
  },
  {
    name: "pytorch-lightning",
    line: "2.6",
    below: "`load_from_checkpoint` unpickles in full",
    root: "pytorch_lightning",
  },
  { name: "aiohttp", line: "3.14", below: "`CookieJar.load` unpickles the file in full", root: "aiohttp" },
  {
    name: "numcodecs",
    line: "0.16.6",
    below: "the `pickle` codec unpickles whatever an array holds",
    root: "numcodecs",
  },
  {
    name: "llama-index-core",
    line: "0.14.20",
    below: "`from_persist_dir` of an object index unpickles in full",
    root: "llama_index",
  },
  {
    name: "llama-index",
    line: "0.14.20",
    below: "it may bring a llama-index-core whose object indexes unpickle in full",
    root: "llama_index",
  },
  { name: "timm", line: "1.0.26", below: "checkpoints are read with `weights_only=False`", root: "timm" },
  { name: "monai", line: "1.5.1", below: "checkpoints and cached data are unpickled in full", root: "monai" },
  { name: "darts", line: "0.48", below: "models are unpickled in full", root: "darts" },
  { name: "u8darts", line: "0.48", below: "models are unpickled in full", root: "darts" },
  { name: "neuralforecast", line: "3.3", below: "forecasters are unpickled in full", root: "neuralforecast" },
  { name: "gluonts", line: "0.17", below: "a stored model calls what its JSON names", root: "gluonts" },
  {
    name: "pyod",
    line: "3.6.2",
    below: "`load` unpickles without being told to trust the file",
    root: "pyod",
  },
  { name: "vcrpy", line: "8.3", below: "cassettes can build arbitrary Python objects", root: "vcr" },
  { name: "scapy", line: "2.7", below: "sessions and stored objects are unpickled", root: "scapy" },
];

/** Packages that exist to unpickle, and what a program that depends on one gets. */
export const UNPICKLING_PACKAGES: ReadonlyMap<string, string> = new Map([
  ["dill", "it loads functions, classes and whole sessions from pickles"],
  ["cloudpickle", "it carries functions as bytecode inside pickles"],
  ["jsonpickle", "it rebuilds arbitrary objects from JSON, and calls what the JSON names"],
  ["pickle5", "it is pickle for old versions of Python"],
  ["zodbpickle", "it is pickle under another name"],
  ["compress-pickle", "it reads compressed pickles"],
  ["pickleshare", "it keeps a folder of pickles"],
  ["klepto", "it keeps results as pickles"],
  ["sqlitedict", "it keeps pickles in a table"],
  ["django-picklefield", "it keeps pickles in columns"],
  ["msgpack-numpy", "it unpickles arrays of objects inside messages"],
]);
