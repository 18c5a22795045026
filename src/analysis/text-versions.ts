/**
 * Numbers for the texts of files: another text has another number. So what was found with some texts can be kept beside
 * their numbers, and each text is kept once. One that was forgotten gets a new number, which is never wrong.
 */
export class TextVersions {
  private readonly byPath = new Map<string, Map<string, number>>();
  private readonly room: number;
  private size = 0;
  private last = 0;

  /** @param room how many characters of texts are kept; where there are more, all are forgotten */
  constructor(room: number) {
    this.room = room;
  }

  /** The number of a text of this file. */
  of(path: string, text: string): number {
    const known = this.byPath.get(path)?.get(text);
    if (known !== undefined) return known;
    this.last++;
    this.size += text.length;
    if (this.size > this.room) {
      this.byPath.clear();
      this.size = text.length;
    }
    const own = this.byPath.get(path) ?? new Map<string, number>();
    this.byPath.set(path, own.set(text, this.last));
    return this.last;
  }
}
