import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What git may ask of GitHub: parts of a repository, and any object by its name. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ["uploadpack.allowFilter", "true"],
  ["uploadpack.allowAnySHA1InWant", "true"],
  ["safe.directory", "*"],
];

/** The repository that a path of git's protocol names, and the rest of the path; null where it is none. */
export function gitPath(
  path: string,
): { readonly owner: string; readonly name: string; rest: string } | null {
  const [, owner = "", name = "", rest = ""] =
    /^\/([\w.-]+)\/([\w.-]+?)\.git(\/(?:info\/refs|git-upload-pack))$/.exec(path) ?? [];
  return owner === "" ? null : { owner, name, rest };
}

/** The header of a request as the API takes it: git gives a token as a password. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const encoded = /^basic (.+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return `token ${text.slice(text.indexOf(":") + 1)}`;
}

/** Answers git from a repository in a folder, by git's own server: with filters and shallow history. */
export function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  { dir, rest, query }: { readonly dir: string; readonly rest: string; readonly query: string },
): Promise<number> {
  const { headers } = request;
  const settings = SETTINGS.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${String(i)}`, key],
    [`GIT_CONFIG_VALUE_${String(i)}`, value],
  ]);
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: dir,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_COUNT: String(SETTINGS.length),
      ...(Object.fromEntries(settings) as Record<string, string>),
      GIT_PROTOCOL: [headers["git-protocol"] ?? ""].flat().join(":"),
      PATH_INFO: rest,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers["content-type"] ?? "",
      ...(headers["content-length"] === undefined ? {} : { CONTENT_LENGTH: headers["content-length"] }),
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => undefined);
  request.pipe(child.stdin);
  return new Promise((resolve, reject) => {
    let head: Buffer | null = Buffer.alloc(0);
    let status = 200;
    child.on("error", reject);
    // A client that goes away ends what is made for it.
    response.on("close", () => child.kill());
    child.stdout.on("data", (chunk: Buffer) => {
      if (head === null) {
        response.write(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      const lines = head.toString("latin1", 0, end).split("\r\n");
      const fields = Object.fromEntries(
        lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
      );
      status = Number.parseInt(fields["Status"] ?? "200", 10);
      delete fields["Status"];
      response.writeHead(status, fields);
      response.write(head.subarray(end + 4));
      head = null;
    });
    child.on("close", () => {
      response.end();
      resolve(status);
    });
  });
}
