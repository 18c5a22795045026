import type { Server } from "node:http";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { RuleMeta } from "../../src/rule-kit/rule.js";
import { RULES } from "../../src/rules/registry.js";
import { toFragment, type Shared } from "../../site/share.js";
import { findChromium, startChromium } from "../support/chromium.js";
import { serveSite } from "../support/site.js";

const executable = findChromium();
let browser: Browser;
let server: Server;
let url: string;
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

/** Changes that the examples of rules describe in words. */
const CHANGES: Readonly<Record<string, { readonly bad: Change; readonly good: Change }>> = {
  "dependency-floor": {
    bad: { path: "requirements.txt", base: "torch>=2.6\n", head: "torch>=2.0\n" },
    good: { path: "requirements.txt", base: "torch>=2.6\n", head: "torch>=2.6\nattrs\n" },
  },
  "policy-weakened": {
    bad: { path: ".github/no-pickle.yml", base: null, head: "rules: { pickle-load: off }\n" },
    good: { path: ".github/no-pickle.yml", base: null, head: "rules: { pickle-load: block }\n" },
  },
  "value-weakened": {
    bad: {
      path: "loaders.py",
      base: "import yaml\nLOADER = yaml.SafeLoader\n",
      head: "import yaml\nLOADER = yaml.Loader\n",
    },
    good: {
      path: "loaders.py",
      base: "import yaml\nLOADER = yaml.SafeLoader\n",
      head: "import yaml\nLOADER = yaml.SafeLoader\nX = 1\n",
    },
  },
};

type Change = Omit<Shared, "policy">;

const ofFiles = RULES.filter(({ checkArtifact }) => checkArtifact).map(({ meta }) => meta);
const ofTexts = RULES.filter(({ checkArtifact }) => !checkArtifact).map(({ meta }) => meta);

beforeAll(async () => {
  if (executable === null) return;
  ({ server, url } = await serveSite());
  browser = await startChromium(executable);
  page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${url}/playground/`);
  await page.waitForSelector("#result .check");
});

afterAll(async () => {
  if (executable === null) return;
  await browser.close();
  server.close();
});

describe.skipIf(executable === null)("the playground", () => {
  test("shows the first finding soon, after less than 500 kB", async () => {
    const { bytes, ms } = await page.evaluate(() => {
      const loaded = [
        ...performance.getEntriesByType("navigation"),
        ...performance.getEntriesByType("resource"),
      ];
      const sizes = loaded.map((entry) => (entry as PerformanceResourceTiming).transferSize);
      return { bytes: sizes.reduce((sum, size) => sum + size, 0), ms: performance.now() };
    });
    process.stdout.write(
      `the playground: ${String(Math.round(bytes / 1000))} kB, a finding after ${ms.toFixed(0)} ms at most\n`,
    );
    // The worker's modules are asked for by the worker: the page does not see them.
    const all = await sizesOf(requests);
    process.stdout.write(`all that it asked for: ${String(Math.round(all / 1000))} kB packed\n`);
    expect(all).toBeGreaterThan(100_000);
    expect(all).toBeLessThan(500_000);
    expect(requests.join()).not.toContain("grammar");
  });

  test("finds the bad example of every rule, and its good one not", async () => {
    const cases = ofTexts.flatMap((meta) => [
      { id: meta.id, isBad: true, change: changeOf(meta, "bad") },
      { id: meta.id, isBad: false, change: changeOf(meta, "good") },
    ]);
    const found = await lookAt(cases.map(({ change }) => ({ ...change, policy: null })));
    const wrong = cases.filter(({ id, isBad }, i) => found[i]?.includes(id) !== isBad);
    expect(wrong.map(({ id, isBad }) => `${id}: ${isBad ? "bad" : "good"}`)).toEqual([]);
    expect(cases.length).toBeGreaterThan(150);
  });

  test.each(ofFiles)("looks into a file that is dropped on it: $id", async (meta) => {
    expect(await drop("model.pkl", bytesIn(meta.bad))).toContain(meta.id);
    // Plain data is a pickle all the same; the good ones of some rules are no pickles at all.
    if (meta.good.includes("hexadecimal"))
      expect(await drop("model.pkl", bytesIn(meta.good))).not.toContain(meta.id);
  });

  test("names what a malicious pickle calls", async () => {
    const meta = ofFiles.find(({ bad }) => bad.includes("posix.system"));
    await drop("model.pkl", bytesIn(meta?.bad ?? ""));
    expect(await page.textContent("#result")).toContain("posix.system('id')");
    expect(await page.textContent(".artifact")).toMatch(/Loading it runs\s*posix\.system/);
    await page.click("#close-dropped");
  });

  test("applies a suggestion, and turns green", async () => {
    await look({
      path: "a.py",
      base: null,
      head: "import yaml\nyaml.load(f, Loader=yaml.Loader)\n",
      policy: null,
    });
    await page.click("[data-apply]");
    await page.waitForSelector("#result .check.success");
  });

  test("shows of a change what is new only", async () => {
    const base = "import pickle\n\n\ndef a(f):\n    return pickle.load(f)\n";
    const head = `${base}\n\ndef b(f):\n    return pickle.loads(f)\n`;
    await look({ path: "a.py", base, head, policy: null });
    expect(await page.locator("#result .thread").count()).toBe(1);
    expect(await page.locator("#before-part").isVisible()).toBe(true);
  });

  test("judges by a policy, and says what is wrong with one", async () => {
    const head = "import pickle\npickle.load(f)\n";
    expect(
      (
        await lookAt([
          { path: "a.py", base: null, head, policy: "rules: { pickle-load: off, pickle-import: off }" },
        ])
      )[0],
    ).toEqual([]);
    await look({ path: "a.py", base: null, head, policy: "rules: { pickle-lod: off }" });
    expect(await page.textContent("#result .problems")).toMatch(/Line 1: .*pickle-load/);
  });

  test("takes broken Python by the grammar, which it has not asked for before", async () => {
    await look({ path: "a.py", base: null, head: "import pickle\npickle.load(f)\ndef (:\n", policy: null });
    await page.waitForSelector("#result .thread");
    expect(await page.textContent("#result")).toMatch(/syntax/i);
    expect(requests.join()).toContain("grammar");
  });

  test.each([
    ["a.sh", "python3 - <<'EOF'\nimport pickle\npickle.load(open('x', 'rb'))\nEOF\n", "/assets/parser-"],
    ["requirements/pyproject.toml", '[project]\nname = "x"\ndependencies = ["pyyaml>=5"]\n', "/assets/lib-"],
  ])("loads what reads %s only then", async (path, head, reader) => {
    const fresh = await browser.newPage();
    const asked: string[] = [];
    fresh.on("request", (request) => asked.push(request.url()));
    await fresh.goto(`${url}/playground/`);
    await fresh.waitForSelector("#result .thread");
    expect(asked.join()).not.toContain(reader);
    await fresh.fill("#path", path);
    await fresh.locator("#head .cm-content").fill(head);
    await expect.poll(() => asked.join()).toContain(reader);
    await fresh.close();
  });

  test("finds what a shell hands to Python", async () => {
    const head = "python3 - <<'EOF'\nimport pickle\npickle.load(open('x', 'rb'))\nEOF\n";
    expect((await lookAt([{ path: "a.sh", base: null, head, policy: null }]))[0]).toContain("pickle-load");
  });

  test("shares by an address that holds all of it", async () => {
    await look({
      path: "b/c.py",
      base: null,
      head: 'import dill\ndill.load("é")\n',
      policy: "preset: balanced",
    });
    await page.click("#share");
    const other = await browser.newPage();
    await other.goto(page.url());
    await other.waitForSelector("#result .thread");
    expect(await other.inputValue("#path")).toBe("b/c.py");
    expect(await other.inputValue("#policy")).toBe("preset: balanced");
    expect(await other.textContent("#head .cm-content")).toContain('dill.load("é")');
    await other.close();
  });

  test("shows whatever a stranger wrote as text", async () => {
    const bait = "<img src=x onerror=alert(1)>";
    await look({
      path: `${bait}.py`,
      base: null,
      head: `import pickle\npickle.loads(request["${bait}"])  # ${bait} [x](javascript:alert(1))\n"${bait}" (:\n`,
      policy: `rules: { "${bait}": off }`,
    });
    expect(await page.textContent("#result")).toContain(bait);
    await look({
      path: `${bait}.py`,
      base: null,
      head: `import pickle\npickle.loads("${bait}")\n`,
      policy: null,
    });
    expect(await page.textContent("#result")).toContain(bait);
    expect(await page.locator("#result img, #result a[href^=javascript]").count()).toBe(0);
  });

  test("can be left by keyboard, and its findings lead to their lines", async () => {
    await look({ path: "a.py", base: null, head: "import pickle\n\n\npickle.load(f)\n", policy: null });
    await page.locator("#head .cm-content").focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.id)).not.toBe("head");
    await page.locator("#result [data-go='4']").first().press("Enter");
    expect(await page.textContent("#head .cm-activeLine")).toBe("pickle.load(f)");
  });

  test("may ask nothing of anybody, neither the page nor the engine", async () => {
    const refusals = complaints.length;
    const ask = `fetch("${url}/rules/").then(() => "answered", () => "refused")`;
    expect(await page.evaluate(ask)).toBe("refused");
    expect(await page.workers()[0]?.evaluate(ask)).toBe("refused");
    complaints.splice(refusals);
    const elsewhere = requests.filter((one) => !one.startsWith(url) && !/^(?:blob|data):/.test(one));
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

function changeOf(meta: RuleMeta, which: "bad" | "good"): Change {
  return (
    CHANGES[meta.id]?.[which] ?? {
      path: `example.${meta.exampleFormat ?? "py"}`,
      base: null,
      head: meta[which],
    }
  );
}

/** Opens a shared address in the page that is open, and waits for what is said. */
async function look(shared: Shared): Promise<void> {
  await lookAt([shared]);
}

/** The same for many, within the page. Returns the rules that are named for each. */
async function lookAt(all: readonly Shared[]): Promise<string[][]> {
  const fragments = all.map((shared) => toFragment(shared) ?? "");
  return page.evaluate(async (hashes) => {
    const result = document.getElementById("result");
    if (!result) throw new Error("no result");
    const settled = (): Promise<void> =>
      new Promise((resolve) => {
        const watch = new MutationObserver(() => {
          if (result.hasAttribute("aria-busy")) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(result, { attributes: true });
      });
    const found: string[][] = [];
    for (const hash of hashes) {
      history.replaceState(null, "", "#");
      const done = settled();
      location.hash = hash;
      await done;
      found.push([...result.querySelectorAll(".annotations a")].map((link) => link.textContent));
    }
    return found;
  }, fragments);
}

/** Drops a file on the page. Returns the rules that are named then. */
async function drop(name: string, bytes: readonly number[]): Promise<string[]> {
  await page.evaluate(
    ([file, content]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(content)], file));
      const result = document.getElementById("result");
      result?.replaceChildren();
      document.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    [name, bytes] as const,
  );
  await page.waitForSelector("#result .check");
  return page.locator("#result .annotations a").allTextContents();
}

/** The bytes that an example spells in hexadecimal. */
function bytesIn(example: string): number[] {
  const [, digits = ""] = /in hexadecimal: ((?:[0-9a-f]{2}\s)+)/.exec(example) ?? [];
  return digits
    .trim()
    .split(" ")
    .map((byte) => parseInt(byte, 16));
}

async function sizesOf(addresses: readonly string[]): Promise<number> {
  const own = [...new Set(addresses)].filter((address) => address.startsWith(url));
  const answers = await Promise.all(
    own.map((address) => fetch(address.split("#")[0] ?? "", { headers: { "accept-encoding": "gzip" } })),
  );
  return answers.reduce((sum, { headers }) => sum + Number(headers.get("content-length")), 0);
}
