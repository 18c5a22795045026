import { NotebookDocuments, TextDocuments, type Connection } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

import type { Finding, Range } from "../findings/finding.js";
import { notebookOf, type InCell } from "./notebook-cells.js";

/** A file that is open: a document, or a notebook with the cells as documents. */
export interface OpenFile {
  /** Its text; lines end with line feeds. */
  readonly text: string;
  /** Whether the editor takes it for Python, whatever its name. */
  readonly isPython: boolean;
  readonly isNotebook: boolean;
  /** The documents that it consists of. */
  readonly documents: readonly TextDocument[];
  /** The document that a range of the text is in, and where; null where it is in none. */
  readonly placeOf: (range: Range) => InCell | null;
  /** The findings in one of its documents, as if there were no other. */
  readonly findingsIn: (uri: string, findings: readonly Finding[]) => readonly Finding[];
}

/** What is told of open files. */
export interface FileListener {
  readonly changed: (uri: string) => void;
  readonly saved: () => void;
  /** @param documents what it consisted of */
  readonly closed: (uri: string, documents: readonly string[]) => void;
}

/** The files that an editor has open, by URI. */
export class OpenFiles {
  private readonly documents = new TextDocuments(TextDocument);
  private readonly notebooks = new NotebookDocuments(TextDocument);
  /** The documents of each notebook. */
  private readonly cells = new Map<string, readonly string[]>();

  /** Begins to listen for what is opened, changed and closed. */
  listen(connection: Connection, { changed, saved, closed }: FileListener): void {
    // What is opened counts as changed, too.
    this.documents.onDidChangeContent(({ document: { uri } }) => {
      changed(uri);
    });
    this.documents.onDidSave(saved);
    this.documents.onDidClose(({ document: { uri } }) => {
      closed(uri, [uri]);
    });
    const notebookChanged = (uri: string): void => {
      this.cells.set(
        uri,
        this.cellsOf(uri).map((cell) => cell.uri),
      );
      changed(uri);
    };
    this.notebooks.onDidOpen(({ uri }) => {
      notebookChanged(uri);
    });
    this.notebooks.onDidChange(({ notebookDocument: { uri } }) => {
      notebookChanged(uri);
    });
    this.notebooks.onDidSave(saved);
    this.notebooks.onDidClose(({ uri }) => {
      closed(uri, this.cells.get(uri) ?? []);
      this.cells.delete(uri);
    });
    this.documents.listen(connection);
    this.notebooks.listen(connection);
  }

  /** A document, or a cell of a notebook. */
  document(uri: string): TextDocument | undefined {
    return this.documents.get(uri) ?? this.notebooks.cellTextDocuments.get(uri);
  }

  /** All documents that are files of their own. */
  all(): readonly TextDocument[] {
    return this.documents.all();
  }

  /** The file that a document belongs to: itself, or the notebook. */
  fileOf(uri: string): string {
    return this.notebooks.findNotebookDocumentForCell(uri)?.uri ?? uri;
  }

  /** An open file; null where there is none. */
  file(uri: string): OpenFile | null {
    const document = this.documents.get(uri);
    if (document)
      return {
        text: withLineFeeds(document.getText()),
        isPython: document.languageId === "python",
        isNotebook: false,
        documents: [document],
        placeOf: (range) => ({ uri, range }),
        findingsIn: (_, findings) => findings,
      };
    return this.notebooks.getNotebookDocument(uri) ? fileOfCells(this.cellsOf(uri)) : null;
  }

  private cellsOf(uri: string): TextDocument[] {
    const cells = this.notebooks.getNotebookDocument(uri)?.cells ?? [];
    return cells.flatMap((cell) => this.notebooks.getCellTextDocument(cell) ?? []);
  }
}

function fileOfCells(documents: readonly TextDocument[]): OpenFile {
  const cells = documents.map((one) => ({ uri: one.uri, text: withLineFeeds(one.getText()) }));
  const { text, placeOf } = notebookOf(cells);
  return {
    ...{ text, isPython: false, isNotebook: true, documents, placeOf },
    findingsIn: (uri, findings) =>
      findings.flatMap((finding) => {
        const place = placeOf(finding.range);
        if (place?.uri !== uri) return [];
        // Fixes are not offered in notebooks.
        return [{ ...finding, range: place.range, fix: null }];
      }),
  };
}

/** As editors count lines: a lone carriage return ends one, too. */
function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
