import { html } from "../report/escape.js";

/** A cell: what is shown, as HTML, and, of a number, what it is sorted by. */
export type Cell = string | readonly [shown: string, key: number];

/** A table that the script of the page sorts. The cells are HTML already. */
export function htmlTable(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const body = rows.map((row) => {
    const cells = row.map((cell, column) => {
      const [shown, key] = typeof cell === "string" ? [cell, null] : cell;
      // Where there is no room for a table each cell has its name beside it, and one that holds nothing is left out.
      const head = heads[column] ?? "";
      const label = head === "" || shown === "" ? "" : ` data-label="${html(head)}"`;
      return key === null
        ? `<td${label}>${shown}</td>`
        : `<td class="n" data-key="${String(key)}"${label}>${shown}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const names = heads.map((head, column) => {
    const isNumber = rows.length > 0 && typeof rows[0]?.[column] !== "string";
    return `<th scope="col"${isNumber ? ' class="n"' : ""}>${html(head)}</th>`;
  });
  return `<div class="wide"><table><thead><tr>${names.join("")}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table></div>`;
}

/** The cell of a number. */
export function numberCell(number: number): Cell {
  return [String(number), number];
}
