import type { LibraryLoader, TellingMethod } from "../library-loader.js";
import { CACHES_AND_CLIENTS } from "./caches-and-clients.js";
import { CLUSTERS_AND_PIPELINES } from "./clusters-and-pipelines.js";
import { DEEP_LEARNING, MODEL_METHODS } from "./deep-learning.js";
import { FORECASTING } from "./forecasting.js";
import { GRAPHS_AND_MATTER } from "./graphs-and-matter.js";
import { MODELS_AND_DATA } from "./models-and-data.js";
import { SCIENCE } from "./science.js";
import { STANDARD_LIBRARY } from "./standard-library.js";
import { VISION_AND_GAMES } from "./vision-and-games.js";
import { WEB_AND_QUEUES } from "./web-and-queues.js";
import { WORDS_AND_GRAPHS } from "./words-and-graphs.js";

/** Every row of the tables of loaders. */
export const LIBRARY_LOADERS: readonly LibraryLoader[] = [
  ...STANDARD_LIBRARY,
  ...SCIENCE,
  ...FORECASTING,
  ...GRAPHS_AND_MATTER,
  ...WORDS_AND_GRAPHS,
  ...DEEP_LEARNING,
  ...MODELS_AND_DATA,
  ...VISION_AND_GAMES,
  ...CLUSTERS_AND_PIPELINES,
  ...WEB_AND_QUEUES,
  ...CACHES_AND_CLIENTS,
];

/** Every method that tells by its name. */
export const TELLING_METHODS: readonly TellingMethod[] = MODEL_METHODS;

/** "dask, gensim and networkx": the libraries of some rows, by the alphabet. */
export function librariesOf(rows: readonly LibraryLoader[]): string {
  const roots = rows.flatMap(({ modules }) => modules.map((module) => module.split(".", 1)[0] ?? module));
  return [...new Set(roots)]
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .join(", ")
    .replace(/, (?=[^,]*$)/, " and ");
}
