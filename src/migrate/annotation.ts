import { unknown, type Shape } from "./shape.js";

/** What a name in an annotation stands for, beyond Python's own. */
export type NamedShape = (name: string) => Shape | null;

/** What an annotation declares: `dict[str, list[int]]`, `Optional[str]`, `"Settings"`. */
export function annotatedShapes(text: string, named: NamedShape): readonly Shape[] {
  const plain = text
    .trim()
    .replace(/^(["'])([^"']*)\1$/, "$2")
    .trim();
  if (plain.length > 300) return [unknown("its annotation is too long")];
  const parts = splitAt(plain, "|");
  if (parts.length > 1) return parts.flatMap((part) => annotatedShapes(part, named));
  const [, name = "", inner] = /^([\w.]+)\s*(?:\[(.*)\])?$/s.exec(plain) ?? [];
  const args = inner === undefined ? [] : splitAt(inner, ",");
  const bare = name.replace(/^(?:typing|t|builtins|collections\.abc)\./, "");
  switch (bare) {
    case "str":
    case "int":
    case "float":
    case "bool":
      return [{ kind: bare }];
    case "None":
      return [{ kind: "none" }];
    case "Optional":
      return [...args.flatMap((arg) => annotatedShapes(arg, named)), { kind: "none" }];
    case "Union":
      return args.flatMap((arg) => annotatedShapes(arg, named));
    case "Final":
    case "Annotated":
      return annotatedShapes(args[0] ?? "", named);
    case "list":
    case "List":
      return [listOf(args, plain, named)];
    case "dict":
    case "Dict":
      return [dictOf(args, plain, named)];
    case "tuple":
    case "Tuple":
      return [{ kind: "other", says: "a tuple", because: TUPLE }];
    case "set":
    case "Set":
    case "frozenset":
    case "FrozenSet":
      return [{ kind: "other", says: "a set", because: "JSON has no sets" }];
    case "bytes":
    case "bytearray":
      return [{ kind: "other", says: "bytes", because: "JSON has no bytes" }];
    default:
      return [arrayNamed(bare) ?? named(bare) ?? unknown(`it is declared \`${plain}\``)];
  }
}

/** Why JSON does not give a tuple back. */
export const TUPLE = "JSON gives a tuple back as a list";

function arrayNamed(name: string): Shape | null {
  return /^(?:(?:np|numpy)\.)?ndarray$|^(?:(?:npt|numpy\.typing)\.)?NDArray$/.test(name)
    ? { kind: "array" }
    : null;
}

function listOf(args: readonly string[], plain: string, named: NamedShape): Shape {
  const [item] = args;
  return {
    kind: "list",
    items: item === undefined ? [unknown(`it is declared \`${plain}\``)] : annotatedShapes(item, named),
  };
}

function dictOf(args: readonly string[], plain: string, named: NamedShape): Shape {
  const [key, value] = args;
  const missing = [unknown(`it is declared \`${plain}\``)];
  return {
    kind: "dict",
    keys: key === undefined ? missing : annotatedShapes(key, named),
    values: value === undefined ? missing : annotatedShapes(value, named),
  };
}

/** The parts between separators that stand in no brackets. */
function splitAt(text: string, separator: "," | "|"): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "[") depth++;
    if (character === "]") depth--;
    if (character === separator && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
