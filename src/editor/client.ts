import type {
  ClientCapabilities,
  CodeAction,
  InitializeParams,
  TextEdit,
  WorkspaceFolder,
} from "vscode-languageserver/node";

import type { Settings } from "./task.js";
import { settingsOf } from "./settings.js";
import { pathOfUri } from "./uris.js";

/** What an editor can do, of what matters here. */
export interface Client {
  /** It asks for diagnostics; they are not sent besides. */
  readonly pulls: boolean;
  /** It asks again when it is told to. */
  readonly refreshes: boolean;
  /** It tells of changes on the disk, once it is asked to. */
  readonly watches: boolean;
  readonly tellsFolders: boolean;
  readonly tellsSettings: boolean;
  /** It tells of changed settings once it is asked to; others do so by themselves, or not at all. */
  readonly registersSettings: boolean;
  /** An edit names the version of the document that it is for. */
  readonly hasVersionedEdits: boolean;
}

/** Reads off what an editor says of itself. */
export function clientOf({ textDocument, workspace }: ClientCapabilities): Client {
  return {
    pulls: textDocument?.diagnostic !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport === true,
    watches: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    tellsFolders: workspace?.workspaceFolders === true,
    tellsSettings: workspace?.configuration === true,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    hasVersionedEdits: workspace?.workspaceEdit?.documentChanges === true,
  };
}

/** The folders of the workspace, by their full paths. */
export function foldersOf(params: InitializeParams): string[] {
  if (params.workspaceFolders) return pathsOf(params.workspaceFolders);
  // Older editors know one folder only.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- for these
  const { rootUri } = params;
  return rootUri === null ? [] : pathsOf([{ uri: rootUri }]);
}

/** The paths of those folders that are on this disk. */
export function pathsOf(folders: readonly Pick<WorkspaceFolder, "uri">[]): string[] {
  return folders.flatMap(({ uri }) => pathOfUri(uri, "/") ?? []);
}

/** An edit of one document, in the form that the editor takes. */
export function editFor(
  client: Client,
  uri: string,
  version: number | null,
  edits: readonly TextEdit[],
): NonNullable<CodeAction["edit"]> {
  if (!client.hasVersionedEdits) return { changes: { [uri]: [...edits] } };
  return { documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }] };
}

/** What is set, by what the editor sent; null where it sent nothing that could be meant for this server. */
export function settingsSaid(said: unknown, folder: string): Settings | null {
  if (typeof said !== "object" || said === null) return null;
  const own = (said as Readonly<Record<string, unknown>>)["no-pickle"] ?? said;
  return settingsOf(own, folder);
}

/** The files whose change matters to what is found in others. */
export const WATCHED = [
  "**/*.{py,pyi,pyw,pyx,ipynb,pth,toml,cfg,ini,txt,in,lock,yml,yaml,json}",
  "**/{Pipfile,.gitignore}",
  "**/*.{pkl,pickle,pt,pth,joblib,npy,npz}",
];
