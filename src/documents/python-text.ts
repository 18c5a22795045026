const SHEBANG = /^\s*#![^\n]*\b(?:i?python|pypy)w?[\d.]*(?![a-z])/;

/** Whether the first line of a text says that Python runs it. */
export function isPythonText(text: string): boolean {
  return SHEBANG.test(text.slice(0, 200));
}
