import type { Connection, Diagnostic } from "vscode-languageserver/node";
import { DiagnosticRefreshRequest, TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

import { Analyses } from "./analyses.js";
import type { Analyst } from "./analyst.js";
import type { Client } from "./client.js";
import { diagnosticsOf, diagnosticsOfPolicy } from "./diagnostics.js";
import type { OpenText, Outcome, Settings } from "./task.js";
import { folderAround, pathOfUri, uriOfPath } from "./uris.js";

/** How long nothing has to be typed before a text is looked at, in milliseconds. */
const QUIET_MS = 120;
/** And before the other open files are, for which it may matter. */
const OTHERS_MS = 500;

const NOTHING_SET: Settings = { policy: null, organization: null, baseUrl: null };

/** What an editor has open, and what is known of it. */
export class Session {
  readonly client: Client;
  readonly documents = new TextDocuments(TextDocument);
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
      (uri, signal) => this.look(uri, null, signal),
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
    // What is opened counts as changed, too.
    this.documents.onDidChangeContent(({ document: { uri } }) => {
      this.analyses.changed(uri, this.analyses.has(uri) ? QUIET_MS : 0);
      this.othersChanged(uri);
    });
    this.documents.onDidSave(() => {
      // Whoever tells of changes on the disk tells of this one, too.
      if (!this.client.watches) this.diskChanged(false);
    });
    this.documents.onDidClose(({ document: { uri } }) => {
      this.analyses.forget(uri);
      this.shown.delete(uri);
      if (!this.client.pulls) this.send(uri, []);
      this.othersChanged(uri);
    });
    this.documents.listen(this.connection);
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
   * What is in a document.
   * @param text looked at in place of its own; null for that
   * @returns null where it is not open any more, in no file, or the signal came
   */
  async look(uri: string, text: string | null, signal: AbortSignal): Promise<Outcome | null> {
    const document = this.documents.get(uri);
    const path = pathOfUri(uri, this.home());
    if (!document || path === null) return null;
    const { listing, contents, settings } = this;
    const question = {
      ...{ path, listing, contents, settings },
      text: text ?? withLineFeeds(document.getText()),
      isPython: document.languageId === "python",
      folder: folderAround(path, this.folders),
    };
    return this.analyst.look(question, this.openTexts(), signal);
  }

  /** What an editor is shown of a document. */
  diagnostics(uri: string, outcome: Outcome): Diagnostic[] {
    const isPolicy = outcome.policy !== null && uri === uriOfPath(outcome.policy.file);
    return [
      ...diagnosticsOf(uri, outcome, this.settings.baseUrl),
      ...(isPolicy ? diagnosticsOfPolicy(outcome.policy.problems) : []),
    ];
  }

  private openTexts(): OpenText[] {
    return this.documents.all().flatMap((document) => {
      const path = pathOfUri(document.uri, this.home());
      return path === null || !document.uri.startsWith("file:")
        ? []
        : [{ path, version: document.version, text: withLineFeeds(document.getText()) }];
    });
  }

  private show(uri: string, outcome: Outcome, isAwaited: boolean): void {
    const diagnostics = this.diagnostics(uri, outcome);
    const isNew = this.isNew(uri, diagnostics);
    if (!this.client.pulls) this.send(uri, diagnostics);
    else if (isNew && !isAwaited && this.client.refreshes)
      void this.connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => undefined);
    if (outcome.policy) this.showPolicy(outcome.policy);
  }

  /** A broken policy is shown in its file, whether that is open or not. */
  private showPolicy({ file, problems }: NonNullable<Outcome["policy"]>): void {
    const uri = uriOfPath(file);
    if (this.documents.get(uri)) return;
    const diagnostics = diagnosticsOfPolicy(problems);
    if (diagnostics.length > 0 || this.shown.has(uri)) {
      if (this.isNew(uri, diagnostics)) this.send(uri, diagnostics);
      if (diagnostics.length === 0) this.shown.delete(uri);
    }
  }

  private isNew(uri: string, diagnostics: readonly Diagnostic[]): boolean {
    const json = JSON.stringify(diagnostics);
    const before = this.shown.get(uri);
    this.shown.set(uri, json);
    return before !== json;
  }

  private send(uri: string, diagnostics: Diagnostic[]): void {
    const version = this.documents.get(uri)?.version;
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

/** As editors count lines: a lone carriage return ends one, too. */
function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
