import { html } from "../report/escape.js";

/** A cell: what is shown, as HTML, and, of a number, what it is sorted by. */
export type Cell = string | readonly [shown: string, key: number];

/** A table of so many columns fits a telephone as it is. */
const NARROW = 3;

/** A table that the script of the page sorts. The cells are HTML already. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const head = heads[column] ?? "";
      // Where a page is narrow, each cell is a line of its own that begins with what it is.
      const named = head === "" ? "" : ` data-head="${html(head)}"`;
      return typeof cell === "string"
        ? `<td${named}>${cell}</td>`
        : `<td class="n"${named} data-key="${String(cell[1])}">${cell[0]}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const names = heads.map((head, column) => {
    const isNumber = rows.length > 0 && typeof rows[0]?.[column] !== "string";
    return `<th scope="col"${isNumber ? ' class="n"' : ""}>${html(head)}</th>`;
  });
  return `<div class="wide${heads.length > NARROW ? " cards" : ""}"><table><thead><tr>${names.join("")}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}

/** The cell of a number. */
export function numberCell(number: number): Cell {
  return [String(number), number];
}
