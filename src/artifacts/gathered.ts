import { heldBy, type Artifact } from "./artifact.js";
import { worstOf, type Sign, type Verdict } from "./verdict.js";

const MAX_SIGNS = 200;
const MAX_NAMES = 10_000;

/** What is gathered of a file, piece by piece. */
export class Gathered {
  readonly signs = new Signs();
  readonly formats = new Set<string>();
  readonly names = new Set<string>();
  readonly python: { member: string; text: string }[] = [];
  pickles = 0;
  /** How often something was recognized as what it is. */
  recognized = 0;
  private looksUp = false;

  addFormat(name: string): void {
    this.recognized++;
    this.formats.add(name);
  }

  /** Adds a name that is looked up; null where it is not written out. */
  addName(name: string | null): void {
    this.looksUp = true;
    if (name !== null && this.names.size < MAX_NAMES) this.names.add(name);
  }

  artifact(): Artifact {
    const own: Verdict[] = this.pickles === 0 ? [] : [this.looksUp ? "allowlisted" : "inert"];
    const signs = this.signs.all();
    const names = [...this.names];
    return {
      verdict: worstOf([...own, ...signs.map(({ verdict }) => verdict)]),
      formats: [...this.formats],
      signs,
      pickles: this.pickles,
      names,
      holds: this.pickles === 0 ? null : heldBy(names),
      python: this.python,
    };
  }
}

/** Signs, no more than are told of one file: the dangerous in any case. */
class Signs {
  private readonly dangerous: Sign[] = [];
  private readonly others: Sign[] = [];

  add(sign: Sign): void {
    const list = sign.verdict === "dangerous" ? this.dangerous : this.others;
    if (list.length < MAX_SIGNS) list.push(sign);
  }

  all(): readonly Sign[] {
    return [...this.dangerous, ...this.others];
  }
}
