import { createPlaces } from "../jobs/places.js";

/** Shares threads between installations. */
export interface AnalysisTurns {
  /** Does work when it is the installation's turn. */
  readonly take: <Result>(installationId: number, work: () => Promise<Result>) => Promise<Result>;
  /** Whether work of another installation waits for a thread. */
  readonly othersWait: (installationId: number) => boolean;
}

/**
 * Of those that wait the installation goes first that has used the least time since nobody had to wait.
 * @param threads see `createPlaces`
 * @param clock milliseconds that only grow
 */
export function createAnalysisTurns(threads: number, clock: () => number): AnalysisTurns {
  const places = createPlaces(threads);
  const used = new Map<number, number>();
  let waiting: { readonly installationId: number; readonly start: (leave: () => void) => void }[] = [];
  const usedBy = (installationId: number): number => used.get(installationId) ?? 0;
  const begin = (): void => {
    if (waiting.length === 0) used.clear();
    for (const one of [...waiting].sort((a, b) => usedBy(a.installationId) - usedBy(b.installationId))) {
      const leave = places.enter(one.installationId);
      if (!leave) continue;
      waiting = waiting.filter((other) => other !== one);
      one.start(leave);
    }
  };
  return {
    othersWait: (installationId) => waiting.some((one) => one.installationId !== installationId),
    take: async (installationId, work) => {
      const leave = await new Promise<() => void>((start) => {
        waiting.push({ installationId, start });
        begin();
      });
      const began = clock();
      try {
        return await work();
      } finally {
        used.set(installationId, usedBy(installationId) + clock() - began);
        leave();
        begin();
      }
    },
  };
}
