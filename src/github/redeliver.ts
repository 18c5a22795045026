import type { Endpoints } from "@octokit/types";

import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

type Log = Endpoints["GET /app/hook/deliveries"]["response"];

/** An attempt to deliver a webhook. All attempts of one delivery have the same `guid`. */
type Attempt = Log["data"][number];

const PER_PAGE = 100;
/** The most pages of the log that are read, and the most deliveries that are asked for again. */
const MAX_PAGES = 20;
const MAX_REDELIVERED = 200;

/**
 * Asks GitHub to repeat the webhook deliveries of which no attempt succeeded, newest first.
 * @param app a client with the app's own key: the token of an installation may not read the log
 * @param events the events that matter
 * @param since ISO 8601; GitHub keeps the log for three days
 * @returns how many were asked for
 */
export async function redeliverFailed(
  app: GitHubClient,
  events: readonly string[],
  since: string,
): Promise<number> {
  const attempts = await readLog(app, since);
  const succeeded = new Set(
    attempts.filter(({ status_code: code }) => code >= 200 && code < 300).map(({ guid }) => guid),
  );
  const failed = new Map<string, number>();
  for (const { guid, id, event } of attempts) {
    // In JSON an id is a number; its type allows for a bigint, too.
    if (!succeeded.has(guid) && !failed.has(guid) && events.includes(event)) failed.set(guid, Number(id));
  }
  const ids = [...failed.values()].slice(0, MAX_REDELIVERED);
  for (const delivery_id of ids) {
    await app.request("POST /app/hook/deliveries/{delivery_id}/attempts", {
      ...REQUEST_DEFAULTS,
      delivery_id,
    });
  }
  return ids.length;
}

/** The attempts since then, newest first. */
async function readLog(app: GitHubClient, since: string): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { data, headers }: Log = await app.request("GET /app/hook/deliveries", {
      ...REQUEST_DEFAULTS,
      per_page: PER_PAGE,
      ...(cursor === null ? {} : { cursor }),
    });
    const fresh = data.filter(({ delivered_at }) => delivered_at >= since);
    attempts.push(...fresh);
    cursor = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.link ?? "")?.[1] ?? null;
    if (cursor === null || fresh.length < data.length) break;
  }
  return attempts;
}
