import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";

/** What identifies a finding beyond its position in the file. */
export interface FingerprintParts {
  readonly ruleId: string;
  readonly symbol: string;
  readonly enclosing: string;
  /** The statement it stands in, whitespace normalized. */
  readonly statement: string;
  /** 0 for the first such statement of the file, 1 for the next one that is otherwise equal. */
  readonly ordinal: number;
}

/**
 * 32 hexadecimal digits that stay the same when lines shift or the file is renamed.
 * A cryptographic hash, because a waiver is bound to it and the text is the author's to choose.
 */
export function fingerprint(parts: FingerprintParts): string {
  const { ruleId, symbol, enclosing, statement, ordinal } = parts;
  return digest(JSON.stringify([ruleId, symbol, enclosing, statement, ordinal]));
}

/** 128 bits of SHA-256 over the UTF-8 text, as 32 hexadecimal digits. */
export function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)).subarray(0, 16));
}
