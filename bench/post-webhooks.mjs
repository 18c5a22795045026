import { Buffer } from "node:buffer";
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";

// Posts signed webhooks from a thread of its own: the stand-in keeps the main thread busy, and would be in the measure.
const { url, secret, event, payloads, inFlight } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
const signed = payloads.map((body) => ({
  body,
  signature: `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
}));
const latencies = [];
const refused = [];
const started = performance.now();
let next = 0;

async function lane() {
  while (next < signed.length) {
    const { body, signature } = signed[next++];
    const before = performance.now();
    const status = await post(body, signature);
    latencies.push(performance.now() - before);
    if (status !== 202) refused.push(status);
  }
}

function post(body, signature) {
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "x-github-event": event,
          "x-github-delivery": randomUUID(),
          "x-hub-signature-256": signature,
        },
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      },
    );
    sent.on("error", () => resolve(0));
    sent.end(body);
  });
}

await Promise.all(Array.from({ length: inFlight }, lane));
agent.destroy();
parentPort.postMessage({ latencies, refused, seconds: (performance.now() - started) / 1000 });
