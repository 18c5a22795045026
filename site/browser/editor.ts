import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import type { Finding } from "../../src/findings/finding.js";

/** A field with code. */
export interface CodeField {
  readonly text: () => string;
  /** Replaces everything. */
  readonly setText: (text: string, language: string) => void;
  /** Replaces lines, 0-based and the last one inclusive. */
  readonly replaceLines: (startLine: number, endLine: number, text: string) => void;
  readonly mark: (findings: readonly Finding[]) => void;
  /** Puts the cursor on a 1-based line. */
  readonly goTo: (line: number) => void;
}

/**
 * Makes a field with code in an element. It lives in a shadow tree, where its styles need no permission of the page's.
 * @param label what screen readers call it
 * @param stylesheet the address of the styles of its colors
 */
export function codeField(
  host: HTMLElement,
  label: string,
  stylesheet: string,
  onChange: () => void,
): CodeField {
  const root = host.attachShadow({ mode: "open" });
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = stylesheet;
  const parent = document.createElement("div");
  parent.className = "field";
  root.append(link, parent);
  const language = new Compartment();
  const view = new EditorView({
    root,
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        indentUnit.of("    "),
        language.of([]),
        // Tab leaves the field: whoever has no mouse must get out of it.
        keymap.of([...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0" }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) onChange();
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text, name) => {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        effects: language.reconfigure(
          name === "yaml" ? yamlLanguage : name === "python" ? pythonLanguage : [],
        ),
      });
    },
    replaceLines: (startLine, endLine, text) => {
      const { doc } = view.state;
      if (endLine >= doc.lines) return;
      view.dispatch({
        changes: { from: doc.line(startLine + 1).from, to: doc.line(endLine + 1).to, insert: text },
      });
    },
    mark: (findings) => {
      view.dispatch(setDiagnostics(view.state, diagnostics(view.state, findings)));
    },
    goTo: (line) => {
      const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines)).from;
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
  };
}

const SEVERITIES = { block: "error", warn: "warning", note: "info" } as const;

function diagnostics({ doc }: EditorState, findings: readonly Finding[]): Diagnostic[] {
  const at = (line: number, column: number): number => {
    const { from, to } = doc.line(Math.min(line + 1, doc.lines));
    return Math.min(from + column, to);
  };
  return findings.map(({ range, level, message, ruleId }) => ({
    from: at(range.startLine, range.startColumn),
    to: Math.max(at(range.startLine, range.startColumn), at(range.endLine, range.endColumn)),
    severity: SEVERITIES[level],
    source: ruleId,
    message: message.replaceAll("`", ""),
  }));
}
