import { Agent, get } from "node:http";
import { performance } from "node:perf_hooks";
import { clearInterval, setInterval } from "node:timers";
import { parentPort, workerData } from "node:worker_threads";

// Asks for /healthz fifty times a second, however long the answers take, from a thread of its own: the stand-in keeps the
// main thread busy.
const agent = new Agent({ keepAlive: true });
const latencies = [];

function ask() {
  const before = performance.now();
  return new Promise((resolve) => {
    get(workerData.url, { agent }, (response) => {
      response.resume();
      response.on("end", () => {
        latencies.push(performance.now() - before);
        resolve();
      });
    }).on("error", () => {
      // No answer at all is the worst one.
      latencies.push(Infinity);
      resolve();
    });
  });
}

const asked = [];
const timer = setInterval(() => asked.push(ask()), 20);
parentPort.on("message", async () => {
  clearInterval(timer);
  await Promise.all(asked);
  parentPort.postMessage(latencies);
  parentPort.close();
});
