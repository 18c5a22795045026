import type { DocumentNode, Scalar } from "./tree.js";

/** A name that a setting has called, and where it stands. */
export interface Factory {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const FACTORY_KEY =
  /^(?:class_path|targets?|factory|func(?:tion)?|fn|callable|call|loads?|loader|reader|decoder|deserializer|unpickler|object_hook|handler|hook|class|cls|impl(?:ementation)?|init_fn|@\w+)$|(?:_fn|_func|_function|_factory|_loader|_class|_callable|_target|_hook|_decoder|_deserializer)$/i;
const ENTRY_POINTS =
  /^(?:entry[-_. ]?points|plugins|scripts|gui-scripts|options\.entry_points|console_scripts)$|entry_points|entry-points/i;
const NAMED = /^([A-Za-z_]\w*(?:\.\w+)*)[.:](\w+)$/;

/** Names of functions and classes that a program looks up and calls: of factories by their key, and of entry points. */
export function factoriesIn(root: DocumentNode, path: string): readonly Factory[] {
  const found: Factory[] = [];
  const isList = path.endsWith("entry_points.txt");
  visit(root, isList, found);
  return found;
}

function visit(node: DocumentNode, isEntryPoints: boolean, found: Factory[]): void {
  if (node.kind === "list") {
    for (const item of node.items) {
      if (item.kind !== "scalar") visit(item, isEntryPoints, found);
      else if (isEntryPoints) take(item, found);
    }
  }
  if (node.kind !== "mapping") return;
  for (const { key, value } of node.entries) {
    if (value.kind !== "scalar") visit(value, isEntryPoints || ENTRY_POINTS.test(key.value), found);
    else if (isEntryPoints || FACTORY_KEY.test(key.value)) take(value, found);
  }
}

/** One name, or lines of `name = module:function`. */
function take({ value, start, contentStart }: Scalar, found: Factory[]): void {
  let at = contentStart;
  for (const line of value.split("\n")) {
    const text = line.trim();
    const [, before = "", spelled = text] = /^([\w.-]+\s*=\s*)(\S+)/.exec(text) ?? [];
    const [, module, member] = NAMED.exec(spelled) ?? [];
    const from = Math.max(start, at + line.indexOf(text) + before.length);
    if (module !== undefined && member !== undefined)
      found.push({ name: `${module}.${member}`, start: from, end: from + spelled.length });
    at += line.length + 1;
  }
}
