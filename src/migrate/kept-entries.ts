import type { DataEnd } from "./data-ends.js";
import { planOf } from "./plan.js";
import type { Project } from "./project.js";
import { describeShape, holdsUnknown, whyNotJson, type Shape } from "./shape.js";
import { storeKey } from "./store-key.js";
import { childOf } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";

/** Where something stands: a path and a line, 1-based. */
export interface Spot {
  readonly path: string;
  readonly line: number;
}

/** Pickled data under a key of a store, or in a column. What is there already only its owner can move: no patch is made for it. */
export interface KeptEntry {
  /** `cache["user:*"]`, `.settings`. */
  readonly name: string;
  readonly kind: "key" | "column";
  readonly written: readonly Spot[];
  readonly read: readonly Spot[];
  /** The columns that pickle by themselves. */
  readonly declared: readonly Spot[];
  /** In words, as far as the code tells. */
  readonly holds: string;
  /** What could be written instead, and what becomes of what is there. */
  readonly instead: string;
}

/** Types of columns that pickle what they hold, and what does not. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ...["sqlalchemy", "sqlalchemy.types", "sqlalchemy.sql.sqltypes"].map(
    (module) => [`${module}.PickleType`, "sqlalchemy.JSON"] as const,
  ),
  ...["picklefield", "picklefield.fields"].map(
    (module) => [`${module}.PickledObjectField`, "django.db.models.JSONField"] as const,
  ),
]);

/** Finds what is written and read under one key or in one column. Returns it with the ends that are left. */
export function entriesOf(
  project: Project,
  loose: readonly DataEnd[],
): { readonly entries: readonly KeptEntry[]; readonly left: readonly DataEnd[] } {
  const groups = new Map<string, { readonly name: string; readonly ends: DataEnd[] }>();
  for (const end of loose) {
    const key = storeKey(project, end);
    if (!key) continue;
    const known = groups.get(key.id);
    if (known) known.ends.push(end);
    else groups.set(key.id, { name: key.shown, ends: [end] });
  }
  const pairs = [...groups.values()].filter(
    ({ ends }) => ends.some(({ does }) => does === "writes") && ends.some(({ does }) => does === "reads"),
  );
  const placed = new Set(pairs.flatMap(({ ends }) => ends));
  return {
    entries: pairs.map((pair) => entryOf(project, pair)),
    left: loose.filter((end) => !placed.has(end)),
  };
}

/** The columns of a file that pickle what they hold. */
export function columnsOf(model: FileModel): readonly KeptEntry[] {
  return model.uses.flatMap((use): KeptEntry[] => {
    const plain = COLUMNS.get(use.symbol);
    if (plain === undefined) return [];
    let node = use.node;
    while (node.parent && node.type !== "assignment") node = node.parent;
    const target = node.type === "assignment" ? childOf(node, "left") : null;
    if (target?.type !== "identifier") return [];
    const line = model.source.positionOf(use.node.start).line + 1;
    return [
      {
        name: `.${model.tree.text.slice(target.start, target.end)}`,
        ...{ kind: "column", written: [], read: [], declared: [{ path: model.path, line }] },
        holds: "not known",
        instead: `${plain}, if what it holds is plain. ${MOVE.column}`,
      },
    ];
  });
}

function entryOf(
  project: Project,
  { name, ends }: { readonly name: string; readonly ends: readonly DataEnd[] },
): KeptEntry {
  const place = { id: name, shown: name, isLiteral: false, lines: [] };
  const { shapes, writers, readers } = planOf(project, { name: place, ends });
  const kind = ends.some((end) => end.place.kind === "key") ? "key" : "column";
  const holds = [...new Set(shapes.map(describeShape))];
  return {
    ...{ name, kind, declared: [], written: writers.map(spotOf), read: readers.map(spotOf) },
    holds: holds.length === 0 ? "not known" : holds.join(", or "),
    instead: `${formatFor(shapes)} ${MOVE[kind]}`,
  };
}

/** What becomes of what is there already. */
const MOVE: Readonly<Record<KeptEntry["kind"], string>> = {
  key: "Use a new key for it, and delete what is under the old one or let it expire: nobody loads it then.",
  column: "Give it a new column, fill that once from the old one, and drop the old one.",
};

function formatFor(shapes: readonly Shape[]): string {
  if (shapes.length === 0 || shapes.some(holdsUnknown)) return "JSON, if it is plain data.";
  const reason = shapes.map(whyNotJson).find((one) => one !== null);
  if (reason === undefined) return "json.dumps(...), and json.loads(...) where it is read.";
  if (shapes.every(({ kind }) => kind === "array"))
    return "numpy.save to a buffer, and numpy.load with allow_pickle=False where it is read.";
  return `Its plain parts as JSON, and the rest made again from them (${reason}).`;
}

function spotOf({ model, line }: DataEnd): Spot {
  return { path: model.path, line };
}
