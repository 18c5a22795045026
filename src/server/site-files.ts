import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** The built site: pages, scripts and styles that anybody may see. */
export interface SiteFiles {
  /** Sends the file of a path, as it stands in addresses; false where there is none. */
  readonly send: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
}

/** A file in the forms that browsers ask for. */
interface SiteFile {
  readonly type: string;
  readonly tag: string;
  readonly body: Buffer;
  readonly br: Promise<Buffer>;
  readonly gzip: Promise<Buffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/** What pages of the site may do; the pages themselves allow less where they need less. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/** Names of scripts tell their content (see `scripts/site.ts`). */
const NAMED_BY_CONTENT = /-[A-Z0-9]{8}\.js$/;

/**
 * Opens the built site. Only what is in the folder now is ever sent: no path of a request reaches the disk.
 * @param folder may be missing: then there are no pages
 */
export function openSite(folder: string): SiteFiles {
  const places = new Map(listed(folder).map((file) => [addressOf(folder, file), file]));
  const files = new Map<string, Promise<SiteFile>>();
  return {
    send: async (path, request, response) => {
      const address = path.length > 1 ? path.replace(/\/$/, "") : path;
      const place = places.get(address);
      if (place === undefined) return false;
      const file = files.get(address) ?? load(place);
      files.set(address, file);
      await sendFile(await file, address, request, response);
      return true;
    },
  };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** `rules/torch-load/index.html` is `/rules/torch-load`. */
function addressOf(folder: string, file: string): string {
  const path = `/${relative(folder, file).split(sep).join("/")}`;
  return path === "/index.html" ? "/" : path.replace(/\/index\.html$/, "");
}

async function load(place: string): Promise<SiteFile> {
  const body = await readFile(place);
  const digest = createHash("sha256").update(body).digest("base64url").slice(0, 20);
  return {
    type: TYPES[extname(place)] ?? "application/octet-stream",
    tag: `"${digest}"`,
    body,
    br: promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: qualityFor(body) } }),
    gzip: promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }),
  };
}

/** Half a second of work is worth it for the few large ones: a visitor loads an eighth less. */
function qualityFor({ length }: Buffer): number {
  return length > 100_000 ? 10 : 6;
}

async function sendFile(
  file: SiteFile,
  address: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("etag", file.tag);
  response.setHeader("vary", "accept-encoding");
  response.setHeader(
    "cache-control",
    NAMED_BY_CONTENT.test(address) ? "public, max-age=31536000, immutable" : "no-cache",
  );
  response.setHeader("content-security-policy", POLICY);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  if (request.headers["if-none-match"] === file.tag) {
    response.writeHead(304).end();
    return;
  }
  const accepted = request.headers["accept-encoding"] ?? "";
  const coding = accepted.includes("br") ? "br" : accepted.includes("gzip") ? "gzip" : null;
  const body = coding === null ? file.body : await file[coding];
  if (coding !== null) response.setHeader("content-encoding", coding);
  response.writeHead(200, { "content-type": file.type, "content-length": body.length }).end(body);
}
