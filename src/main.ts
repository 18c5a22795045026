import { readSettings, SettingsError } from "./server/settings.js";
import { hasNoCredentials, setUp, withKeptCredentials } from "./setup.js";
import { serve } from "./serve.js";

/** sysexits.h: something in the configuration is wrong. */
const EX_CONFIG = 78;

try {
  let env = withKeptCredentials(process.env);
  if (hasNoCredentials(env)) env = await setUp(env, (line) => process.stdout.write(`${line}\n`));
  await serve(readSettings(env));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`no-pickle: ${error.message}\n`);
  // Not by itself: the queue may be running already.
  process.exit(EX_CONFIG);
}
