/** The places for running jobs in one process. */
export interface Places {
  /** Takes a place for a job of this installation; null where it has to wait. What is returned gives the place back. */
  readonly enter: (installationId: number) => (() => void) | null;
  /** How many jobs of an installation run. */
  readonly running: (installationId: number) => number;
  /** The installations whose jobs have to wait. All others would get a place. */
  readonly full: () => readonly number[];
}

/**
 * Shares places between installations: `concurrency` for whoever comes first, and beyond those as many again for
 * installations of which no job runs. One that keeps all places busy for minutes thus keeps nobody else waiting.
 */
export function createPlaces(concurrency: number): Places {
  const counts = new Map<number, number>();
  let taken = 0;
  const running = (installationId: number): number => counts.get(installationId) ?? 0;
  return {
    running,
    enter: (installationId) => {
      const most = running(installationId) === 0 ? mostPlaces(concurrency) : concurrency;
      if (taken >= most) return null;
      taken++;
      counts.set(installationId, running(installationId) + 1);
      return () => {
        taken--;
        const left = running(installationId) - 1;
        if (left > 0) counts.set(installationId, left);
        else counts.delete(installationId);
      };
    },
    full: () => (taken < concurrency ? [] : [...counts.keys()]),
  };
}

/** All the places that there are. */
export function mostPlaces(concurrency: number): number {
  return 2 * concurrency;
}
