import { readdirSync } from "node:fs";
import { join } from "node:path";

import { build } from "esbuild";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..", "src");
const CORE = "findings diff dependencies parse python rule-kit rules policy analysis report review".split(
  " ",
);

test("the core builds for a browser: nothing of it asks for Node", async () => {
  const files = CORE.flatMap((room) =>
    readdirSync(join(SOURCE, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(SOURCE, room, file)),
  );
  expect(files.length).toBeGreaterThan(200);
  const { outputFiles, warnings } = await build({
    stdin: {
      contents: files.map((file) => `import ${JSON.stringify(file)};`).join("\n"),
      resolveDir: SOURCE,
    },
    bundle: true,
    write: false,
    // Nothing may be left out because nobody uses it.
    ignoreAnnotations: true,
    treeShaking: false,
    platform: "browser",
    format: "esm",
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/\brequire\(|from "node:/);
});
