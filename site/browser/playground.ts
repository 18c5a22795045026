import { startEngine } from "./ask-engine.js";

// The engine takes longest to come: it starts before the rest of the page is even read.
const engine = startEngine(document.body.dataset["engine"] ?? "");
const { openPlayground } = await import("./open-playground.js");
openPlayground(engine);

export {};
