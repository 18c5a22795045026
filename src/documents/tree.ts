/** What stands between two offsets of a text. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

/** One value that holds no others. */
export interface Scalar extends Placed {
  readonly kind: "scalar";
  readonly value: string;
  /** Where its text begins, behind the mark of a block or the like. */
  readonly contentStart: number;
}

/** A key and what stands under it. */
export interface Entry {
  readonly key: Scalar;
  readonly value: DocumentNode;
}

/** A document of YAML, TOML, JSON or sections of settings: one shape for all of them. Offsets are in the text. */
export type DocumentNode =
  | Scalar
  | (Placed & { readonly kind: "list"; readonly items: readonly DocumentNode[] })
  | (Placed & { readonly kind: "mapping"; readonly entries: readonly Entry[] });

/** A tag of YAML that an unsafe loader makes something of: `python/object/apply:os.system`. */
export interface Tag extends Placed {
  readonly name: string;
}

/** What a text was read as. */
export interface DocumentTree {
  readonly roots: readonly DocumentNode[];
  readonly tags: readonly Tag[];
  /** The text that was read, with the marks of a template masked: of the same length as the one that was given. */
  readonly text: string;
}

/** How deep a document may be for what is further down to be read. */
export const MAX_DEPTH = 60;

/** The value of a key, where it is a scalar. */
export function textAt(node: DocumentNode, key: string): Scalar | null {
  const value = node.kind === "mapping" ? node.entries.find((entry) => entry.key.value === key)?.value : null;
  return value?.kind === "scalar" ? value : null;
}
