import type { Artifact } from "./artifact.js";
import { isArtifactName, isPickleName } from "./artifact-names.js";
import { viewOf, type ByteView } from "./byte-view.js";
import { isTar, readTar } from "./formats/tar.js";
import { isNpy, pickleInNpy } from "./formats/npy.js";
import { PACKINGS } from "./formats/packings.js";
import { isHdf5, judgeGraph, judgeHdf5, judgeModelConfig } from "./formats/model-config.js";
import { otherFormat } from "./formats/other-formats.js";
import { readZip } from "./formats/zip.js";
import { unpackMember } from "./formats/zip-content.js";
import { Gathered } from "./gathered.js";
import { judgePickle, type BareSign } from "./judge-pickle.js";
import { dangerousIn, judgeUnknown, unread } from "./judge-unknown.js";
import type { Place } from "./place.js";
import { isOfInterest, START } from "./of-interest.js";
import { latin1 } from "./pickle/latin1.js";
import { isHeaded, mayBePickle, readPickles } from "./pickle-stream.js";

const MAX_DEPTH = 4;
/** The most bytes that are unpacked of one file, in all. */
const MAX_UNPACKED = 256 * 1024 * 1024;
/** A stretch that is no pickle by its first bytes, and longer than this, is not read to the end. */
const MAX_WITHOUT_HEADER = 64 * 1024 * 1024;
const MAX_PICKLE = 1024 * 1024 * 1024;
const MAX_PYTHON = 1024 * 1024;
const MAX_PYTHON_MEMBERS = 50;

/** Looks at one file, and gathers what there is in it. */
export class ArtifactReader {
  private readonly allowed: ReadonlySet<string>;
  private readonly found = new Gathered();
  private left = MAX_UNPACKED;

  constructor(allowed: ReadonlySet<string>) {
    this.allowed = allowed;
  }

  artifact(): Artifact {
    return this.found.artifact();
  }

  /** Looks at a stretch of bytes as everything that it can be. */
  read(view: ByteView, place: Place): void {
    if (view.size === 0) return;
    const start = view.read(0, 1024);
    const before = this.found.recognized;
    const packing = PACKINGS.find(({ isIt }) => isIt(start));
    const isZip = this.zip(view, place);
    const isArchive = isZip || this.tar(view, start, place);
    if (packing) this.packed(view, place, packing);
    if (isNpy(start)) this.npy(view, place);
    else this.pickle(view, place, isZip && start[0] === 0x50);
    if (isHdf5(start)) {
      this.found.addFormat("HDF5");
      const bytes = view.read(0, MAX_WITHOUT_HEADER);
      this.tell(place, [...judgeHdf5(latin1(bytes)), ...dangerousIn(bytes, this.allowed)]);
    }
    if (place.path.endsWith("saved_model.pb")) {
      this.found.addFormat("TensorFlow graph");
      this.tell(place, judgeGraph(latin1(view.read(0, MAX_WITHOUT_HEADER))));
    }
    if (place.path.endsWith("keras_metadata.pb")) {
      this.found.addFormat("keras metadata");
      this.tell(place, judgeModelConfig(latin1(view.read(0, MAX_WITHOUT_HEADER))));
    }
    const other = otherFormat(place.path, view);
    if (other) {
      this.found.addFormat(other.name);
      if (other.sign) this.tell(place, [other.sign]);
    }
    const isKnown = isArchive || packing !== undefined || this.found.recognized > before || other !== null;
    if (!isKnown && isPickleName(place.path))
      this.tell(place, judgeUnknown(view.read(0, MAX_WITHOUT_HEADER), this.allowed));
  }

  private zip(view: ByteView, place: Place): boolean {
    const archive = readZip(view);
    if (archive === null) return false;
    if (this.isTooDeep(place)) return true;
    this.found.addFormat("zip archive");
    const pickles = this.found.pickles;
    const python = this.found.python.length;
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
    const matters =
      isArtifactName(place.path) || this.found.pickles > pickles || this.found.python.length > python;
    if (matters)
      for (const [where, says] of problems)
        this.tell(where, unread(/encrypted|not known/.test(says) ? "opaque" : "unparsable", says));
    return true;
  }

  /** All of a packed member, where its start looks like something; else its start. */
  private unpackedMember(
    member: Parameters<typeof unpackMember>[0],
    start: ByteView,
    problem: string | null,
    place: Place,
  ): ByteView {
    if (problem === null || !isOfInterest(start, place.path)) return start;
    const all = unpackMember(member, this.left);
    this.left -= all.content?.size ?? 0;
    if (all.problem !== null) this.tell(place, unread("unparsable", all.problem));
    return all.content ?? start;
  }

  private member(place: Place, content: ByteView, isModel: boolean): void {
    this.read(content, place);
    if (
      /\.pyw?$/i.test(place.path) &&
      this.found.python.length < MAX_PYTHON_MEMBERS &&
      content.size <= MAX_PYTHON
    )
      this.found.python.push({
        member: place.member ?? "",
        text: new TextDecoder().decode(content.read(0, content.size)),
      });
    if (isModel && place.path === "config.json") {
      this.found.addFormat("keras model");
      this.tell(place, judgeModelConfig(new TextDecoder().decode(content.read(0, MAX_WITHOUT_HEADER))));
    }
  }

  private tar(view: ByteView, start: Uint8Array, place: Place): boolean {
    if (!isTar(start)) return false;
    if (this.isTooDeep(place)) return true;
    this.found.addFormat("tar archive");
    const { members, problem } = readTar(view);
    const pickles = this.found.pickles;
    const isTorch =
      members.some(({ path }) => path === "storages") && members.some(({ path }) => path === "pickle");
    for (const { path, content, isLink } of members) {
      if (!isLink) this.member(this.within(place, path, isTorch), content, false);
    }
    const matters = isArtifactName(place.path) || this.found.pickles > pickles;
    if (problem !== null && matters) this.tell(place, unread("unparsable", problem));
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
    if (!isNamed && !isOfInterest(startView, inner.path)) return;
    this.found.addFormat(name);
    const all = start.problem === "too large" ? unpack(bytes, this.left) : start;
    this.left -= all.bytes.length;
    const pickles = this.found.pickles;
    this.read(viewOf(all.bytes), inner);
    if (all.problem !== null && (isNamed || this.found.pickles > pickles)) {
      const says =
        all.problem === "broken"
          ? "what it is packed with is broken"
          : "it unpacks to more than is looked at";
      this.tell(place, unread("unparsable", says));
    }
  }

  private npy(view: ByteView, place: Place): void {
    this.found.addFormat("numpy array");
    const at = pickleInNpy(view);
    if (at !== null) this.pickle(viewOf(view.read(at, Math.min(view.size, at + MAX_PICKLE))), place);
  }

  private pickle(view: ByteView, place: Place, isArchive = false): void {
    const isNamed = isPickleName(place.path);
    if (view.size > START && !isNamed) {
      const start = view.read(0, START);
      if (!isHeaded(start, 0) && (view.size > MAX_WITHOUT_HEADER || !mayBePickle(start))) return;
    }
    // Behind their pickles, files of torch go on with the bytes of tensors.
    let bytes = view.read(0, Math.min(view.size, MAX_WITHOUT_HEADER));
    let stream = readPickles(bytes, isNamed);
    if (view.size > bytes.length && (stream === null || stream.isCut)) {
      if (view.size > MAX_PICKLE) {
        this.tell(place, unread("unparsable", "it is larger than is looked at"));
        return;
      }
      bytes = view.read(0, view.size);
      stream = readPickles(bytes, isNamed);
    }
    if (stream === null) return;
    this.found.addFormat("pickle");
    this.found.pickles++;
    const judging = { allowed: this.allowed, givesStorages: place.isTorch || stream.isTorch };
    const told = new Map<string, BareSign>();
    for (const run of stream.runs) {
      for (const { module, name } of run.globals)
        this.found.addName(module === null || name === null ? null : `${module}.${name}`);
      // `PK` asks a program for an object whose id is a line of the archive: what only some such program would go on to is said
      // where it runs something. What is in the archive is judged by itself.
      for (const sign of judgePickle(bytes, run, judging))
        if (!isArchive || sign.verdict === "dangerous") told.set(`${sign.symbol} ${sign.says}`, sign);
    }
    this.tell(place, told.values());
    if (stream.failure) {
      const { reason, offset } = stream.failure;
      this.tell(place, unread("unparsable", `${reason} (byte ${String(offset)})`));
    }
  }

  private within(place: Place, path: string, isTorch: boolean): Place {
    const member = place.member === null ? path : `${place.member}!${path}`;
    return { path, member: member.slice(0, 500), depth: place.depth + 1, isTorch };
  }

  private isTooDeep(place: Place): boolean {
    if (place.depth < MAX_DEPTH) return false;
    this.tell(place, unread("opaque", "it is nested deeper than is looked at"));
    return true;
  }

  private tell({ member }: Place, signs: Iterable<BareSign>): void {
    for (const sign of signs) this.found.signs.add({ ...sign, member });
  }
}
