import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

import { buildSite } from "../site/build-site.js";

// Builds the site into `build/site`, or into the folder that is named. `--base /no-pickle/` is for a site that will lie
// below a path.
const { values, positionals } = parseArgs({
  options: { base: { type: "string", default: "/" } },
  allowPositionals: true,
});
const { base } = values;
if (!/^\/(?:[\w.-]+\/)*$/.test(base)) {
  process.stderr.write(`site: --base is a path with a slash at both ends, not ${base}\n`);
  process.exit(2);
}
const folder = resolve(positionals[0] ?? join(import.meta.dirname, "..", "build", "site"));
await buildSite(folder, base);
process.stdout.write(`${relative(process.cwd(), folder)}/index.html\n`);
