import { html } from "../report/escape.js";

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  /** What search engines and previews show. */
  readonly description: string;
  /** Which part of the site it belongs to. */
  readonly part: Part;
  /** HTML. */
  readonly main: string;
  /** What the page may do, as a content security policy; left out where the server says so. */
  readonly policy?: string;
  /** The address of its script. */
  readonly script?: string;
  /** Addresses of modules that the script will ask for. */
  readonly modules?: readonly string[];
  /** Attributes `data-...` of the body, with values that are text. */
  readonly data?: Readonly<Record<string, string>>;
}

/** A part of the site, as the navigation has it; `front` and `setup` are not in it. */
export type Part = "front" | "rules" | "docs" | "playground" | "setup";

const NAVIGATION = [
  ["rules", "Rules"],
  ["docs", "Docs"],
  ["playground", "Playground"],
] as const;

/**
 * A whole page, of the site or of the server: they have one look.
 * @param base the path that the site lies below, with a slash at both ends
 */
export function page(parts: PageParts, base: string): string {
  const { title, description, part, main, policy, script, modules = [], data = {} } = parts;
  const links = NAVIGATION.map(
    ([name, label]) => `<a href="${base}${name}/"${name === part ? ' aria-current="true"' : ""}>${label}</a>`,
  );
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${html(value)}"`);
  const heads = [
    '<meta charset="utf-8">',
    ...(policy === undefined
      ? []
      : [`<meta http-equiv="content-security-policy" content="${html(policy)}">`]),
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${html(title)}</title>`,
    `<meta name="description" content="${html(description)}">`,
    `<link rel="icon" href="${base}assets/icon.svg">`,
    `<link rel="stylesheet" href="${base}assets/site.css">`,
    ...modules.map((module) => `<link rel="modulepreload" href="${html(module)}">`),
    ...(script === undefined ? [] : [`<script type="module" src="${html(script)}"></script>`]),
  ];
  return `<!doctype html>
<html lang="en"><head>
${heads.join("\n")}
</head><body class="${part}"${attributes.join("")}>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><nav aria-label="Site"><a class="brand" href="${base}">no-pickle</a>${links.join("")}</nav></header>
<main id="main">
${main}
</main>
<footer><p>Nothing on these pages is loaded from anywhere else, and what you type stays in your browser.</p></footer>
</body></html>
`;
}
