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
