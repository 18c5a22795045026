import type { Endpoints } from "@octokit/types";

import { REQUEST_DEFAULTS, type GitHubClient } from "./client.js";

/** An attempt to deliver a webhook, as the app's log has it. All attempts of one delivery have the same `guid`. */
type Log = Endpoints["GET /app/hook/deliveries"]["response"];
type Attempt = Log["data"][number];

const PER_PAGE = 100;
/** Pages of the log that are read, and deliveries that are asked for again, at most. */
const MAX_PAGES = 20;
const MAX_REDELIVERED = 200;

/**
 * Asks again for deliveries none of whose attempts was taken, newest first.
 * @param app a client with the app's own key: the log is not for installations
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
  const taken = new Set(
    attempts.filter(({ status_code: code }) => code >= 200 && code < 300).map(({ guid }) => guid),
  );
  const lost = new Map<string, number>();
  for (const { guid, id, event } of attempts) {
    if (!taken.has(guid) && !lost.has(guid) && events.includes(event)) lost.set(guid, Number(id));
  }
  const ids = [...lost.values()].slice(0, MAX_REDELIVERED);
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
