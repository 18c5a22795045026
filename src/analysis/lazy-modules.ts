import { moduleFileIn, type HasFile } from "../python/import-paths.js";

/** How many texts are tried as names of modules. */
const MAX_NAMES = 200;

/**
 * The modules of a package whose names a `__getattr__` of its `__init__.py` (PEP 562) may be given: large libraries import
 * their parts when somebody asks for them. Those that stand in its strings, or in a stub beside it that it reads.
 */
export function lazyModules(path: string, text: string, has: HasFile): readonly string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return lazyNames(path, text).flatMap((name) => moduleFileIn(folder, name, has) ?? []);
}

/** What may be the names of such modules, without regard to whether they are there. */
export function lazyNames(path: string, text: string): readonly string[] {
  if (!path.endsWith("__init__.py") || !LAZY.test(text)) return [];
  const names = new Set<string>();
  for (const [, name = ""] of text.matchAll(TEXT)) {
    names.add(name);
    if (names.size >= MAX_NAMES) break;
  }
  return [...names];
}

/** A function of the module, or what makes one: `lazy_loader.attach(__name__, ...)`. */
const LAZY =
  /^(?:def[ \t]+__getattr__[ \t]*\(|__getattr__[ \t]*[=,]|sys\.modules\[__name__\][ \t]*=[ \t]*\w*Lazy)/m;
const TEXT = /["']\.{0,2}([A-Za-z_][\w.]{0,100})["']/g;
