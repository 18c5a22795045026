import type { ServerResponse } from "node:http";

/**
 * Sends a text. No script runs in it, and forms go nowhere, or where it is said.
 * @param formAction where forms may go besides this server, as an origin
 */
export function send(
  response: ServerResponse,
  status: number,
  type: "text/plain" | "text/html" | "text/plain; version=0.0.4",
  text: string,
  formAction?: string,
): void {
  const forms = formAction === undefined ? "'none'" : `'self' ${formAction}`;
  response
    .writeHead(status, {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    })
    .end(text);
}
