import type { IncomingMessage } from "node:http";

/** GitHub sends no payload larger than this ("Webhook events and payloads"). */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** A request's body, or that it is too large; then the rest is not read. */
export type Body = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false };

/**
 * Reads a body up to a limit, whatever `content-length` claims.
 * @throws the stream's error if the sender goes away
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (announced > limit) {
      resolve({ ok: false });
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        request.pause();
        resolve({ ok: false });
      } else chunks.push(chunk);
    });
    request.on("end", () => {
      resolve({ ok: true, bytes: Buffer.concat(chunks) });
    });
    request.on("error", reject);
  });
}
