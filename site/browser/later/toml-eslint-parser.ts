import type * as Toml from "toml-eslint-parser";

import { later } from "./later.js";

// What the scripts have in place of `toml-eslint-parser`: the same functions, which read nothing as long as it is not loaded.

const toml = later(() => import("toml-eslint-parser"));

const NOT_YET = "the reader of TOML is not loaded yet";

/**
 * A text as TOML.
 * @throws where it is none, and as long as the reader is not loaded
 */
export const parseTOML: typeof Toml.parseTOML = (...asked) => loaded().parseTOML(...asked);

/** The value that a tree of TOML stands for. */
export const getStaticTOMLValue = ((node: Parameters<typeof Toml.getStaticTOMLValue>[0]) =>
  loaded().getStaticTOMLValue(node)) as typeof Toml.getStaticTOMLValue;

function loaded(): typeof Toml {
  const library = toml.now();
  if (!library) throw new Error(NOT_YET);
  return library;
}
