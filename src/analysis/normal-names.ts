/** A text with its names as Python reads them (NFKC); what is no name, as a full-width quote, is kept as it is. */
export function withNormalNames(text: string): string {
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/[\w\u0080-\u{10ffff}]+/gu, (run) => {
    const normal = run.normalize("NFKC");
    return /^[\w\u0080-\u{10ffff}]+$/u.test(normal) ? normal : run;
  });
}
