/**
 * What is wrong with a Node that is older than all that are promised, as one line; null where it is not.
 * @param engines the range of `package.json`: `^20.19.0 || ^22.13.0 || >=24`
 */
export function tooOldNode(engines: string, version: string): string | null {
  const oldest = numbersOf(/\d+(?:\.\d+)*/.exec(engines)?.[0] ?? "");
  const own = numbersOf(version);
  for (const [i, wanted] of oldest.entries()) {
    const part = own[i] ?? 0;
    if (part > wanted) return null;
    if (part < wanted) return `this is Node ${version}, and Node ${engines} is needed`;
  }
  return null;
}

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}
