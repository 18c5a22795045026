/** Letters, `_`, and all that is not ASCII. */
export function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128;
}

/** The offset behind the name that begins there. */
export function nameEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!isNameStart(code) && !(code >= 48 && code <= 57)) return at;
    at++;
  }
}

/** The offset of the line feed or carriage return that ends the line: Python takes either. */
export function lineEnd(text: string, start: number): number {
  LINE_END.lastIndex = start;
  return LINE_END.exec(text)?.index ?? text.length;
}

const LINE_END = /[\n\r]/g;
