/**
 * Names that pickles of plain data and of arrays look up, by module: what they build holds data and runs nothing. Exact names,
 * also those of Python 2. The gate: whatever is not listed is not known to be harmless.
 */
const HARMLESS: Readonly<Record<string, string>> = {
  builtins:
    "bool bytearray bytes complex dict enumerate float frozenset int iter len list object range reversed set slice str tuple zip NotImplemented Ellipsis",
  __builtin__:
    "bool bytearray bytes complex dict float frozenset int list long object set slice str tuple unicode xrange",
  collections: "Counter OrderedDict defaultdict deque",
  _collections: "OrderedDict defaultdict deque",
  "collections.abc":
    "Callable Collection Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView",
  __future__:
    "absolute_import annotations division generators print_function unicode_literals with_statement",
  copyreg: "_reconstructor",
  copy_reg: "_reconstructor",
  _codecs: "encode",
  datetime: "date datetime time timedelta timezone",
  decimal: "Decimal",
  fractions: "Fraction",
  ipaddress: "IPv4Address IPv4Network IPv6Address IPv6Network",
  pathlib: "Path PosixPath PurePath PurePosixPath PureWindowsPath WindowsPath",
  uuid: "UUID SafeUUID",
  numpy:
    "dtype ndarray bool_ int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128 str_ bytes_ datetime64 timedelta64 matrix recarray record",
  "numpy.core.multiarray": "_reconstruct scalar",
  "numpy._core.multiarray": "_reconstruct scalar",
  "numpy.core.numeric": "_frombuffer",
  "numpy._core.numeric": "_frombuffer",
  "numpy.core._internal": "_reconstruct",
  "numpy.core.records": "recarray record",
  "numpy._core.records": "recarray record",
  "numpy.rec": "recarray record",
  "numpy.matrixlib.defmatrix": "matrix",
  "numpy.random._pickle": "__bit_generator_ctor __generator_ctor __randomstate_ctor",
  "numpy.ma": "MaskedArray",
  "numpy.ma.core": "MaskedArray _mareconstruct",
  torch:
    "Size device BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage DoubleStorage FloatStorage HalfStorage IntStorage LongStorage QInt8Storage QInt32Storage QUInt8Storage ShortStorage bfloat16 bool complex128 complex64 float16 float32 float64 int16 int32 int64 int8 uint8",
  "torch._utils":
    "_rebuild_parameter _rebuild_parameter_with_state _rebuild_tensor _rebuild_tensor_v2 _rebuild_sparse_tensor _rebuild_qtensor",
  "torch.storage": "UntypedStorage TypedStorage",
  "torch.jit._pickle":
    "build_boollist build_doublelist build_intlist build_tensor_from_id build_tensorlist restore_type_tag",
  "torch.serialization": "_get_layout",
  "joblib.numpy_pickle": "NumpyArrayWrapper NDArrayWrapper ZNDArrayWrapper",
};

const NAMES: ReadonlySet<string> = new Set(
  Object.entries(HARMLESS).flatMap(([module, names]) => names.split(" ").map((name) => `${module}.${name}`)),
);

/** Whether an object of this name is known to run nothing, whatever it is called with. */
export function isHarmless(module: string, name: string): boolean {
  return NAMES.has(`${module}.${name}`);
}
