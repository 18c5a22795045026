/** A library that most texts do without: it is loaded only once one has asked for it. */
export interface Later<Library> {
  /** The library, or null where it is not loaded yet: it is wanted from then on. */
  readonly now: () => Library | null;
}

/** What loads each library that was asked for and is not there yet. */
const wanted = new Set<() => Promise<void>>();

/** @param load what loads the library; its module is a file of its own then */
export function later<Library>(load: () => Promise<Library>): Later<Library> {
  let library: Library | null = null;
  const loadIt = async (): Promise<void> => {
    library = await load();
    wanted.delete(loadIt);
  };
  return {
    now: () => {
      if (!library) wanted.add(loadIt);
      return library;
    },
  };
}

/** Whether an answer was given without a library that it needs: `loadWanted`, and it has to be given again. */
export const isAnyWanted = (): boolean => wanted.size > 0;

/** Loads all that was asked for. */
export async function loadWanted(): Promise<void> {
  await Promise.all([...wanted].map((load) => load()));
}
