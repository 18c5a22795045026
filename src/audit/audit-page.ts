import { html } from "../report/escape.js";

/** What a page of an audit is made of. All but the titles and the foot is HTML already. */
export interface AuditPage {
  readonly title: string;
  /** What the page begins with; the title where nothing is said. */
  readonly heading?: string;
  /** Style besides that of all pages. */
  readonly style?: string;
  readonly lead: string;
  readonly sections: readonly string[];
  readonly foot: string;
}

/** A page that needs nothing else: it reads without a script, which sorts its tables. */
export function auditPage({ title, heading = title, style = "", lead, sections, foot }: AuditPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${AUDIT_STYLE}${style}</style>
</head>
<body>
<header>
<h1>${html(heading)}</h1>
${lead}
</header>
<main>
${sections.join("\n")}
</main>
<footer>${html(foot)}</footer>
<script>${AUDIT_SCRIPT}</script>
</body>
</html>
`;
}

/** The style of the page: light and dark as the reader has it, and black on white on paper. */
const AUDIT_STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1c2128;--dim:#59636e;--line:#d8dee4;--card:#f6f8fa;--link:#0b5fc4;
--c0:#b3261e;--c1:#e07b00;--c2:#c9a400;--c3:#2f8f5b;--c4:#1b7fa8;--c5:#5b53c4;--c6:#a2418f;--c7:#8b949e}
@media(prefers-color-scheme:dark){:root{--bg:#0f1318;--fg:#e3e8ee;--dim:#98a2ad;--line:#2d343d;--card:#181d24;--link:#79b4ff;
--c0:#ff7b72;--c1:#ffa657;--c2:#e3c341;--c3:#5fc98b;--c4:#58b6dd;--c5:#a19bf5;--c6:#e08acb;--c7:#6e7681}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1100px;padding:1.5rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}p{margin:.3rem 0}
code,.spark{font-family:ui-monospace,monospace;font-size:.86em}.spark{letter-spacing:-1px;white-space:nowrap}
a{color:var(--link)}footer{margin-top:2.5rem;color:var(--dim);font-size:.85rem}
.facts{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:1rem}
.facts div{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem .9rem;min-width:6rem}
.facts b{display:block;font-size:1.35rem;line-height:1.3}.facts span{color:var(--dim);font-size:.85rem}
figure{margin:0}svg{width:100%;height:auto;display:block}svg text{fill:var(--dim);font-size:11px}
.grid{stroke:var(--line);stroke-width:1}.total{fill:none;stroke:var(--fg);stroke-width:1.5}circle{fill:var(--fg)}
${Array.from({ length: 8 }, (_, i) => `.s${String(i)}{fill:var(--c${String(i)});background:var(--c${String(i)})}`).join("")}
polygon{fill-opacity:.8}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;padding:0;margin:.4rem 0 1.2rem;font-size:.85rem}
.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--dim);font-weight:600;white-space:nowrap}td code{overflow-wrap:anywhere}
th[data-sorts]{cursor:pointer}th[aria-sort=ascending]::after{content:" \\2191"}th[aria-sort=descending]::after{content:" \\2193"}
.id{white-space:nowrap}.groups table{table-layout:fixed}.groups th:nth-child(1){width:38%}.groups th:nth-child(2){width:9%}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:block;height:.8em;margin-top:.35em;border-radius:2px;background:var(--c4)}
.kind,.level{font-size:.8rem;padding:.05rem .45rem;border-radius:1em;border:1px solid currentColor;white-space:nowrap}
.fix{color:var(--c3)}.replace,.block{color:var(--c0)}.review,.warn{color:var(--c1)}.note{color:var(--dim)}
@media screen and (max-width:600px){body{padding:1rem}svg{overflow:visible}svg text{font-size:27px}svg .dense{display:none}
svg .grid{stroke-width:2}svg .total{stroke-width:3}circle{r:5px}
.cards thead{display:none}.cards table,.cards tbody{display:block}.cards tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
.cards td,.cards td.n{display:block;position:relative;min-height:1.6em;padding:.1rem 0 .1rem 7.5rem;border:0;text-align:left;white-space:normal;overflow-wrap:anywhere}
.cards td:empty{display:none}.cards td::before{content:attr(data-head);position:absolute;left:0;max-width:7rem;color:var(--dim)}.cards .id{white-space:normal}}
@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--card:#fff}body{max-width:none;padding:0;font-size:10pt}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}tr,figure,.facts div{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
`;

/** Sorts a table by the column whose head is pressed: by number where cells have one, else by text. */
const AUDIT_SCRIPT = `
for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (head.textContent === "") return;
    head.dataset.sorts = "";
    head.tabIndex = 0;
    const sort = () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const key = (row) => row.cells[column].dataset.key;
      const rows = [...body.rows].sort((a, b) =>
        key(a) !== undefined
          ? Number(key(a)) - Number(key(b))
          : a.cells[column].textContent.localeCompare(b.cells[column].textContent, "en", { numeric: true }));
      body.append(...(down ? rows.reverse() : rows));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
    });
  });
}
`;
