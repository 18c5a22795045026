import type { Value } from "../python/value.js";
import type { FilesThatGive } from "./given-names.js";
import { KNOWN_NAMES } from "./known-names.js";
import { submoduleOf } from "./module-files.js";

/** The alternatives of a name of a file, followed through so many more files; null for a name that it has not. */
export function memberIn(
  files: FilesThatGive,
  file: string,
  name: string,
  hops: number,
): readonly Value[] | null {
  const settle = (values: readonly Value[]): readonly Value[] =>
    values.flatMap((value) => settled(files, value, hops));
  const values = files.namesOf(file, hops).member(name);
  if (values) return settle(values);
  if (hops === 0) return null;
  for (const star of files.linksIn(file).stars) {
    const starred = memberIn(files, star, name, hops - 1);
    if (starred) return starred;
  }
  return null;
}

/** A value with what it only names in other files looked up. */
function settled(files: FilesThatGive, value: Value, hops: number): readonly Value[] {
  const all = (values: readonly Value[]): readonly Value[] =>
    values.flatMap((one) => settled(files, one, hops));
  switch (value.kind) {
    case "symbol":
      return value.name.startsWith("/") && value.name.includes(":")
        ? lookedUp(files, value.name, hops)
        : [value];
    case "project": {
      const { returns, members } = value;
      if (!returns && !members) return [value];
      return [
        {
          ...value,
          ...(returns && { returns: all(returns) }),
          ...(members && { members: new Map([...members].map(([name, own]) => [name, all(own)])) }),
        },
      ];
    }
    case "entries":
      return [{ ...value, entries: value.entries.map(({ key, values }) => ({ key, values: all(values) })) }];
    default:
      return [value];
  }
}

/** What `/app/store.py:Store().load` stands for. */
function lookedUp(files: FilesThatGive, path: string, hops: number): readonly Value[] {
  const unread: Value = { kind: "project", name: path, wrapper: null, via: [] };
  if (hops === 0) return [unread];
  const [file = "", rest = ""] = path.slice(1).split(":");
  const memberOf = (module: string, name: string): readonly Value[] => {
    const values = memberIn(files, module, name, hops - 1);
    if (values) return values;
    const submodule = submoduleOf(module, name, files.repository);
    return submodule === null ? [unread] : [{ kind: "symbol", name: `/${submodule}`, via: [] }];
  };
  let values: readonly Value[] = [{ kind: "symbol", name: `/${file}`, via: [] }];
  for (const part of rest.split(".").slice(0, MAX_PARTS)) {
    const name = part.replaceAll("()", "");
    values = values.flatMap((value): readonly Value[] => {
      if (value.kind === "project") return value.members?.get(name) ?? [unread];
      if (value.kind !== "symbol") return [unread];
      if (value.name.startsWith("/")) return memberOf(value.name.slice(1), name);
      return [{ ...value, name: KNOWN_NAMES.canonical(`${value.name}.${name}`) }];
    });
    for (let calls = part.length - name.length; calls > 0; calls -= 2) values = values.flatMap(called);
  }
  return values;
}

const MAX_PARTS = 8;

function called(value: Value): readonly Value[] {
  if (value.kind === "project" && value.returns) return value.returns;
  return value.kind === "symbol" ? [{ ...value, name: `${value.name}()` }] : [value];
}
