import { createPublicKey, createVerify, generateKeyPairSync, randomBytes } from "node:crypto";

import { ApiError, type Actor } from "./state.js";

/** The permissions an app was granted: `{ checks: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** A GitHub App registered with the stand-in. */
export interface RegisteredApp {
  readonly id: number;
  readonly slug: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly installationId: number;
  /** What the installation's owner accepted. */
  permissions: Permissions;
  /** What the app asks for. */
  requested: Permissions;
  events: readonly string[];
}

/** Makes an app with a fresh key. */
export function registerApp(permissions: Permissions, events: readonly string[] = []): RegisteredApp {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return {
    id: 4711,
    slug: "no-pickle",
    privateKey,
    webhookSecret: randomBytes(16).toString("hex"),
    installationId: 77,
    permissions,
    requested: permissions,
    events,
  };
}

/** Checks the app's JWT as GitHub does: RS256, issuer, not from the future, at most ten minutes long. */
export function checkJwt(app: RegisteredApp, authorization: string | undefined): void {
  const token = /^bearer (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const [header = "", payload = "", signature = ""] = token.split(".");
  const verifier = createVerify("RSA-SHA256").update(`${header}.${payload}`);
  const valid = verifier.verify(createPublicKey(app.privateKey), Buffer.from(signature, "base64url"));
  if (!valid) throw new ApiError(401, "A JSON web token could not be decoded");
  const { alg } = decode(header);
  const { iss, iat, exp } = decode(payload) as { iss?: unknown; iat?: unknown; exp?: unknown };
  const now = Date.now() / 1000;
  if (alg !== "RS256" || String(iss) !== String(app.id))
    throw new ApiError(401, "'Issuer' claim ('iss') must be an Integer");
  if (typeof iat !== "number" || iat > now + 60)
    throw new ApiError(401, "'Issued at' claim ('iat') must be in the past");
  if (typeof exp !== "number" || exp < now || exp - iat > 660)
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
}

/** The tokens that were given out, and to whom. */
export class Tokens {
  readonly #actors = new Map<string, Actor>();

  issue(actor: Actor): string {
    // The format since 2026: longer than forty characters.
    const token = `ghs_${String(actor.appId ?? 0)}_${randomBytes(40).toString("base64url")}`;
    this.#actors.set(token, actor);
    return token;
  }

  /** @throws ApiError 401 for a token that was not given out */
  actorOf(authorization: string | undefined): Actor {
    const token = /^(?:token|bearer) (.+)$/i.exec(authorization ?? "")?.[1] ?? "";
    const actor = this.#actors.get(token);
    if (!actor) throw new ApiError(401, "Bad credentials");
    return actor;
  }
}

/** @throws ApiError 403 where the app lacks a permission */
export function requirePermission(
  app: RegisteredApp,
  actor: Actor,
  name: string,
  level: "read" | "write",
): void {
  // A person's token has the rights of the person, but check runs are for apps.
  if (actor.appId === null) {
    if (name === "checks" && level === "write")
      throw new ApiError(403, "You must authenticate via a GitHub App.");
    return;
  }
  const granted = app.permissions[name];
  if (granted === "write" || granted === level) return;
  throw new ApiError(403, "Resource not accessible by integration");
}
