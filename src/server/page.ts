import { html } from "../report/escape.js";

/** A whole page. The body is HTML; the title is text. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 0.9em/1.45 ui-monospace, monospace }
pre { padding: 0.8rem; border: 1px solid #8884; border-radius: 6px; overflow-x: auto }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8884 }
label { display: block; margin: 1rem 0 } small { display: block; opacity: 0.75 }
input[type=text], input[type=url] { font: inherit; width: 100%; box-sizing: border-box; padding: 0.4rem 0.6rem }
button { font: inherit; padding: 0.5rem 1.2rem; cursor: pointer }
.problem { border-left: 4px solid #c33; padding-left: 0.8rem }
</style></head><body>
${body}
</body></html>
`;
}
