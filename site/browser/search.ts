import { element } from "./elements.js";

// Narrows the list of rules to those that have all the words.

const field = element("search", HTMLInputElement);
const found = element("found", HTMLElement);
const rows = [...document.querySelectorAll<HTMLElement>("[data-words]")];
const groups = [...document.querySelectorAll<HTMLElement>(".group")];

function narrow(): void {
  const words = field.value
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  let count = 0;
  for (const row of rows) {
    const text = row.dataset["words"] ?? "";
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) count++;
  }
  for (const group of groups) group.hidden = group.querySelector("[data-words]:not([hidden])") === null;
  found.textContent = words.length === 0 ? "" : `${String(count)} of ${String(rows.length)}`;
  history.replaceState(
    null,
    "",
    field.value === "" ? location.pathname : `#${encodeURIComponent(field.value)}`,
  );
}

field.hidden = false;
if (location.hash.length > 1) {
  try {
    field.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    // Somebody cut the address in the middle of a character.
  }
  narrow();
}
field.addEventListener("input", narrow);
