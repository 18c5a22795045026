import type { FixCandidate } from "../../src/rule-kit/rule.js";

/*
 * What the scripts have in place of the fixes that change more than the line of a finding: those are applied by `no-pickle fix`
 * alone, and the playground only shows what can be suggested beside a line.
 */

/** In place of `src/rule-kit/copy-fixes.ts`. */
export const COPIES_OTHERWISE = "";
/** In place of `src/rule-kit/json-fixes.ts`. */
export const JSON_FROM_NOW = "";
/** In place of `src/rule-kit/array-fixes.ts`. */
export const NPY_FROM_NOW = "";

/** None. */
export const deepCopyFixes = (): FixCandidate[] => [];
/** None. */
export const jsonFixes = (): FixCandidate[] => [];
/** None. */
export const arrayFixes = (): FixCandidate[] => [];
/** In place of `src/rule-kit/plain-data.ts`, which says what these may change: nothing is proven plain. */
export const isPlainData = (): boolean => false;
