import { beginsStatement, scanImports } from "../python/scan-imports.js";

/** Said of a name that may stand for something else: each may. */
export const ANY_NAME = "*";

/**
 * Whether a text calls a method of one of these names on something that its text does not tell: not on what it imports, nor on
 * the object itself. Told without parsing.
 * @param replaced a name of it that stands for something else than it says there
 */
export function callsOnUnknown(
  text: string,
  methods: readonly string[],
  replaced: string | null = null,
): boolean {
  const receivers = new Set<string>();
  for (const [, receiver = "", method = ""] of text.matchAll(CALL))
    if (methods.includes(method)) receivers.add(receiver);
  if (receivers.size === 0) return false;
  const known = new Set(["self", "cls", "super()"]);
  scanImports(
    text,
    {
      imported: (_parts, as) => {
        if (as !== null && replaced !== ANY_NAME && as !== replaced) known.add(as);
      },
    },
    beginsStatement,
  );
  return [...receivers].some((receiver) => {
    const [root = receiver, ...members] = receiver.split(".");
    return !known.has(root) || (OBJECTS.has(root) && members.length > 0);
  });
}

/** `a.b.load(`, and what is called or taken from something: `store[key].load(`. */
const CALL =
  /((?<![\w.])[A-Za-z_][\w.]{0,200}|(?<![\w.])super\(\)|[\])])\.(load|loads|load_all|unsafe_load|unsafe_load_all|full_load)\(/g;

const OBJECTS: ReadonlySet<string> = new Set(["self", "cls"]);
