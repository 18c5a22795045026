/** Packages, as they are imported, that compute and touch nothing: what the pure core may take from outside. */
export const PURE_PACKAGES = [
  "@noble/hashes/hmac",
  "@noble/hashes/sha2",
  "@noble/hashes/utils",
  "@renovatebot/pep440",
  "fflate",
  "fzstd",
  "jsonc-parser",
  "parse-diff",
  "picomatch",
  "toml-eslint-parser",
  "unbash",
  "valibot",
  "yaml",
];
