/** Endings of files that programs load as pickles, or as archives of them. */
const ENDINGS: ReadonlySet<string> = new Set(
  "pkl pickle pck pcl p dill cloudpickle cpkl joblib jl sav pt pth bin ckpt pt2 mar nemo npy npz h5 hdf5 keras model dat data cache shelf pb safetensors gguf".split(
    " ",
  ),
);

/** Endings that say of a file that it is a pickle. */
const PICKLES: ReadonlySet<string> = new Set("pkl pickle pck pcl dill cloudpickle cpkl joblib".split(" "));

/** Endings that are put behind others by what packs files. */
const PACKED = /\.(?:gz|gzip|z|bz2|xz|lzma|lz4|zst|zstd)$/i;

/** Whether the name of a file says that loading it may run code. */
export function isArtifactName(path: string): boolean {
  return ENDINGS.has(endingOf(path));
}

/** Whether the name of a file says that it is a pickle. */
export function isPickleName(path: string): boolean {
  return PICKLES.has(endingOf(path));
}

function endingOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(PACKED, "");
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}
