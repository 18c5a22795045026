import type { Server } from "node:http";

import { SettingsError } from "./settings.js";

/**
 * Listens.
 * @throws SettingsError if the port is in use
 */
export function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new SettingsError(`PORT ${String(port)} is in use on ${host}: set another one`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}
