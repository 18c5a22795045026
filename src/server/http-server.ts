import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { createBodyRoom } from "./body-room.js";
import { takeWebhook, type IntakeOptions } from "./intake.js";
import { send } from "./send.js";
import type { SiteFiles } from "./site-files.js";

/** What the HTTP front needs of the process behind it. */
export interface FrontOptions extends Omit<IntakeOptions, "room"> {
  /** Why the process is not ready, or null if it is. */
  readonly notReady: () => Promise<string | null>;
  /** The metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  /** What anybody may look at: the rules, the docs, the playground. */
  readonly site: SiteFiles;
  /** Told of a request that failed in a way nobody foresaw. */
  readonly onError: (error: unknown) => void;
}

/** Where GitHub sends webhooks. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/** The HTTP front: webhooks, health, metrics, the site. */
export function createFront(front: FrontOptions): Server {
  const options = { ...front, room: createBodyRoom() };
  const server = createServer({ connectionsCheckingInterval: 1000 }, (request, response) => {
    route(request, response, options).catch((error: unknown) => {
      options.onError(error);
      if (!response.headersSent) send(response, 500, "text/plain", "internal error\n");
      else response.destroy();
    });
  });
  // A sender that dawdles is cut off. GitHub itself gives up a delivery that was not answered within ten seconds.
  server.headersTimeout = 6_000;
  server.requestTimeout = 12_000;
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return;
    options.onError(error);
    socket.end(
      `HTTP/1.1 ${STATUS_LINES[error.code ?? ""] ?? "400 Bad Request"}\r\nconnection: close\r\n\r\n`,
    );
  });
  return server;
}

/** The most connections at a time: each takes memory before it has sent anything. */
const MAX_CONNECTIONS = 2000;

/** What is said to who does not speak HTTP, or not in time. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  options: FrontOptions & IntakeOptions,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path === WEBHOOK_PATH) {
    if (request.method !== "POST") {
      response.setHeader("allow", "POST");
      send(response, 405, "text/plain", "POST only\n");
      return;
    }
    await takeWebhook(request, response, options);
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    send(response, 405, "text/plain", "GET only\n");
    return;
  }
  await page(path, request, response, options);
}

async function page(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  options: FrontOptions,
): Promise<void> {
  switch (path) {
    case "/healthz":
      send(response, 200, "text/plain", "ok\n");
      return;
    case "/readyz": {
      const reason = await options.notReady();
      send(response, reason === null ? 200 : 503, "text/plain", `${reason ?? "ready"}\n`);
      return;
    }
    case "/metrics":
      send(response, 200, "text/plain; version=0.0.4", await options.metrics());
      return;
    default:
      if (!(await options.site.send(path, request, response)))
        send(response, 404, "text/plain", "not found\n");
  }
}
