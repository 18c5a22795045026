import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { answerFaulty, Faults, Reset, type Fault } from "./faults.js";
import { checkJwt, registerApp, Tokens, type Permissions, type RegisteredApp } from "./auth.js";
import { gitPath, serveGit, tokenOf } from "./git-http.js";
import { GitRepository } from "./git-repository.js";
import { runGraphql } from "./graphql.js";
import { matchOperation, validateRequest, type Operation } from "./openapi.js";
import { HANDLERS, newComment } from "./rest.js";
import {
  ApiError,
  type StoredCheckRun,
  type StoredComment,
  type StoredPull,
  type StoredRepository,
  type StoredThread,
} from "./state.js";

/** A request that the stand-in got. */
export interface LoggedRequest {
  /** The operation (`POST /repos/...`), or `graphql query Name`. */
  readonly name: string;
  readonly isWrite: boolean;
  status: number;
}

/**
 * A stand-in for GitHub: `/api/v3` and `/api/graphql` over real git repositories. Every request is held against GitHub's
 * OpenAPI description and GraphQL schema; one that breaks them is answered as an error and kept in `violations`.
 */
export class GitHubStandIn {
  readonly app: RegisteredApp;
  readonly requests: LoggedRequest[] = [];
  readonly violations: string[] = [];
  patchLimit = 3000;
  fileLimit = 3000;
  treeLimit = 100_000;
  textLimit = 500_000;
  remaining = 5000;
  readonly #repositories = new Map<string, StoredRepository>();
  #tokens = new Tokens();
  /** Whether the owner suspended the installation. */
  isSuspended = false;
  isInstalled = true;
  /** Owners that are people; all others are organizations. */
  readonly people = new Set<string>();
  /** Installations of other owners, which see the same. */
  readonly otherInstallations = new Set<number>();
  /** Whether the app is told of its installation when it asks for all of them. */
  isListed = true;
  /** The app's log of webhook deliveries, newest first, and which of them it asked for again. */
  deliveries: readonly object[] = [];
  readonly redelivered: number[] = [];
  /** What may be exchanged for the credentials of the app. */
  readonly manifestCodes = new Set<string>();
  readonly #aliases = new Map<string, StoredRepository>();
  readonly #faults = new Faults();
  readonly #changed = new EventEmitter();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #id = 1000;

  private constructor(permissions: Permissions, events: readonly string[]) {
    this.app = registerApp(permissions, events);
  }

  /** Starts on a free port of the loopback interface. */
  static async start(permissions: Permissions, events: readonly string[] = []): Promise<GitHubStandIn> {
    const github = new GitHubStandIn(permissions, events);
    github.#server.listen(0, "127.0.0.1");
    await once(github.#server, "listening");
    return github;
  }

  /** `127.0.0.1:PORT`, what `GHE_HOST` is to be. */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
    for (const { git } of this.#repositories.values()) git.remove();
  }

  createRepository(owner: string, name: string, git = GitRepository.create()): StoredRepository {
    const repository: StoredRepository = {
      id: this.#id++,
      owner,
      name,
      git,
      pulls: new Map(),
      checkRuns: [],
      hasIssues: true,
      issues: [],
      touched: [],
      collaborators: new Map(),
      requiredChecks: [],
      hasMergeQueue: false,
      requiresResolution: false,
      mergeQueue: [],
      restrictsDismissals: false,
      defaultBranch: "main",
      isArchived: false,
      isFork: false,
      isPrivate: false,
      isInInstallation: true,
      hiddenFrom: new Set(),
      protection: null,
    };
    this.#repositories.set(`${owner}/${name}`, repository);
    return repository;
  }

  /** Gives a repository another owner or name; the old one still leads to it. */
  renameRepository(repository: StoredRepository, owner: string, name: string): void {
    this.#aliases.set(`${repository.owner}/${repository.name}`, repository);
    this.#repositories.delete(`${repository.owner}/${repository.name}`);
    Object.assign(repository, { owner, name });
    this.#repositories.set(`${owner}/${name}`, repository);
  }

  openPull(repository: StoredRepository, headRef: string, baseRef = "main", author = "author"): StoredPull {
    const number = repository.pulls.size + 1;
    const pull: StoredPull = {
      number,
      nodeId: `PR_${String(this.#id++)}`,
      author,
      updatedAt: new Date().toISOString(),
      conversation: [],
      baseRef,
      headRef,
      state: "open",
      isDraft: false,
      isFromFork: false,
      stackBase: null,
      assignees: [],
      everAssigned: [],
      body: "",
      edits: [],
      reviews: [],
      threads: [],
    };
    repository.pulls.set(number, pull);
    return pull;
  }

  /** A token of a person with write access. */
  userToken(login: string): string {
    return this.#tokens.issue({ login, appId: null });
  }

  /** A token of the app's installation. */
  installationToken(): string {
    return this.#tokens.issue({ login: `${this.app.slug}[bot]`, appId: this.app.id });
  }

  /** Makes every token that was given out worthless. */
  expireTokens(): void {
    this.#tokens = new Tokens();
  }

  /** Somebody answers in a thread, or in the conversation. Logins that end in `[bot]` are bots. */
  say(place: StoredThread | StoredPull, login: string, body: string): StoredComment {
    const comment = newComment(`C_${String(this.#id++)}`, { login, appId: null }, body);
    if ("conversation" in place) place.conversation.push(comment);
    else place.comments.push(comment);
    return comment;
  }

  /** Makes the next request of an operation fail. */
  failNext(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** Makes this share of all requests fail with 502, half of them after they were carried out; 0 for none. */
  failOften(share: number): void {
    this.#faults.often(share);
  }

  /** Makes the request after this many others fail; null calls it off. */
  failAfter(requests: number, fault: Omit<Fault, "operation"> | null): void {
    this.#faults.after(requests, fault);
  }

  /** Runs something just before the next request of an operation is answered. */
  beforeNext(operation: string, effect: () => void): void {
    this.#faults.before(operation, effect);
  }

  /** The newest check run of the app on a commit. */
  checkOn(repository: StoredRepository, sha: string): StoredCheckRun | undefined {
    return repository.checkRuns.filter(({ headSha }) => headSha === sha).at(-1);
  }

  /** Resolves once the condition holds; it is looked at after every request. */
  async until<Result>(
    condition: () => Result | undefined,
    what: string,
    timeoutMs = 20_000,
  ): Promise<Result> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const result = condition();
      if (result !== undefined) return result;
      try {
        await once(this.#changed, "request", { signal: deadline });
      } catch {
        const log = this.requests.slice(-12).map(({ name, status }) => `${String(status)} ${name}`);
        const violations = this.violations.slice(-3);
        throw new Error(`waited in vain for ${what}; last requests:\n${[...log, ...violations].join("\n")}`);
      }
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://stand-in");
    if (gitPath(url.pathname)) {
      await this.#git(request, response, url);
      this.#changed.emit("request");
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const body = text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>);
    const logged: LoggedRequest = {
      name: `${request.method ?? ""} ${url.pathname}`,
      isWrite: request.method !== "GET",
      status: 0,
    };
    let headers: Readonly<Record<string, string>> = {};
    let data: unknown;
    try {
      const result =
        url.pathname === "/api/graphql"
          ? await this.#graphql(logged, request, body ?? {})
          : await this.#rest(logged, request, url, body);
      ({ data } = result);
      logged.status = result.status;
    } catch (error) {
      if (error instanceof Reset) {
        this.requests.push(logged);
        request.socket.destroy();
        this.#changed.emit("request");
        return;
      }
      const known = error instanceof ApiError ? error : new ApiError(500, String(error));
      if (!(error instanceof ApiError)) this.violations.push(`${logged.name}: ${String(error)}`);
      logged.status = known.status;
      headers = known.headers;
      data = { message: known.message, errors: known.errors };
    }
    this.requests.push(logged);
    const isRaw = Buffer.isBuffer(data);
    const type = isRaw ? "application/vnd.github.raw+json; charset=utf-8" : "application/json; charset=utf-8";
    response.writeHead(logged.status, { "content-type": type, ...headers });
    response.end(isRaw ? data : JSON.stringify(data));
    this.#changed.emit("request");
  }

  /** Git itself: for whoever may read the repository, and for everybody where it is public. */
  async #git(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { owner, name, rest } = gitPath(url.pathname) ?? { owner: "", name: "", rest: "" };
    const logged: LoggedRequest = { name: `git ${owner}/${name}`, isWrite: false, status: 0 };
    this.requests.push(logged);
    try {
      const { authorization } = request.headers;
      const actor = authorization === undefined ? null : this.#tokens.actorOf(tokenOf(authorization));
      const repository = this.#repository(owner, name);
      if (repository.isPrivate && !actor) throw new ApiError(401, "Unauthorized");
      if (actor && repository.hiddenFrom.has(actor.login)) throw new ApiError(404, "Not Found");
      await answerFaulty(this.#faults.next(logged.name), async () => {
        const { gitDir: dir } = repository.git;
        logged.status = await serveGit(request, response, { dir, rest, query: url.search.slice(1) });
      });
    } catch (error) {
      request.resume();
      if (error instanceof Reset) {
        request.socket.destroy();
        return;
      }
      const { status, message } = error instanceof ApiError ? error : new ApiError(500, String(error));
      if (!(error instanceof ApiError)) this.violations.push(`${logged.name}: ${message}`);
      logged.status = status;
      response.writeHead(status, status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {});
      response.end(message);
    }
  }

  async #graphql(
    logged: { name: string; isWrite: boolean },
    request: IncomingMessage,
    body: Record<string, unknown>,
  ): Promise<{ status: number; data: unknown }> {
    const query = String(body["query"]);
    const [, kind = "query", name = ""] = /^\s*(query|mutation)\s+(\w+)/.exec(query) ?? [];
    logged.name = `graphql ${kind} ${name}`;
    logged.isWrite = kind === "mutation";
    const actor = this.#tokens.actorOf(request.headers.authorization);
    const variables = (body["variables"] ?? {}) as Record<string, unknown>;
    const run = async (): Promise<{ status: number; data: object }> => ({
      status: 200,
      data: await runGraphql(
        { query, variables },
        {
          app: this.app,
          actor,
          webUrl: `http://${this.host}`,
          repository: (owner, repo) => this.#repository(owner, repo),
          repositories: () => this.#repositories.values(),
          isPerson: (owner) => this.people.has(owner),
          textLimit: this.textLimit,
          remaining: () => this.remaining,
          nextId: () => this.#id++,
        },
      ),
    });
    const { data } = await answerFaulty(this.#faults.next(logged.name), async () => {
      const answer = await run();
      const { errors = [] } = answer.data as { errors?: readonly { type?: unknown }[] };
      const denied = errors.every(({ type }) => type === "FORBIDDEN" || type === "NOT_FOUND");
      if (!denied) this.violations.push(`${logged.name}: ${JSON.stringify(errors)}`);
      return answer;
    });
    return { status: 200, data };
  }

  async #rest(
    logged: { name: string },
    request: IncomingMessage,
    url: URL,
    body: Record<string, unknown> | undefined,
  ): Promise<{ status: number; data: unknown }> {
    const path = url.pathname.replace(/^\/api\/v3/, "");
    const operation = matchOperation(request.method ?? "GET", path);
    if (!operation || !url.pathname.startsWith("/api/v3/"))
      throw new ApiError(404, `no such operation ${path}`);
    logged.name = operation.name;
    const problems = validateRequest(operation, url.searchParams, body);
    if (problems.length > 0) {
      this.violations.push(`${operation.name}: ${problems.join("; ")}`);
      throw new ApiError(422, "Validation Failed", problems);
    }
    if (operation.name === "POST /app/installations/{installation_id}/access_tokens") {
      return this.#issueToken(request, operation.parameters["installation_id"]);
    }
    if (operation.name === "GET /app") return this.#about(request);
    if (operation.name === "POST /app-manifests/{code}/conversions") {
      return this.#convert(operation.parameters["code"] ?? "");
    }
    const ofApp = this.#ofApp(operation, url);
    if (ofApp) {
      checkJwt(this.app, request.headers.authorization);
      return answerFaulty(this.#faults.next(operation.name), ofApp);
    }
    if (
      /^GET \/(?:repos\/\{owner\}\/\{repo\}|orgs\/\{org\}|users\/\{username\})\/installation$/.test(
        operation.name,
      )
    )
      return this.#installation(request, operation);
    const actor = this.#tokens.actorOf(request.headers.authorization);
    const handler = HANDLERS[operation.name];
    if (!handler) throw new ApiError(500, `the stand-in has no ${operation.name}`);
    const run = (): { status: number; data: unknown } =>
      handler({
        app: this.app,
        actor,
        operation,
        query: url.searchParams,
        body: body ?? {},
        repository: (owner, name) => this.#repository(owner, name),
        repositories: () => this.#repositories.values(),
        nextId: () => this.#id++,
        accept: request.headers.accept ?? "",
        patchLimit: this.patchLimit,
        fileLimit: this.fileLimit,
        treeLimit: this.treeLimit,
        remaining: this.remaining,
      });
    return answerFaulty(this.#faults.next(operation.name), run);
  }

  /** The code of a manifest is good once. */
  #convert(code: string): { status: number; data: unknown } {
    if (!this.manifestCodes.delete(code)) throw new ApiError(404, "Not Found");
    const { id, slug, privateKey: pem, webhookSecret: webhook_secret } = this.app;
    const html_url = `http://${this.host}/apps/${slug}`;
    return { status: 201, data: { id, slug, name: slug, html_url, pem, webhook_secret } };
  }

  #about(request: IncomingMessage): { status: number; data: unknown } {
    checkJwt(this.app, request.headers.authorization);
    const { id, slug, requested, events } = this.app;
    return { status: 200, data: { id, slug, name: slug, permissions: requested, events } };
  }

  /** What an app asks with its own key, besides what it is. */
  #ofApp({ name, parameters }: Operation, url: URL): (() => { status: number; data: unknown }) | null {
    const { installationId: id } = this.app;
    switch (name) {
      case "GET /app/installations": {
        const suspended_at = this.isSuspended ? "2026-03-01T00:00:00Z" : null;
        const data = [{ id, created_at: "2026-01-01T00:00:00Z", suspended_at }];
        return () => ({
          status: 200,
          data: this.isListed && url.searchParams.get("page") === "1" ? data : [],
        });
      }
      case "GET /app/installations/{installation_id}":
        return () => ({ status: 200, data: { id, permissions: this.app.permissions } });
      case "GET /app/hook/deliveries":
        return () => ({ status: 200, data: this.deliveries });
      case "POST /app/hook/deliveries/{delivery_id}/attempts":
        return () => {
          this.redelivered.push(Number(parameters["delivery_id"]));
          return { status: 202, data: {} };
        };
      default:
        return null;
    }
  }

  #installation(request: IncomingMessage, operation: Operation): { status: number; data: unknown } {
    checkJwt(this.app, request.headers.authorization);
    const { owner, repo, org, username } = operation.parameters;
    if (repo !== undefined) this.#repository(owner ?? "", repo);
    const account = org ?? username;
    const isThere = account === undefined || this.people.has(account) === (org === undefined);
    if (!this.isInstalled || !isThere) throw new ApiError(404, "Not Found");
    const { installationId: id, permissions, events } = this.app;
    const html_url = `http://${this.host}/organizations/acme/settings/installations/${String(id)}`;
    const suspended_at = this.isSuspended ? "2026-03-01T00:00:00Z" : null;
    return { status: 200, data: { id, permissions, events, html_url, suspended_at } };
  }

  #issueToken(
    request: IncomingMessage,
    installationId: string | undefined,
  ): { status: number; data: unknown } {
    checkJwt(this.app, request.headers.authorization);
    const known = [this.app.installationId, ...this.otherInstallations];
    if (!known.map(String).includes(installationId ?? "")) throw new ApiError(404, "Not Found");
    if (this.isSuspended) throw new ApiError(403, "This installation has been suspended");
    const token = this.installationToken();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return {
      status: 201,
      data: { token, expires_at, permissions: this.app.permissions, repository_selection: "all" },
    };
  }

  #repository(owner: string, name: string): StoredRepository {
    const path = `${owner}/${name}`;
    // GitHub does not tell capitals from small letters.
    const alike = [...this.#repositories.keys()].find((one) => one.toLowerCase() === path.toLowerCase());
    const found = this.#repositories.get(alike ?? path) ?? this.#aliases.get(path);
    if (!found) throw new ApiError(404, "Not Found");
    return found;
  }
}
