import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { send } from "./send.js";
import { WEBHOOK_PATH } from "./http-server.js";
import type { SiteFiles } from "./site-files.js";
import { askPage, createPage, donePage, failedPage } from "./setup-pages.js";

/** An App that was just created. */
export interface CreatedApp {
  readonly name: string;
  /** Its page on GitHub. */
  readonly url: string;
  /** The file that its credentials were written to. */
  readonly file: string;
}

/** What setting up needs. */
export interface SetupOptions {
  /** What stands in `app.yml`. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Where people see GitHub: `https://github.com`. */
  readonly webUrl: string;
  /**
   * Exchanges the code that GitHub sends for the App's credentials, and keeps these.
   * @param url where GitHub and people reach this server, as was said on the first page
   * @throws an error whose message may be shown
   */
  readonly complete: (code: string, url: string) => Promise<CreatedApp>;
  /** The rules, the docs and the playground: they are there before credentials are. */
  readonly site: SiteFiles;
  /** Called once the last page was sent. */
  readonly onDone: () => void;
}

/**
 * The pages that create the App. Whoever reaches them could make this server work as an App of theirs: the caller must
 * listen on the loopback interface only, and requests that name another host (a page elsewhere whose name was pointed
 * here) are refused.
 */
export function createSetupServer(options: SetupOptions): Server {
  // Shows that the answer of GitHub belongs to a form of ours.
  const known = { state: randomBytes(16).toString("hex"), url: "" };
  return createServer((request, response) => {
    // What stands before the path is nobody's business; `//` alone would be read as a host.
    const url = new URL(`http://localhost/${(request.url ?? "").replace(/^\/+/, "")}`);
    if (url.pathname === "/healthz") send(response, 200, "text/plain", "ok\n");
    else if (url.pathname === "/readyz" || url.pathname === WEBHOOK_PATH) {
      send(response, 503, "text/plain", "there are no credentials yet\n");
    } else if (!isLoopbackName(request.headers.host)) {
      send(response, 403, "text/plain", "open this page as http://127.0.0.1 or http://localhost\n");
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      send(response, 405, "text/plain", "GET only\n");
    } else {
      answer(url, request, response, known, options).catch(() => {
        if (!response.headersSent) send(response, 500, "text/plain", "internal error\n");
        else response.destroy();
      });
    }
  });
}

async function answer(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  known: { readonly state: string; url: string },
  options: SetupOptions,
): Promise<void> {
  const show = (status: number, text: string): void => {
    send(response, status, "text/html", text, options.webUrl);
  };
  const field = (name: string): string => (url.searchParams.get(name) ?? "").trim();
  switch (url.pathname) {
    case "/":
      show(200, askPage({ name: "no-pickle", url: "", organization: "" }, null));
      return;
    case "/create": {
      const answers = { name: field("name"), url: field("url"), organization: field("organization") };
      const problem = problemOf(answers);
      if (problem !== null) {
        show(400, askPage(answers, problem));
        return;
      }
      known.url = answers.url;
      const owner = answers.organization === "" ? "" : `organizations/${answers.organization}/`;
      const back = `http://${request.headers.host ?? ""}/created`;
      show(
        200,
        createPage(`${options.webUrl}/${owner}settings/apps/new?state=${known.state}`, {
          ...options.manifest,
          name: answers.name,
          url: answers.url,
          hook_attributes: { url: answers.url.replace(/(?<!\/)\/+$/, "") + WEBHOOK_PATH, active: true },
          redirect_url: back,
        }),
      );
      return;
    }
    case "/created":
      if (field("state") !== known.state || field("code") === "") {
        show(
          400,
          failedPage("This answer does not belong to a form of this server: it was started anew since."),
        );
        return;
      }
      try {
        const { name, url: page, file } = await options.complete(field("code"), known.url);
        response.once("finish", options.onDone);
        show(200, donePage(name, `${page}/installations/new`, file));
      } catch (error) {
        show(502, failedPage(error instanceof Error ? error.message : String(error)));
      }
      return;
    default:
      if (!(await options.site.send(url.pathname, request, response)))
        send(response, 404, "text/plain", "not found\n");
  }
}

function problemOf({ name, url, organization }: Parameters<typeof askPage>[0]): string | null {
  if (name === "" || name.length > 34) return "The App needs a name of at most 34 characters.";
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !["https:", "http:"].includes(parsed.protocol)) {
    return "The address must be one like https://no-pickle.example.com.";
  }
  return /^[\w-]*$/.test(organization)
    ? null
    : "The organization is its name in addresses: letters, digits and dashes.";
}

function isLoopbackName(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? "");
}
