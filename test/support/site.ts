import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { openSite } from "../../src/server/site-files.js";
import { askPage } from "../../src/server/setup-pages.js";
import { send } from "../../src/server/send.js";

/** The built site (`npm run build`), as the server hands it out, and the first page of a setup at `/setup`. */
export async function serveSite(): Promise<{ readonly url: string; readonly server: Server }> {
  const site = openSite(join(import.meta.dirname, "..", "..", "dist", "site"));
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    if (path === "/setup") {
      const page = askPage({ name: "no-pickle", url: "", organization: "" }, "This is what is wrong.");
      send(response, 200, "text/html", page, "https://github.com");
      return;
    }
    void site.send(path, request, response).then((isSent) => {
      if (!isSent) send(response, 404, "text/plain", "not found\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server };
}
