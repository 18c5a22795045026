import { NOTHING, type Container } from "./values.js";

/** The most items that are kept of all containers together: those of the oldest containers go first. */
const MAX_KEPT = 32_000;
/** A power of two above it: a container that is told of is kept with what was added to it, until the next is dropped. */
const SIZE = 32_768;

/**
 * Sees to it that what containers hold takes no more memory than a bound, however many of them a pickle builds. What they hold
 * is asked for soon after they are built, or never.
 */
export class Kept {
  /** In a circle, the oldest first: each holds at least one item. */
  private readonly ring: (Container | undefined)[] = [];
  private first = 0;
  private end = 0;
  private count = 0;

  /** Tells of items that a container has come to hold: so many more. */
  hold(container: Container, added: number): void {
    if (added === 0) return;
    this.count += added;
    if (container.items.length === added) this.ring[this.end++ & (SIZE - 1)] = container;
    while (this.count > MAX_KEPT) this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = this.ring[this.first++ & (SIZE - 1)];
    if (!oldest) return;
    this.count -= oldest.items.length;
    oldest.items = NOTHING;
  }
}
