import { hashOf } from "./hash.js";
import { CARRYING, LEADING, LIVE, type LiveNames } from "./live-names.js";
import { importedAs } from "./imported-as.js";
import { isPlace, type Wanted } from "./looked-for.js";
import type { NameRows } from "./name-rows.js";
import type { NodeTable } from "./node-table.js";
import { F, T } from "./node-types.js";
import { contentHash, spellsWord } from "./spelled.js";
import { firstRow } from "./units.js";

/** Where a text mentions what is looked for, by rows. */
export interface Seeds {
  /** What tells by itself. */
  readonly seeds: number[];
  /** Mentions of modules, which only tell together with something that takes a member by its name. */
  readonly leading: readonly number[];
  /** What takes members by their names. */
  readonly carriers: readonly number[];
}

/** Finds what a text mentions of what is looked for. */
export function seedsIn(
  text: string,
  table: NodeTable,
  wanted: Wanted,
  live: LiveNames,
  index: NameRows,
): Seeds {
  const { types, names, count } = table;
  const seeds: number[] = [];
  const leading: number[] = [];
  const carriers: number[] = [];
  const isSpoken = new Uint8Array(count);
  for (const name of index.names) {
    const isAsked = live.isHeard(name) || (live.hasMembers && BY_STRING.has(name));
    if (isAsked) for (const row of index.rowsOf(name)) isSpoken[row] = 1;
  }
  for (let row = 0; row < count; row++) {
    if (types[row] === T.identifier) {
      if (isSpoken[row] === 0) continue;
      const mention = live.look(row);
      if ((mention & CARRYING) !== 0) carriers.push(row);
      if ((mention & LIVE) !== 0 || (live.hasMembers && BY_STRING.has(names[row] ?? 0))) seeds.push(row);
      else if ((mention & LEADING) !== 0) leading.push(row);
    } else if (types[row] === T.attribute && !isChain(types[row - 2] ?? 0)) {
      if (live.isLiveMember(row)) seeds.push(row - 1);
    } else if (types[row] === T.string) {
      if (spellsWord(text, table, row, live.isNamed) || isKey(text, table, row, wanted)) seeds.push(row);
    } else if (types[row] === T.import_statement || types[row] === T.import_from_statement) {
      // Most imports tell nothing by themselves; all at the top are kept anyway.
      const first = firstRow(table, row);
      let tells =
        wanted.passesOn && importedAs(table, row, wanted).some(({ places }) => places.some(isPlace));
      for (let i = first; i < row; i++) if (wanted.symbols.modules.has(names[i] ?? 0)) tells = true;
      while (seeds.length > 0 && (seeds.at(-1) ?? 0) >= first) seeds.pop();
      if (tells) seeds.push(row);
    }
  }
  return { seeds, leading, carriers };
}

/** `globals()["pickle"]` is what `pickle` is. */
export function isKey(text: string, table: NodeTable, row: number, { symbols }: Wanted): boolean {
  return table.fields[row] === F.subscript && symbols.isRoot(contentHash(text, table, row));
}

/** Whether attributes of this are told of with the name that they begin with. */
function isChain(type: number): boolean {
  return type === T.identifier || type === T.attribute;
}

const BY_STRING: ReadonlySet<number> = new Set(
  ["getattr", "attrgetter", "methodcaller", "__getattribute__"].map(hashOf),
);
