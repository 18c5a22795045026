import type { Server } from "node:http";

import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { findChromium, startChromium } from "../support/chromium.js";
import { serveSite } from "../support/site.js";

const executable = findChromium();
let browser: Browser;
let server: Server;
let url: string;

/** One page of each kind. */
const PAGES = [
  "/",
  "/rules/",
  "/rules/torch-load",
  "/docs/",
  "/docs/policy",
  "/playground/",
  "/404.html",
  "/setup",
];
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const LIGHT = { look: "desktop, light", viewport: DESKTOP, colorScheme: "light" } as const;
const DARK = { look: "phone, dark", viewport: PHONE, colorScheme: "dark" } as const;
const OTHERS = [
  { look: "desktop, dark", viewport: DESKTOP, colorScheme: "dark" },
  { look: "phone, light", viewport: PHONE, colorScheme: "light" },
] as const;
/** Some pages in one of the two looks that differ in everything; by `npm run test:long` each in all four. */
const CASES = PAGES.flatMap((path, i) =>
  process.env["RUNS"] === undefined
    ? i % 3 === 0
      ? [{ path, ...(i % 2 === 0 ? LIGHT : DARK) }]
      : []
    : [LIGHT, DARK, ...OTHERS].map((one) => ({ path, ...one })),
);

beforeAll(async () => {
  if (executable === null) return;
  ({ server, url } = await serveSite());
  browser = await startChromium(executable);
});

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  server.close();
});

describe.skipIf(executable === null)("a page", () => {
  test.each(CASES)(
    "$path ($look) has no violation, and nothing sticks out",
    async ({ path, viewport, colorScheme }) => {
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(url + path);
      if (path === "/playground/") {
        await page.waitForSelector("#result .thread");
        await page.locator("#has-policy summary").click();
      }
      await page.evaluate(axe.source);
      const found = await page.evaluate<axe.AxeResults>("axe.run()");
      const violations = found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join("\n")}`,
      );
      expect(violations).toEqual([]);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBe(0);
      await page.close();
    },
  );
});

describe.skipIf(executable === null)("by keyboard", () => {
  test("the steps of the first page follow the arrows", async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.locator("#step-2").focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator("#panel-3").isVisible()).toBe(true);
    expect(await page.locator("#panel-2").isVisible()).toBe(false);
    await page.close();
  });

  test("the rules are narrowed by words, and an example leads to the playground", async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/rules/`);
    await page.locator("#search").pressSequentially("b614 torch");
    expect(await page.locator("ul.rules li:visible").count()).toBeLessThan(6);
    await page.locator("ul.rules li:visible a", { hasText: /^torch-load$/ }).press("Enter");
    await page.locator(".try a").first().press("Enter");
    await page.waitForSelector("#result .thread");
    expect(await page.textContent("#result")).toContain("torch-load");
    await page.close();
  });
});
