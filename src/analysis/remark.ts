/** Something to know about a line of a file that is no finding. `line` is 0-based. */
export interface Remark {
  readonly line: number;
  readonly text: string;
}
