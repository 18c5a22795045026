/** Whether a file is test code, by its path: in a folder of tests, or named as pytest and unittest name them. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?\/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)/.test(path);
}
