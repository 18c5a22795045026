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

/** The same, where each line is looked through once, however many places in it are asked for in their order. */
export function lineEndsOf(text: string): (start: number) => number {
  let from = 0;
  let end = -1;
  return (start) => {
    if (start < from || start > end) end = lineEnd(text, start);
    from = start;
    return end;
  };
}

const LINE_END = /[\n\r]/g;
