import type { LibraryLoader } from "../library-loader.js";

/** Loaders of libraries for graphs, for chemistry and for HDF5. */
export const GRAPHS_AND_MATTER: readonly LibraryLoader[] = [
  {
    modules: ["dgl.data.utils"],
    names: ["load_info"],
    source: "https://github.com/dmlc/dgl/blob/v2.1.0/python/dgl/data/utils.py",
  },
  {
    modules: ["torch_geometric.io.fs"],
    names: ["torch_load"],
    does: "unpickles in full what `weights_only=True` refuses",
    source: "https://github.com/pyg-team/pytorch_geometric/blob/2.7.0/torch_geometric/io/fs.py",
  },
  {
    modules: ["torch_geometric.data", "torch_geometric.data.in_memory_dataset"],
    names: ["InMemoryDataset().load"],
    does: "unpickles in full what `weights_only=True` refuses",
    level: "note",
    source:
      "https://github.com/pyg-team/pytorch_geometric/blob/2.7.0/torch_geometric/data/in_memory_dataset.py",
  },
  {
    modules: ["pykeen.triples", "pykeen.triples.triples_factory"],
    names: ["TriplesFactory.from_path_binary", "CoreTriplesFactory.from_path_binary"],
    does: "unpickles the file, with `weights_only=False`",
    source: "https://github.com/pykeen/pykeen/blob/v1.11.1/src/pykeen/triples/triples_factory.py",
  },
  {
    modules: ["deepchem.utils", "deepchem.utils.data_utils"],
    names: ["load_from_disk"],
    does: "unpickles a file that ends in `.pkl`, `.joblib` or `.npy`",
    level: "block",
    argument: { name: "filename", position: 0, safe: /\.csv(?:\.gz)?$/, absent: "unsafe" },
    source: "https://github.com/deepchem/deepchem/blob/2.8.0/deepchem/utils/data_utils.py",
  },
  {
    modules: ["deepchem.utils", "deepchem.utils.data_utils"],
    names: ["load_pickle_file", "load_pickle_files", "load_transformers"],
    source: "https://github.com/deepchem/deepchem/blob/2.8.0/deepchem/utils/data_utils.py",
  },
  {
    modules: ["ase.io", "ase.io.trajectory", "ase.io.pickletrajectory"],
    names: ["PickleTrajectory"],
    does: "unpickles the file that it reads",
    level: "block",
    argument: { name: "mode", position: 1, safe: /^[wa]/, absent: "unsafe" },
    source: "https://gitlab.com/ase/ase/-/blob/3.26.0/ase/io/pickletrajectory.py",
  },
  {
    modules: ["monty.json"],
    names: ["load", "load2dict"],
    does: "unpickles the `.pkl` that lies beside the JSON",
    source: "https://github.com/materialsvirtuallab/monty/blob/v2025.3.3/src/monty/json.py",
  },
  {
    modules: ["hickle", "hickle.hickle"],
    names: ["load"],
    does: "unpickles what HDF5 has no type for",
    source: "https://github.com/telegraphic/hickle/blob/v5.0.3/hickle/hickle.py",
  },
  {
    modules: ["deepdish.io", "deepdish.io.hdf5io", "deepdish"],
    names: ["load", "io.load"],
    does: "unpickles what HDF5 has no type for",
    level: "warn",
    source: "https://github.com/uchicago-cs/deepdish/blob/master/deepdish/io/hdf5io.py",
  },
  {
    modules: ["tables", "tables.file"],
    names: ["open_file"],
    does: "unpickles attributes and arrays of objects in the file when they are read",
    level: "warn",
    argument: { name: "mode", position: 1, safe: /^w/, absent: "unsafe" },
    source: "https://github.com/PyTables/PyTables/blob/v3.10.2/tables/attributeset.py",
  },
  {
    modules: ["pandera.io.tensordict_io"],
    names: ["load"],
    does: "unpickles the file, with `weights_only=False`",
    source: "https://github.com/unionai-oss/pandera/blob/main/pandera/io/tensordict_io.py",
  },
  {
    modules: ["cudf"],
    names: ["DataFrame", "Series", "Index"].flatMap((name) =>
      ["deserialize", "device_deserialize", "host_deserialize"].map((method) => `${name}.${method}`),
    ),
    does: "unpickles the types that the header names",
    level: "warn",
    source: "https://github.com/rapidsai/cudf/blob/v24.02.00/python/cudf/cudf/core/abc.py",
  },
];
