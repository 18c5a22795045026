import { languageOf } from "../language-of.js";
import type { NewArtifact, ReviewedChange } from "../review.js";
import { SAMPLES, type Sample } from "../samples.js";
import { answerHtml } from "./answer-view.js";
import type { Answer, Engine } from "./ask-engine.js";
import { readDropped } from "./dropped.js";
import { codeField } from "./editor.js";
import { element } from "./elements.js";
import { fromFragment, toFragment } from "../share.js";

const { styles = "", site = "" } = document.body.dataset;

const path = element("path", HTMLInputElement);
const hasBefore = element("has-before", HTMLInputElement);
const policy = element("policy", HTMLTextAreaElement);
const hasPolicy = element("has-policy", HTMLDetailsElement);
const chosen = element("sample", HTMLSelectElement);
const before = element("before-part", HTMLElement);
const after = element("after-part", HTMLElement);
const shown = element("dropped", HTMLElement);
const result = element("result", HTMLElement);
const status = element("status", HTMLElement);
const shareStatus = element("share-status", HTMLElement);

/** A dropped file that is no text; while there is one, it is looked at in place of the code. */
let artifact: NewArtifact | null = null;
let asked: ReviewedChange | null = null;
let shownReview: Extract<Answer, { kind: "answer" }>["review"] | null = null;
let isFilling = false;
let engine: Engine | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** How long nothing is typed before it is looked at, in milliseconds. */
const PAUSE_MS = 120;

const baseField = codeField(element("base", HTMLElement), "Before", styles, changed);
const headField = codeField(element("head", HTMLElement), "Code", styles, changed);

function changed(): void {
  if (isFilling) return;
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE_MS);
}

function look(): void {
  const file = {
    path: path.value.trim() || "example.py",
    base: hasBefore.checked ? baseField.text() : null,
    head: headField.text(),
  };
  asked = {
    files: [artifact ?? file],
    policy: policy.value.trim() === "" ? null : policy.value,
    today: new Date().toISOString().slice(0, 10),
    siteUrl: site,
  };
  result.setAttribute("aria-busy", "true");
  engine?.ask(asked, show);
}

function show(answer: Answer): void {
  switch (answer.kind) {
    case "loading":
      status.textContent = "This needs more than plain Python: it is loaded once.";
      return;
    case "failed":
      result.textContent = "";
      status.textContent = answer.problem;
      break;
    case "answer": {
      if (!asked) return;
      const { review } = answer;
      shownReview = review;
      // Built by functions that escape whatever stands in the code.
      result.innerHTML = answerHtml(asked, review, answer.artifact);
      headField.mark(artifact ? [] : review.findings);
      status.textContent = `${review.check.title}. Looked at in ${answer.ms < 10 ? answer.ms.toFixed(1) : answer.ms.toFixed(0)} ms, here in your browser.`;
    }
  }
  result.removeAttribute("aria-busy");
}

/** The most bytes that are shown. */
const MAX_SHOWN = 1024;

/** The first bytes of a file, sixteen a line, as numbers and as far as they are letters. */
function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, MAX_SHOWN); at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const numbers = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const letters = row.map((byte) => (byte > 32 && byte < 127 ? String.fromCharCode(byte) : "."));
    lines.push(`${at.toString(16).padStart(4, "0")}  ${numbers.padEnd(47)}  ${letters.join("")}`);
  }
  return lines.join("\n") + (bytes.length > MAX_SHOWN ? "\n..." : "");
}

/** Puts a file into the fields. */
function fill(sample: Omit<Sample, "name">): void {
  isFilling = true;
  artifact = null;
  path.value = sample.path;
  hasBefore.checked = sample.base !== null;
  const language = languageOf(sample.path);
  baseField.setText(sample.base ?? "", language);
  headField.setText(sample.head, language);
  isFilling = false;
  arrange();
  look();
}

/** Shows the parts that there is something for. */
function arrange(): void {
  before.hidden = !hasBefore.checked || artifact !== null;
  after.hidden = artifact !== null;
  shown.hidden = artifact === null;
  path.disabled = hasBefore.disabled = artifact !== null;
  element("bytes", HTMLElement).textContent = artifact ? dump(artifact.bytes) : "";
  element("dropped-name", HTMLElement).textContent = artifact
    ? `${artifact.path}, ${String(artifact.bytes.length)} bytes`
    : "";
}

async function take(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    const dropped = await readDropped(file);
    // None of the samples is shown any more.
    if (dropped.kind === "text" || dropped.kind === "artifact") chosen.selectedIndex = -1;
    switch (dropped.kind) {
      case "policy":
        policy.value = dropped.text;
        hasPolicy.open = true;
        look();
        break;
      case "text":
        fill({ path: dropped.path, base: null, head: dropped.text });
        break;
      case "artifact":
        artifact = dropped.artifact;
        arrange();
        look();
        break;
      case "refused":
        status.textContent = dropped.problem;
    }
  }
}

async function share(): Promise<void> {
  const fragment = toFragment({
    path: path.value,
    head: headField.text(),
    base: hasBefore.checked ? baseField.text() : null,
    policy: policy.value.trim() === "" ? null : policy.value,
  });
  if (artifact || fragment === null) {
    shareStatus.textContent = artifact
      ? "A file that is no text cannot be shared by an address."
      : "This is too long for an address.";
    return;
  }
  history.replaceState(null, "", fragment);
  const isCopied = await navigator.clipboard.writeText(location.href).then(
    () => true,
    () => false,
  );
  shareStatus.textContent = isCopied
    ? "The address is copied; it holds the code itself."
    : "The address of this page now holds the code.";
}

async function fromAddress(): Promise<boolean> {
  const shared = await fromFragment(location.hash);
  if (!shared) return false;
  policy.value = shared.policy ?? "";
  hasPolicy.open = shared.policy !== null;
  chosen.selectedIndex = -1;
  fill(shared);
  return true;
}

/** Makes the page work, with the engine that was started before it. */
export function openPlayground(started: Engine): void {
  engine = started;
  for (const [index, { name }] of SAMPLES.entries()) chosen.add(new Option(name, String(index)));
  chosen.addEventListener("change", () => {
    const sample = SAMPLES[Number(chosen.value)];
    if (sample) fill(sample);
  });
  path.addEventListener("input", changed);
  policy.addEventListener("input", changed);
  hasBefore.addEventListener("change", () => {
    if (hasBefore.checked && baseField.text() === "")
      baseField.setText(headField.text(), languageOf(path.value));
    arrange();
    changed();
  });
  element("share", HTMLButtonElement).addEventListener("click", () => void share());
  element("close-dropped", HTMLButtonElement).addEventListener("click", () => {
    artifact = null;
    arrange();
    look();
  });
  const file = element("file", HTMLInputElement);
  file.addEventListener("change", () => void take(file.files ?? []).then(() => (file.value = "")));
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) document.body.classList.remove("dragging");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    void take(event.dataTransfer?.files ?? []);
  });
  result.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const { go, apply } = target.dataset;
    if (go !== undefined) headField.goTo(Number(go));
    const comment = apply === undefined ? undefined : shownReview?.comments[Number(apply)];
    const fix = shownReview?.findings.find(
      ({ fingerprint }) => comment?.fingerprints.includes(fingerprint) === true,
    )?.fix;
    if (fix) headField.replaceLines(fix.startLine, fix.endLine, fix.replacement);
  });
  window.addEventListener("hashchange", () => void fromAddress());

  void fromAddress().then((isShared) => {
    const [first] = SAMPLES;
    if (!isShared && first) fill(first);
  });
}
