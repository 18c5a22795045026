import type { Connection, Diagnostic } from "vscode-languageserver/node";
import { DiagnosticRefreshRequest } from "vscode-languageserver/node";

import { Analyses } from "./analyses.js";
import type { Analyst } from "./analyst.js";
import type { Client } from "./client.js";
import { diagnosticsOf, diagnosticsOfPolicy } from "./diagnostics.js";
import type { Finding } from "../findings/finding.js";
import { OpenFiles } from "./open-files.js";
import { isOnLines, type LinesAsked, type OpenText, type Outcome, type Settings } from "./task.js";
import { folderAround, pathOfUri, uriOfPath } from "./uris.js";

/** How long nothing has to be typed before a text is looked at, in milliseconds. */
const QUIET_MS = 120;
/** And before the other open files are, for which it may matter. */
const OTHERS_MS = 500;

const NOTHING_SET: Settings = { policy: null, organization: null, baseUrl: null };

/** What an editor has open, and what is known of it. */
export class Session {
  readonly client: Client;
  readonly files = new OpenFiles();
  readonly analyses: Analyses<Outcome>;
  settings = NOTHING_SET;
  private readonly connection: Connection;
  private readonly analyst: Analyst;
  private readonly cwd: string;
  private folders: readonly string[];
  private listing = 0;
  private contents = 0;
  /** What was shown of each file, as JSON. */
  private readonly shown = new Map<string, string>();

  constructor(
    connection: Connection,
    analyst: Analyst,
    client: Client,
    folders: readonly string[],
    cwd: string,
  ) {
    this.connection = connection;
    this.analyst = analyst;
    this.client = client;
    this.folders = folders;
    this.cwd = cwd;
    this.analyses = new Analyses(
      (uri, signal) => this.look(uri, {}, signal),
      (uri, outcome, isAwaited) => {
        this.show(uri, outcome, isAwaited);
      },
    );
  }

  /** The folder that paths of settings are seen from. */
  home(): string {
    return this.folders[0] ?? this.cwd;
  }

  /** Begins to listen for what is opened, changed and closed. */
  listen(): void {
    this.files.listen(this.connection, {
      changed: (uri) => {
        this.analyses.changed(uri, this.analyses.has(uri) ? QUIET_MS : 0);
        this.othersChanged(uri);
      },
      saved: () => {
        // Whoever tells of changes on the disk tells of this one, too.
        if (!this.client.watches) this.diskChanged(false);
      },
      closed: (uri, documents) => {
        this.analyses.forget(uri);
        this.shown.delete(uri);
        if (!this.client.pulls) for (const one of documents) this.send(one, []);
        this.othersChanged(uri);
      },
    });
  }

  /** Other settings count from now on; null where none were said. */
  setUp(settings: Settings | null): void {
    if (settings === null || JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    this.settings = settings;
    this.lookAgain();
  }

  /** Something has changed on the disk; files may have come or gone. */
  diskChanged(isOtherListing: boolean): void {
    this.contents++;
    if (isOtherListing) this.listing++;
    this.lookAgain();
  }

  /** Folders were added to the workspace, or removed from it. */
  foldersChanged(added: readonly string[], removed: readonly string[]): void {
    this.folders = [...this.folders.filter((folder) => !removed.includes(folder)), ...added];
    this.lookAgain();
  }

  /**
   * What is in a file.
   * @param text looked at in place of its own
   * @param fixesOf the lines of whose findings fixes are wanted; none where it is left out
   * @returns null where it is not open any more, in no file, or the signal came
   */
  async look(
    uri: string,
    { text, fixesOf = null }: { readonly text?: string; readonly fixesOf?: LinesAsked | null },
    signal: AbortSignal,
  ): Promise<Outcome | null> {
    const file = this.files.file(uri);
    const path = pathOfUri(uri, this.home());
    if (!file || path === null) return null;
    const { listing, contents, settings } = this;
    const question = {
      ...{ listing, contents, settings, fixesOf, isPython: file.isPython },
      path: file.isNotebook && !path.endsWith(".ipynb") ? `${path}.ipynb` : path,
      text: text ?? file.text,
      folder: folderAround(path, this.folders),
    };
    return this.analyst.look(question, this.openTexts(), signal);
  }

  /** Waits for what was found in the newest text of a document; nothing where that cannot be told any more. */
  async found(
    uri: string,
    isUrgent: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Outcome | null; readonly findings: readonly Finding[] }> {
    const name = this.files.fileOf(uri);
    const outcome = await this.analyses.current(name, isUrgent, signal);
    const file = this.files.file(name);
    return { outcome, findings: outcome && file ? file.findingsIn(uri, outcome.findings) : [] };
  }

  /**
   * What was found on some lines of a document, each with its fix: what is shown of a file can do without. Nothing where the
   * document has changed meanwhile.
   */
  async fixable(uri: string, lines: LinesAsked, signal: AbortSignal): Promise<readonly Finding[]> {
    const { findings } = await this.found(uri, true, signal);
    const here = findings.filter(({ range }) => isOnLines(range, lines));
    // Fixes of a notebook's cells are not offered.
    if (here.length === 0 || this.files.fileOf(uri) !== uri) return here;
    const version = this.files.document(uri)?.version;
    const proven = await this.look(uri, { fixesOf: lines }, signal);
    if (!proven || this.files.document(uri)?.version !== version) return [];
    return proven.findings.filter(({ range }) => isOnLines(range, lines));
  }

  /** What an editor is shown of the documents of a file. */
  diagnostics(uri: string, outcome: Outcome): ReadonlyMap<string, Diagnostic[]> {
    const file = this.files.file(uri);
    if (!file) return new Map();
    const documents = file.documents.map((document) => document.uri);
    const shown = diagnosticsOf(documents, outcome, file.placeOf, this.settings.baseUrl);
    if (outcome.policy && uri === uriOfPath(outcome.policy.file))
      shown.get(uri)?.push(...diagnosticsOfPolicy(outcome.policy.problems));
    return shown;
  }

  private openTexts(): OpenText[] {
    return this.files.all().flatMap((document) => {
      const path = document.uri.startsWith("file:") ? pathOfUri(document.uri, this.home()) : null;
      const text = path === null ? undefined : this.files.file(document.uri)?.text;
      return path === null || text === undefined ? [] : [{ path, version: document.version, text }];
    });
  }

  private show(uri: string, outcome: Outcome, isAwaited: boolean): void {
    const diagnostics = this.diagnostics(uri, outcome);
    const isNew = this.isNew(uri, [...diagnostics]);
    if (!this.client.pulls) for (const [one, list] of diagnostics) this.send(one, list);
    else if (isNew && !isAwaited && this.client.refreshes)
      void this.connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => undefined);
    if (outcome.policy) this.showPolicy(outcome.policy);
  }

  /** A broken policy is shown in its file, whether that is open or not. */
  private showPolicy({ file, problems }: NonNullable<Outcome["policy"]>): void {
    const uri = uriOfPath(file);
    if (this.files.document(uri)) return;
    const diagnostics = diagnosticsOfPolicy(problems);
    if (diagnostics.length > 0 || this.shown.has(uri)) {
      if (this.isNew(uri, diagnostics)) this.send(uri, diagnostics);
      if (diagnostics.length === 0) this.shown.delete(uri);
    }
  }

  private isNew(uri: string, diagnostics: readonly unknown[]): boolean {
    const json = JSON.stringify(diagnostics);
    const before = this.shown.get(uri);
    this.shown.set(uri, json);
    return before !== json;
  }

  private send(uri: string, diagnostics: Diagnostic[]): void {
    const version = this.files.document(uri)?.version;
    const versioned = version === undefined ? { uri, diagnostics } : { uri, version, diagnostics };
    void this.connection.sendDiagnostics(versioned).catch(() => undefined);
  }

  private othersChanged(uri: string): void {
    for (const other of this.analyses.uris()) if (other !== uri) this.analyses.changed(other, OTHERS_MS);
  }

  private lookAgain(): void {
    for (const uri of this.analyses.uris()) this.analyses.changed(uri, QUIET_MS);
  }
}
