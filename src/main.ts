import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { readSettings, SettingsError } from "./server/settings.js";
import { hasNoCredentials, setUp, withKeptCredentials } from "./app/setup.js";
import { serve } from "./app/serve.js";

/** sysexits.h: something in the configuration is wrong. */
const EX_CONFIG = 78;

try {
  let env = withKeptCredentials(process.env);
  if (hasNoCredentials(env)) {
    const manifest = readFileSync(new URL("../app.yml", import.meta.url), "utf8");
    env = await setUp(env, manifest, (line) => process.stdout.write(`${line}\n`));
  }
  await serve(readSettings(env), {
    cores: availableParallelism(),
    memory: () => process.memoryUsage.rss(),
    onSignal: (stop) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
    },
    exit: () => process.exit(0),
  });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`no-pickle: ${error.message}\n`);
  // Not by itself: the queue may be running already.
  process.exit(EX_CONFIG);
}
