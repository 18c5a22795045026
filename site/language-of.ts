/** The language that a file is drawn in, by its name: "" where there are no colors for it. */
export function languageOf(path: string): string {
  if (/\.ya?ml$/i.test(path)) return "yaml";
  return /\.(?:ipynb|json|toml|txt|sh|cfg|ini)$|(?:^|\/)Dockerfile$/i.test(path) ? "" : "python";
}
