import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { createBodyRoom } from "../../src/server/body-room.js";

/** A request of which the test sends the body. */
function request(headers: Record<string, string> = {}): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;
}

const asText = (bytes: Buffer): Promise<string> => Promise.resolve(bytes.toString("latin1"));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a body is put together of its pieces, and its memory is given back", async () => {
  const { withBody } = createBodyRoom(100_000, 100_000);
  for (let i = 0; i < 5; i++) {
    const sender = request();
    const read = withBody(sender, asText);
    for (const piece of ["a".repeat(40_000), "b", "c".repeat(50_000)]) sender.write(piece);
    sender.end();
    expect(await read).toEqual({ ok: true, result: `${"a".repeat(40_000)}b${"c".repeat(50_000)}` });
  }
});

test("a body over the limit is not read to its end, whatever it announces", async () => {
  const { withBody } = createBodyRoom(1000, 10_000);
  expect(await withBody(request({ "content-length": "1001" }), asText)).toEqual({
    ok: false,
    why: "too-large",
  });
  const sender = request({ "content-length": "10" });
  const read = withBody(sender, asText);
  sender.write("a".repeat(2000));
  expect(await read).toEqual({ ok: false, why: "too-large" });
});

test("where the room ends, the largest of those that still arrive is given up", async () => {
  const { withBody } = createBodyRoom(1_000_000, 1_000_000);
  const [large, medium, small] = [request(), request(), request()];
  const reads = [large, medium, small].map((sender) => withBody(sender, asText));
  large.write("a".repeat(600_000));
  medium.write("b".repeat(300_000));
  await turn();
  small.write("c".repeat(200_000));
  expect(await reads[0]).toEqual({ ok: false, why: "no-room" });
  medium.end();
  small.end();
  expect(await reads[1]).toEqual({ ok: true, result: "b".repeat(300_000) });
  expect(await reads[2]).toEqual({ ok: true, result: "c".repeat(200_000) });
});

test("a body that is used already is not given up for one that arrives", async () => {
  const { withBody } = createBodyRoom(1_000_000, 1_000_000);
  let finish: () => void = () => undefined;
  const used = request();
  const read = withBody(
    used,
    () =>
      new Promise<string>(
        (resolve) =>
          (finish = () => {
            resolve("done");
          }),
      ),
  );
  used.end("a".repeat(900_000));
  await turn();
  const late = request();
  const refused = withBody(late, asText);
  late.write("b".repeat(200_000));
  expect(await refused).toEqual({ ok: false, why: "no-room" });
  finish();
  expect(await read).toEqual({ ok: true, result: "done" });
});

test("a sender that goes away gives its memory back", async () => {
  const { withBody } = createBodyRoom(1_000_000, 1_000_000);
  const gone = request();
  const read = withBody(gone, asText);
  gone.write("a".repeat(900_000));
  await turn();
  gone.destroy(new Error("gone"));
  await expect(read).rejects.toThrow("gone");
  const next = request();
  const whole = withBody(next, asText);
  next.end("b".repeat(900_000));
  expect((await whole).ok).toBe(true);
});
