import { existsSync } from "node:fs";

import { chromium, type Browser } from "playwright-core";

/** Where a Chromium is looked for, besides `CHROMIUM` and what `npx playwright-core install chromium` leaves. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A Chromium that is installed; null where there is none, which is said, or fails where `REQUIRE_CHROMIUM` is set. */
export function findChromium(): string | null {
  const given = process.env["CHROMIUM"];
  const found = [...(given ? [given] : []), ...PLACES, chromium.executablePath()].find((place) =>
    existsSync(place),
  );
  if (found !== undefined) return found;
  const what = "no Chromium: neither CHROMIUM, nor one in /usr/bin, nor Playwright's own";
  if (process.env["REQUIRE_CHROMIUM"]) throw new Error(what);
  process.stderr.write(`\n*** SKIPPED, ${what}. The tests of the site in a browser do not run. ***\n\n`);
  return null;
}

/** Starts it. As root it does without its sandbox, which needs another user. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
