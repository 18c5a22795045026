import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { markdownHtml } from "../../site/markdown.js";
import { groupRules } from "../../site/pages/rule-groups.js";
import { commentHtml } from "../../site/review-view.js";
import { fromFragment, toFragment } from "../../site/share.js";
import { RULES } from "../../src/rules/registry.js";

const SITE = join(import.meta.dirname, "..", "..", "dist", "site");
const PAGES = readdirSync(SITE, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".html"),
);
const textOf = (page: string): string => readFileSync(join(SITE, page), "utf8");

describe("the built pages", () => {
  test("are there for every rule and every document", () => {
    expect(PAGES).toEqual(
      expect.arrayContaining([
        ...["index.html", "404.html", "playground/index.html", "rules/index.html", "docs/index.html"],
        ...RULES.map(({ meta }) => `rules/${meta.id}/index.html`),
        ...readdirSync(join(SITE, "..", "..", "docs"))
          .filter((file) => file.endsWith(".md"))
          .map((file) => `docs/${file.replace(".md", "")}/index.html`),
      ]),
    );
  });

  test("lead nowhere but to each other, and to places that are there", () => {
    const ids = new Map(
      PAGES.map((page) => [page, new Set([...textOf(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
    );
    const broken = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/ (?:href|src)="([^"]+)"/g)].flatMap(([, address = ""]) => {
        if (/^https?:/.test(address)) return [];
        const [path = "", hash = ""] = address.split("#");
        const file = path === "" ? page : path.slice(1);
        const target = file === "" || file.endsWith("/") ? `${file}index.html` : file;
        const isThere = existsSync(join(SITE, target));
        const isAnchor = hash === "" || hash.startsWith("v1=") || ids.get(target)?.has(hash);
        return isThere && isAnchor ? [] : [`${page}: ${address}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test("ask nothing of anybody, and say so", () => {
    for (const page of PAGES) {
      const text = textOf(page);
      expect(text).toMatch(/content-security-policy" content="default-src &#39;none&#39;/);
      expect(text).not.toMatch(/connect-src|unsafe-inline|<style|\sstyle=|\son\w+=/);
      expect(text).not.toMatch(/<(?:script|link|img|iframe)[^>]*"https?:/);
    }
  });

  test("show each rule in one group, with the levels and what other tools call it", () => {
    const grouped = groupRules(RULES).flatMap(({ rules }) => rules.map(({ meta }) => meta.id));
    expect([...grouped].sort()).toEqual(RULES.map(({ meta }) => meta.id).sort());
    expect(textOf("rules/pickle-load/index.html")).toMatch(
      /Bandit B301[\s\S]*Ruff S301|Ruff S301[\s\S]*Bandit B301/,
    );
    expect(textOf("rules/pickle-load/index.html")).toMatch(/class="tok-keyword">import</);
  });
});

describe("what is drawn", () => {
  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,x)",
    "![x](https://example.com/x.png)",
    '<https://example.com/"onclick=x>',
    "`</code><script>`",
    "```html\n</code></pre><script>\n```",
    "<!-- --><script><!-- -->",
    "<sub onclick=x>",
    "<details ontoggle=x open>",
  ])("of %s is harmless", (text) => {
    const drawn = commentHtml(text, null, "");
    expect(drawn).not.toMatch(/<(?!\/?(?:div|span|b|p|pre|code|a|sub|details|summary|strong|em)\b)/);
    expect(drawn).not.toMatch(/<[^>]*\son\w+=|href="(?!https:\/\/)/);
  });

  test("of anything is made of known tags only", () => {
    const pieces = [
      "<",
      ">",
      "&",
      '"',
      "'",
      "`",
      "```",
      "\n",
      "[",
      "](",
      ")",
      "<!--",
      "-->",
      "<sub>",
      "x",
      "javascript:",
      "https://a.b",
      "|",
      "-",
      "#",
      "*",
      "\\",
      "\u202e",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const drawn = markdownHtml(parts.join(""), {
          code: () => "",
          link: (href) => (href.startsWith("https:") ? href : null),
        });
        expect(
          drawn.replace(
            /<\/?(?:p|code|sub|em|strong|del|br|hr|ul|ol|li|h[1-6]|blockquote|table|thead|tbody|tr|th|td|div class="table" tabindex="0"|div|input [^<>]*|details|summary|a|a href="https:[^"<>]*")>/g,
            "",
          ),
        ).not.toMatch(/[<>]/);
      }),
    );
  });
});

describe("what is shared", () => {
  test("comes back", async () => {
    const shared = {
      path: "ä/b.py",
      head: "import pickle\n".repeat(100),
      base: null,
      policy: "preset: balanced",
    };
    expect(await fromFragment(toFragment(shared) ?? "")).toEqual(shared);
  });

  test("is refused where it would be too long for an address", () => {
    const head = randomBytes(60_000).toString("base64");
    expect(toFragment({ path: "a.py", head, base: null, policy: null })).toBeNull();
  });

  test("is read with a limit, and never fails", async () => {
    const bomb = toFragment({ path: "a.py", head: "a".repeat(3_000_000), base: null, policy: null }) ?? "";
    expect(bomb.length).toBeLessThan(10_000);
    expect(await fromFragment(bomb)).toBeNull();
    for (const text of ["", "#", "#v1=", "#v1=AAAA", "#v1=!", "#x", bomb.slice(0, 100)])
      expect(await fromFragment(text)).toBeNull();
  });
});
