import { strFromU8, strToU8, deflateSync } from "fflate";
import * as v from "valibot";

/** What the address of the playground can hold. */
const sharedSchema = v.object({
  path: v.pipe(v.string(), v.maxLength(300)),
  head: v.string(),
  /** The text before; null where the file is new. */
  base: v.nullable(v.string()),
  policy: v.nullable(v.string()),
});

/** What is shared: a file before and after, and a policy. */
export type Shared = v.InferOutput<typeof sharedSchema>;

/** The most bytes that an address unfolds to: it may come from anybody. */
const MAX_BYTES = 2_000_000;
/** The longest address that is made: browsers and chats cut longer ones. */
const MAX_LENGTH = 60_000;

/** The fragment of an address that holds this; null where it would be too long for one. */
export function toFragment(shared: Shared): string | null {
  const packed = deflateSync(strToU8(JSON.stringify(shared)), { level: 9 });
  const text = btoa(strFromU8(packed, true)).replace(/[+/=]/g, (char) => URL_SAFE[char] ?? "");
  return text.length > MAX_LENGTH ? null : `#v1=${text}`;
}

const URL_SAFE: Readonly<Record<string, string>> = { "+": "-", "/": "_", "=": "" };

/** What a fragment holds; null where it is none of ours. Never rejects. */
export async function fromFragment(fragment: string): Promise<Shared | null> {
  const [, packed] = /^#v1=([\w-]+)$/.exec(fragment) ?? [];
  if (packed === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (char) =>
      char.charCodeAt(0),
    );
    const text = await unfolded(bytes);
    const read = v.safeParse(sharedSchema, JSON.parse(text));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

/** Stops where more comes out than an honest address holds. */
async function unfolded(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MAX_BYTES) {
      await reader.cancel();
      throw new RangeError("larger than what is shared");
    }
    text += decoder.decode(value, { stream: true });
  }
}
