import fc from "fast-check";

const NOISE = ["", "(", '"""', "\n", "\\", "é", ":", "lambda ", "]]", "\t", "pickle", " import "];

/** One of the texts with a few stretches cut out, or replaced by noise. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const cut = fc.tuple(fc.nat(), fc.nat(40), fc.constantFrom(...NOISE));
  return fc.tuple(fc.constantFrom(...texts), fc.array(cut, { maxLength: 4 })).map(([text, cuts]) =>
    cuts.reduce((result, [at, length, noise]) => {
      const start = at % (result.length + 1);
      return result.slice(0, start) + noise + result.slice(start + length);
    }, text),
  );
}
