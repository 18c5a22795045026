/** What is kept at most: of a file what each number of steps tells. */
const MAX_KEPT = 60_000;

/** What was made of files in the states of a repository; when it is full, what was asked for least recently is dropped. */
export class KeptByReach<Made> {
  private readonly kept = new Map<string, Made>();

  /** What was made under this key before, else what is made now. @param key names the file, and tells what it reaches */
  of(key: string, make: () => Made): Made {
    const known = this.kept.get(key);
    const made = known ?? make();
    if (known !== undefined) this.kept.delete(key);
    this.kept.set(key, made);
    const [oldest] = this.kept.size > MAX_KEPT ? this.kept.keys() : [];
    if (oldest !== undefined) this.kept.delete(oldest);
    return made;
  }
}
