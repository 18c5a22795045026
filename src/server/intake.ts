import type { IncomingMessage, ServerResponse } from "node:http";

import type { BodyRoom } from "./body-room.js";
import { isDeeperThan, MAX_JSON_DEPTH } from "./json-depth.js";
import { isSigned } from "./signature.js";

/** A webhook delivery whose signature is right. */
export interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What intake needs. */
export interface IntakeOptions {
  readonly room: BodyRoom;
  readonly secrets: readonly string[];
  /** Resolves once the delivery's work is in the queue. */
  readonly accept: (delivery: Delivery) => Promise<void>;
  /** Whether new work is taken; false while the process shuts down. */
  readonly isOpen: () => boolean;
  /** Told of every answer, for the log; never given the payload. */
  readonly onAnswer: (status: number, delivery: { readonly id: string; readonly name: string }) => void;
}

/**
 * Takes a webhook: size first, then the signature on the raw bytes, then JSON; 202 once the work is in the queue.
 * Nothing is parsed, logged or kept of a body whose signature is wrong.
 */
export async function takeWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  options: IntakeOptions,
): Promise<void> {
  const id = headerOf(request, "x-github-delivery");
  const name = headerOf(request, "x-github-event");
  const [status, text] = await answerTo(request, id, name, options);
  // The rest of the body is not read.
  if (!request.complete) response.setHeader("connection", "close");
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
  options.onAnswer(status, { id, name });
}

type Answer = readonly [status: number, text: string];

async function answerTo(
  request: IncomingMessage,
  id: string,
  name: string,
  options: IntakeOptions,
): Promise<Answer> {
  if (!options.isOpen()) return [503, "shutting down"];
  if (!/^application\/json\b/i.test(headerOf(request, "content-type"))) {
    return [415, "content-type must be application/json"];
  }
  const body = await options.room.withBody(request, (bytes) => take(bytes, request, { id, name }, options));
  if (body.ok) return body.result;
  return body.why === "too-large"
    ? [413, "payload too large"]
    : [503, "too much is being sent at the moment"];
}

async function take(
  bytes: Buffer,
  request: IncomingMessage,
  { id, name }: Pick<Delivery, "id" | "name">,
  { secrets, accept }: IntakeOptions,
): Promise<Answer> {
  if (!isSigned(bytes, headerOf(request, "x-hub-signature-256"), secrets)) {
    return [401, "signature missing or wrong"];
  }
  const payload = parseJson(bytes);
  if (payload === null || id === "" || name === "") {
    return [400, "not a GitHub webhook: a JSON object with X-GitHub-Event and X-GitHub-Delivery is expected"];
  }
  try {
    await accept({ id, name, payload });
    return [202, "accepted"];
  } catch {
    return [503, "the queue does not take work at the moment"];
  }
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function parseJson(bytes: Buffer): Record<string, unknown> | null {
  if (isDeeperThan(bytes, MAX_JSON_DEPTH)) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
