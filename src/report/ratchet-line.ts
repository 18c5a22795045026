/** What a ratchet and a change come to. */
export interface HeldRatchet {
  /** From the root of the repository. */
  readonly path: string;
  /** How many uses there are once the change is in, and how many there may be; what it does not touch is as it was counted. */
  readonly left: number;
  readonly allowed: number;
  /** Why it lets nothing through; null where it counts. */
  readonly problem: string | null;
}

/** "12 left, 3 fewer than allowed", "12 left, 3 fewer than on main". */
export function ratchetLine(
  { left, allowed }: Pick<HeldRatchet, "left" | "allowed">,
  what = "allowed",
): string {
  const difference = allowed - left;
  if (difference === 0) return `${String(left)} left`;
  const count = difference > 0 ? `${String(difference)} fewer` : `${String(-difference)} more`;
  return `${String(left)} left, ${count} than ${what}`;
}
