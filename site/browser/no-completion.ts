/*
 * What the scripts have in place of `@codemirror/autocomplete`, which the highlighting of Python brings along: nothing is
 * completed in the playground. And of `eslint-visitor-keys`, of which the reader of TOML asks for its own keys only.
 */

const none = (): null => null;

/** None. */
export const snippetCompletion = none;
/** None. */
export const completeFromList = (): typeof none => none;
/** None. */
export const ifNotIn = (): typeof none => none;

/** The keys that are given. */
export const unionWith = <Keys>(keys: Keys): Keys => keys;
