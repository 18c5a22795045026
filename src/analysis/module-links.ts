import { beginsStatement, scanImports } from "../python/scan-imports.js";
import { detached } from "./detached.js";
import { fileIn, folderOf } from "./module-files.js";
import type { Repository } from "./repository.js";

/** A name of another file of the repository; the file as a module where `name` is null. */
export interface Link {
  readonly file: string;
  readonly name: string | null;
}

/** What the imports of a file bind to other files of the repository. */
export interface ModuleLinks {
  /** By the name that is bound; several where it is imported more than once, or may be a member or a module. */
  readonly names: ReadonlyMap<string, readonly Link[]>;
  /** The files of which everything is imported. */
  readonly stars: readonly string[];
  /** All files of the repository that it imports. */
  readonly files: readonly string[];
}

const MAX_LINKS = 1000;

/** Reads the imports of a text without parsing it. */
export function linksOf(path: string, text: string, repository: Repository): ModuleLinks {
  const names = new Map<string, Link[]>();
  const stars = new Set<string>();
  const files = new Set<string>();
  const folder = folderOf(path);
  const fileOf = (dots: number, parts: readonly string[]): string | null => {
    const module = `${".".repeat(dots)}${parts.join(".")}`.normalize("NFKC");
    const file = module === "" ? null : fileIn(folder, module, repository);
    return file === path ? null : file;
  };
  let count = 0;
  const link = (as: string, file: string | null, name: string | null): void => {
    if (file === null || count++ > MAX_LINKS) return;
    files.add(file);
    const bound = detached(as.normalize("NFKC"));
    const known = names.get(bound);
    const one = { file, name: name === null ? null : detached(name.normalize("NFKC")) };
    if (known) known.push(one);
    else names.set(bound, [one]);
  };
  scanImports(
    text,
    {
      imported: (parts, as, dots, isFrom) => {
        const last = parts.at(-1) ?? "";
        const above = isFrom ? fileOf(dots, parts.slice(0, -1)) : null;
        if (last === "*") {
          if (above === null) return;
          stars.add(above);
          files.add(above);
          return;
        }
        const whole = fileOf(dots, parts);
        if (as === null) {
          // `import a.b` binds `a`, and makes `b` a member of it.
          if (whole !== null) files.add(whole);
          link(parts[0] ?? "", fileOf(dots, parts.slice(0, 1)), null);
          return;
        }
        link(as, above, last);
        link(as, whole, null);
      },
    },
    beginsStatement,
  );
  return { names, stars: [...stars], files: [...files] };
}
