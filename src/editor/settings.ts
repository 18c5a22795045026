import { resolve } from "node:path";

import { fallback, nullable, object, optional, parse, pipe, string, unknown, url } from "valibot";

import type { Settings } from "./task.js";

const TEXT = fallback(optional(nullable(string()), null), null);
const SCHEMA = fallback(
  object({
    policy: TEXT,
    organization: TEXT,
    baseUrl: fallback(optional(nullable(pipe(string(), url())), null), null),
  }),
  { policy: null, organization: null, baseUrl: null },
);

/**
 * What `initializationOptions`, or the configuration below `no-pickle`, come to; what is not understood counts as not said.
 * @param folder what paths are seen from
 */
export function settingsOf(said: unknown, folder: string): Settings {
  const { policy, organization, baseUrl } = parse(SCHEMA, parse(unknown(), said));
  const full = (path: string | null): string | null => (path ? resolve(folder, path) : null);
  return {
    policy: full(policy),
    organization: full(organization),
    baseUrl: baseUrl !== null && /^https?:/.test(baseUrl) ? baseUrl : null,
  };
}
