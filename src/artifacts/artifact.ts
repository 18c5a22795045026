import type { Sign, Verdict } from "./verdict.js";

/** What came of looking at a file that may run something when it is loaded. */
export interface Artifact {
  /** The worst of all that is in it; null where nothing in it is loaded as code, as far as is known. */
  readonly verdict: Verdict | null;
  /** What it is, from the outside in: `["zip archive", "pickle"]`. */
  readonly formats: readonly string[];
  /** The worst first. */
  readonly signs: readonly Sign[];
  /** How many pickles are in it. */
  readonly pickles: number;
  /** The names that they look up. */
  readonly names: readonly string[];
  /** What it holds, as far as the names tell; null where there is no pickle. */
  readonly holds: Holds | null;
  /** Python in an archive, which is code for whoever puts the archive on the path. */
  readonly python: readonly { readonly member: string; readonly text: string }[];
}

/** What a pickle mostly holds. */
export type Holds =
  | "plain data"
  | "arrays"
  | "dataframes"
  | "model weights"
  | "scikit-learn estimators"
  | "functions and classes";

const SIGNS: readonly (readonly [Holds, RegExp])[] = [
  ["scikit-learn estimators", /^sklearn\./],
  ["functions and classes", /^(?:dill|cloudpickle|types)\./],
  ["model weights", /^torch\./],
  ["dataframes", /^pandas\./],
  ["arrays", /^numpy\.|^joblib\.numpy_pickle/],
];

/** What a pickle that looks these names up mostly holds. */
export function heldBy(names: readonly string[]): Holds {
  return SIGNS.find(([, sign]) => names.some((name) => sign.test(name)))?.[0] ?? "plain data";
}
