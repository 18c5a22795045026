import { heldBy, type Artifact } from "./artifact.js";
import { isArtifactName, isPickleName } from "./artifact-names.js";
import { viewOf, type ByteView } from "./byte-view.js";
import { embeddedPickles } from "./embedded-pickles.js";
import { isTar, readTar } from "./formats/tar.js";
import { isNpy, pickleInNpy } from "./formats/npy.js";
import { PACKINGS } from "./formats/packings.js";
import { isHdf5, judgeGraph, judgeHdf5, judgeModelConfig } from "./formats/model-config.js";
import { otherFormat } from "./formats/other-formats.js";
import { readZip } from "./formats/zip.js";
import { unpackMember } from "./formats/zip-content.js";
import { judgePickle, type BareSign } from "./judge-pickle.js";

import { latin1 } from "./pickle/latin1.js";
import { runPickle } from "./pickle/run-pickle.js";
import { isHeaded, mayBePickle, readPickles } from "./pickle-stream.js";
import { worstOf, type Sign, type Verdict } from "./verdict.js";

/** Where something stands that is read. */
export interface Place {
  /** The name that it goes by. */
  readonly path: string;
  /** The way to it through archives; null for the file itself. */
  readonly member: string | null;
  readonly depth: number;
  /** Whether what reads it gives the storages of tensors for ids. */
  readonly isTorch: boolean;
}

const MAX_DEPTH = 4;
/** The most bytes that are unpacked of one file, in all. */
const MAX_UNPACKED = 256 * 1024 * 1024;
/** A stretch that is no pickle by its first bytes, and longer than this, is not read to the end. */
const MAX_WITHOUT_HEADER = 64 * 1024 * 1024;
const MAX_PICKLE = 1024 * 1024 * 1024;
/** How much of something large is read to see what it is. */
const START = 64 * 1024;
const MAX_PYTHON = 1024 * 1024;
const MAX_PYTHON_MEMBERS = 50;
const MAX_SIGNS = 200;

/** Looks at one file, and gathers what there is in it. */
export class ArtifactReader {
  private readonly allowed: ReadonlySet<string>;
  private readonly signs: Sign[] = [];
  private readonly formats = new Set<string>();
  private readonly names = new Set<string>();
  private readonly python: { member: string; text: string }[] = [];
  private pickles = 0;
  private looksUp = false;
  private left = MAX_UNPACKED;

  constructor(allowed: ReadonlySet<string>) {
    this.allowed = allowed;
  }

  artifact(): Artifact {
    const own: Verdict[] = this.pickles === 0 ? [] : [this.looksUp ? "allowlisted" : "inert"];
    const order = (sign: Sign): number => (sign.verdict === "dangerous" ? 0 : 1);
    const names = [...this.names];
    return {
      verdict: worstOf([...own, ...this.signs.map(({ verdict }) => verdict)]),
      formats: [...this.formats],
      signs: [...this.signs].sort((a, b) => order(a) - order(b)),
      pickles: this.pickles,
      names,
      holds: this.pickles === 0 ? null : heldBy(names),
      python: this.python,
    };
  }

  /** Looks at a stretch of bytes as everything that it can be. */
  read(view: ByteView, place: Place): void {
    if (view.size === 0) return;
    const start = view.read(0, 1024);
    const before = this.formats.size;
    const packing = PACKINGS.find(({ isIt }) => isIt(start));
    const isArchive = this.zip(view, place) || this.tar(view, start, place);
    if (packing) this.packed(view, place, packing);
    if (isNpy(start)) this.npy(view, place);
    else this.pickle(view, place);
    if (isHdf5(start)) this.hdf5(view, place);
    if (place.path.endsWith("saved_model.pb")) {
      this.formats.add("TensorFlow graph");
      this.tell(place, judgeGraph(latin1(view.read(0, MAX_WITHOUT_HEADER))));
    }
    const other = otherFormat(place.path, view);
    if (other) {
      this.formats.add(other.name);
      if (other.sign) this.tell(place, [other.sign]);
    }
    const isKnown = isArchive || packing !== undefined || this.formats.size > before || other !== null;
    if (!isKnown && isPickleName(place.path)) this.unnamed(view, place);
  }

  private zip(view: ByteView, place: Place): boolean {
    const archive = readZip(view);
    if (archive === null) return false;
    if (this.isTooDeep(place)) return true;
    this.formats.add("zip archive");
    const pickles = this.pickles;
    const python = this.python.length;
    const isTorch = archive.members.some(({ path }) => /(?:^|\/)(?:data\.pkl|constants\.pkl)$/.test(path));
    const isModel =
      archive.members.some(({ path }) => path === "config.json") && place.path.endsWith(".keras");
    const problems: [Place, string][] = archive.problem === null ? [] : [[place, archive.problem]];
    for (const member of archive.members) {
      if (member.path.endsWith("/")) continue;
      const inner = this.within(place, member.path, isTorch);
      if (member.problem !== null) problems.push([inner, member.problem]);
      const { content, problem } = unpackMember(member, Math.min(START, this.left));
      if (content === null) {
        problems.push([inner, problem ?? "it is packed in a way that is not known"]);
        continue;
      }
      if (member.isEncrypted) problems.push([inner, "it is marked as encrypted"]);
      this.member(
        inner,
        member.method === 0 ? member.packed : this.unpackedMember(member, content, problem, inner),
        isModel,
      );
    }
    const isOfInterest = isArtifactName(place.path) || this.pickles > pickles || this.python.length > python;
    if (isOfInterest)
      for (const [where, says] of problems)
        this.tell(where, [
          {
            verdict: says.includes("encrypted") || says.includes("not known") ? "opaque" : "unparsable",
            symbol: "",
            call: null,
            says,
          },
        ]);
    return true;
  }

  /** All of a packed member, where its start looks like something; else its start. */
  private unpackedMember(
    member: Parameters<typeof unpackMember>[0],
    start: ByteView,
    problem: string | null,
    place: Place,
  ): ByteView {
    if (problem === null || !this.isOfInterest(start, place)) return start;
    const all = unpackMember(member, this.left);
    this.left -= all.content?.size ?? 0;
    if (all.problem !== null)
      this.tell(place, [{ verdict: "unparsable", symbol: "", call: null, says: all.problem }]);
    return all.content ?? start;
  }

  private member(place: Place, content: ByteView, isModel: boolean): void {
    this.read(content, place);
    if (/\.pyw?$/i.test(place.path) && this.python.length < MAX_PYTHON_MEMBERS && content.size <= MAX_PYTHON)
      this.python.push({
        member: place.member ?? "",
        text: new TextDecoder().decode(content.read(0, content.size)),
      });
    if (isModel && place.path === "config.json") {
      this.formats.add("keras model");
      this.tell(place, judgeModelConfig(new TextDecoder().decode(content.read(0, MAX_WITHOUT_HEADER))));
    }
  }

  private tar(view: ByteView, start: Uint8Array, place: Place): boolean {
    if (!isTar(start)) return false;
    if (this.isTooDeep(place)) return true;
    this.formats.add("tar archive");
    const { members, problem } = readTar(view);
    const pickles = this.pickles;
    const isTorch =
      members.some(({ path }) => path === "storages") && members.some(({ path }) => path === "pickle");
    for (const { path, content, isLink } of members) {
      if (!isLink) this.member(this.within(place, path, isTorch), content, false);
    }
    const isOfInterest = isArtifactName(place.path) || this.pickles > pickles;
    if (problem !== null && isOfInterest)
      this.tell(place, [{ verdict: "unparsable", symbol: "", call: null, says: problem }]);
    return true;
  }

  private packed(view: ByteView, place: Place, { name, unpack }: (typeof PACKINGS)[number]): void {
    const bytes = view.read(0, Math.min(view.size, MAX_WITHOUT_HEADER));
    const start = unpack(bytes, Math.min(START, this.left));
    // Two or three bytes are no proof: what cannot be unpacked at all is something else.
    if (start.bytes.length === 0) return;
    if (this.isTooDeep(place)) return;
    const inner = {
      ...place,
      path: place.path.replace(/\.\w+$/, (ending) => (isPickleName(`x${ending}`) ? ending : "")),
      depth: place.depth + 1,
    };
    const startView = viewOf(start.bytes);
    const isNamed = isPickleName(place.path);
    if (!isNamed && !this.isOfInterest(startView, inner)) return;
    this.formats.add(name);
    const all = start.problem === "too large" ? unpack(bytes, this.left) : start;
    this.left -= all.bytes.length;
    const pickles = this.pickles;
    this.read(viewOf(all.bytes), inner);
    if (all.problem !== null && (isNamed || this.pickles > pickles)) {
      const says =
        all.problem === "broken"
          ? "what it is packed with is broken"
          : "it unpacks to more than is looked at";
      this.tell(place, [{ verdict: "unparsable", symbol: "", call: null, says }]);
    }
  }

  private npy(view: ByteView, place: Place): void {
    this.formats.add("numpy array");
    const at = pickleInNpy(view);
    if (at !== null) this.pickle(viewOf(view.read(at, Math.min(view.size, at + MAX_PICKLE))), place);
  }

  private pickle(view: ByteView, place: Place): void {
    const isNamed = isPickleName(place.path);
    if (view.size > START && !isNamed) {
      const start = view.read(0, START);
      if (!isHeaded(start, 0) && (view.size > MAX_WITHOUT_HEADER || !mayBePickle(start))) return;
    }
    if (view.size > MAX_PICKLE) {
      this.tell(place, [
        { verdict: "unparsable", symbol: "", call: null, says: "it is larger than is looked at" },
      ]);
      return;
    }
    const bytes = view.read(0, view.size);
    const stream = readPickles(bytes, isNamed);
    if (stream === null) return;
    this.formats.add("pickle");
    this.pickles++;
    const judging = { allowed: this.allowed, givesStorages: place.isTorch || stream.isTorch };
    const told = new Map<string, BareSign>();
    for (const run of stream.runs) {
      for (const { module, name } of run.globals) {
        if (module !== null && name !== null && this.names.size < 10_000) this.names.add(`${module}.${name}`);
        this.looksUp = true;
      }
      for (const sign of judgePickle(bytes, run, judging)) told.set(`${sign.symbol} ${sign.says}`, sign);
    }
    this.tell(place, told.values());
    if (stream.failure) {
      const { reason, offset } = stream.failure;
      this.tell(place, [
        { verdict: "unparsable", symbol: "", call: null, says: `${reason} (byte ${String(offset)})` },
      ]);
    }
  }

  private hdf5(view: ByteView, place: Place): void {
    this.formats.add("HDF5");
    const bytes = view.read(0, Math.min(view.size, MAX_WITHOUT_HEADER));
    this.tell(place, judgeHdf5(latin1(bytes)));
    this.tell(place, this.dangerousIn(bytes));
  }

  /** A file whose name says that it is a pickle, and which is nothing that is known. */
  private unnamed(view: ByteView, place: Place): void {
    const bytes = view.read(0, Math.min(view.size, MAX_WITHOUT_HEADER));
    const dangerous = this.dangerousIn(bytes);
    this.tell(place, dangerous);
    // A text that an unpickler refuses at once is a text.
    if (dangerous.length > 0 || isText(bytes.subarray(0, START))) return;
    const says = "its name says that it is a pickle, and it is nothing that could be read";
    this.tell(place, [{ verdict: "unparsable", symbol: "", call: null, says }]);
  }

  private dangerousIn(bytes: Uint8Array): BareSign[] {
    const judging = { allowed: this.allowed, givesStorages: true };
    return embeddedPickles(bytes).flatMap((run) =>
      judgePickle(bytes, run, judging).filter(
        ({ verdict, symbol }) => verdict === "dangerous" && symbol !== "",
      ),
    );
  }

  private isOfInterest(start: ByteView, place: Place): boolean {
    const bytes = start.read(0, START);
    return (
      isPickleName(place.path) ||
      /\.(?:pyw?|json)$/i.test(place.path) ||
      isHeaded(bytes, 0) ||
      mayBePickle(bytes) ||
      PACKINGS.some(({ isIt }) => isIt(bytes)) ||
      bytes[0] === 0x50 ||
      isTar(bytes) ||
      (isNpy(bytes) && pickleInNpy(start) !== null) ||
      isHdf5(bytes)
    );
  }

  private within(place: Place, path: string, isTorch: boolean): Place {
    const member = place.member === null ? path : `${place.member}!${path}`;
    return { path, member: member.slice(0, 500), depth: place.depth + 1, isTorch };
  }

  private isTooDeep(place: Place): boolean {
    if (place.depth < MAX_DEPTH) return false;
    this.tell(place, [
      { verdict: "opaque", symbol: "", call: null, says: "it is nested deeper than is looked at" },
    ]);
    return true;
  }

  private tell(place: Place, signs: Iterable<BareSign>): void {
    for (const sign of signs) {
      // Whatever else there is, what is dangerous is told.
      if (
        this.signs.length < MAX_SIGNS ||
        (sign.verdict === "dangerous" && this.signs.length < 2 * MAX_SIGNS)
      )
        this.signs.push({ ...sign, member: place.member });
    }
  }
}

function isText(bytes: Uint8Array): boolean {
  return (
    bytes.every((byte) => byte >= 32 || (byte >= 8 && byte <= 13)) && runPickle(bytes).globals.length === 0
  );
}
