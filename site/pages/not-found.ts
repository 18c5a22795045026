import { sitePage } from "./layout.js";

/** What is shown where there is no page. */
export function notFoundPage(base: string): string {
  return sitePage(
    {
      title: "Not found · no-pickle",
      description: "There is no such page.",
      part: "front",
      main: `<h1>There is no such page</h1><p>Perhaps it is among the <a href="${base}rules/">rules</a> or the <a href="${base}docs/">docs</a>.</p>`,
    },
    base,
  );
}
