import type { LibraryLoader } from "../library-loader.js";

const RESULTS: readonly (readonly [module: string, ...classes: string[]])[] = [
  ["base.model", "Results", "LikelihoodModelResults"],
  ["base.wrapper", "ResultsWrapper"],
  ["regression.linear_model", "OLSResults", "RegressionResults", "RegressionResultsWrapper"],
  ["regression.mixed_linear_model", "MixedLMResults"],
  ["genmod.generalized_linear_model", "GLMResults"],
  ["discrete.discrete_model", "LogitResults", "ProbitResults", "PoissonResults", "MultinomialResults"],
  ["tsa.arima.model", "ARIMAResults"],
  ["tsa.arima_model", "ARIMAResults", "ARMAResults"],
  ["tsa.ar_model", "AutoRegResults"],
  ["tsa.statespace.sarimax", "SARIMAXResults"],
  ["tsa.statespace.mlemodel", "MLEResults"],
  ["tsa.holtwinters.results", "HoltWintersResults"],
  ["tsa.holtwinters", "HoltWintersResults"],
];
const SCVI = ["SCVI", "SCANVI", "TOTALVI", "LinearSCVI", "AUTOZI", "PEAKVI", "CondSCVI", "DestVI", "MULTIVI"];
const STATSMODELS = "https://github.com/statsmodels/statsmodels/blob/v0.14.0/statsmodels/iolib/smpickle.py";

/** Loaders of libraries for arrays, statistics and classical machine learning. */
export const SCIENCE: readonly LibraryLoader[] = [
  {
    modules: ["statsmodels.iolib.smpickle", "statsmodels.iolib.api", "statsmodels.iolib", "statsmodels.api"],
    names: ["load_pickle"],
    source: STATSMODELS,
  },
  { modules: ["statsmodels.api"], names: ["load"], source: STATSMODELS },
  ...RESULTS.map(([module, ...classes]) => ({
    modules: [`statsmodels.${module}`],
    names: classes.map((name) => `${name}.load`),
    source: "https://github.com/statsmodels/statsmodels/blob/v0.14.0/statsmodels/base/model.py",
  })),
  {
    modules: ["numpy"],
    names: ["loads"],
    does: "is `pickle.loads`",
    source: "https://numpy.org/doc/1.22/reference/generated/numpy.loads.html",
  },
  {
    modules: ["numpy.core.numeric", "numpy.ma", "numpy.ma.core"],
    names: ["loads"],
    does: "is `pickle.loads`",
    source: "https://github.com/numpy/numpy/blob/v1.17.5/numpy/core/numeric.py",
  },
  {
    modules: ["numpy.ma", "numpy.ma.core"],
    names: ["load"],
    does: "is `pickle.load`",
    source: "https://github.com/numpy/numpy/blob/v1.17.5/numpy/ma/core.py",
  },
  {
    modules: ["astropy.io.misc", "astropy.io.misc.pickle_helpers"],
    names: ["fnunpickle"],
    source: "https://github.com/astropy/astropy/blob/v7.1.0/astropy/io/misc/pickle_helpers.py",
  },
  {
    modules: ["surprise.dump"],
    names: ["load"],
    source: "https://github.com/NicolasHug/Surprise/blob/v1.1.4/surprise/dump.py",
  },
  {
    modules: ["holoviews", "holoviews.core", "holoviews.core.options"],
    names: ["Store.load", "Store.loads"],
    source: "https://github.com/holoviz/holoviews/blob/v1.21.0/holoviews/core/options.py",
  },
  {
    modules: ["holoviews.core.io", "holoviews.core"],
    names: ["Unpickler.load", "Unpickler.key", "Unpickler.info"],
    does: "unpickles what the archive holds",
    source: "https://github.com/holoviz/holoviews/blob/v1.21.0/holoviews/core/io.py",
  },
  {
    modules: ["modin.experimental.pandas", "modin.experimental.pandas.io"],
    names: ["read_pickle_glob", "read_pickle_distributed"],
    source: "https://github.com/modin-project/modin/blob/main/modin/experimental/pandas/io.py",
  },
  {
    modules: ["dask.array", "dask.array.core"],
    names: ["from_npy_stack"],
    does: "unpickles the `info` that lies beside the arrays",
    source: "https://github.com/dask/dask/blob/main/dask/array/core.py",
  },
  {
    modules: ["blosc", "blosc.toplevel"],
    names: ["unpack_array"],
    source: "https://github.com/Blosc/python-blosc/blob/main/blosc/toplevel.py",
  },
  {
    modules: ["blosc2", "blosc2.core"],
    names: ["unpack", "unpack_array"],
    source: "https://github.com/Blosc/python-blosc2/blob/main/src/blosc2/core.py",
  },
  {
    modules: ["numcodecs", "numcodecs.pickles"],
    names: ["Pickle"],
    does: "unpickles what it decodes",
    level: "warn",
    safeSince: [{ packages: ["numcodecs"], version: "0.16.6" }],
    source: "https://github.com/zarr-developers/numcodecs/blob/main/numcodecs/pickles.py",
  },
  {
    modules: ["compress_pickle", "compress_pickle.compress_pickle"],
    names: ["load", "loads"],
    source: "https://github.com/lucianopaz/compress_pickle/blob/v2.1.0/compress_pickle/compress_pickle.py",
  },
  {
    modules: ["joblib.numpy_pickle_compat"],
    names: ["load_compatibility", "ZipNumpyUnpickler"],
    source: "https://github.com/joblib/joblib/blob/main/joblib/numpy_pickle_compat.py",
  },
  {
    modules: ["dill.temp"],
    names: ["load", "loadIO", "load_source", "loadIO_source"],
    does: "unpickles what it reads, or runs it as Python",
    source: "https://github.com/uqfoundation/dill/blob/0.4.1/dill/temp.py",
  },
  {
    modules: ["skopt", "skopt.utils"],
    names: ["load"],
    does: "is `joblib.load`",
    source: "https://github.com/holgern/scikit-optimize/blob/v0.10.2/skopt/utils.py",
  },
  {
    modules: ["sktime.base", "sktime.base._serialize"],
    names: ["load"],
    source: "https://github.com/sktime/sktime/blob/v0.38.0/sktime/base/_serialize.py",
  },
  {
    modules: ["sktime.base", "sktime.base._base"],
    names: ["BaseObject.load_from_path", "BaseObject.load_from_serial"],
    source: "https://github.com/sktime/sktime/blob/v0.38.0/sktime/base/_base.py",
  },
  {
    modules: ["sktime.utils.mlflow_sktime"],
    names: ["load_model"],
    source: "https://github.com/sktime/sktime/blob/v0.38.0/sktime/utils/mlflow_sktime.py",
  },
  {
    modules: ["classification", "regression", "clustering", "anomaly", "time_series"].flatMap((module) => [
      `pycaret.${module}`,
      `pycaret.${module}.functional`,
    ]),
    names: ["load_model", "load_experiment"],
    does: "unpickles what it reads, with joblib or cloudpickle",
    source: "https://github.com/pycaret/pycaret/blob/3.3.2/pycaret/internal/persistence.py",
  },
  {
    modules: ["autogluon.common.loaders.load_pkl", "autogluon.core.utils.loaders.load_pkl"],
    names: ["load"],
    source:
      "https://github.com/autogluon/autogluon/blob/master/common/src/autogluon/common/loaders/load_pkl.py",
  },
  {
    modules: ["autogluon.tabular", "autogluon.timeseries", "autogluon.multimodal"],
    names: ["TabularPredictor.load", "TimeSeriesPredictor.load", "MultiModalPredictor.load"],
    does: "unpickles the predictor",
    source:
      "https://github.com/autogluon/autogluon/blob/master/tabular/src/autogluon/tabular/predictor/predictor.py",
  },
  {
    modules: ["scvi.model"],
    names: SCVI.map((name) => `${name}.load`),
    does: "unpickles the model, with `weights_only=False`",
    source: "https://github.com/scverse/scvi-tools/blob/main/src/scvi/model/base/_save_load.py",
  },
  {
    modules: ["shap"],
    names: ["Explainer", "KernelExplainer", "LinearExplainer", "AdditiveExplainer", "ExactExplainer"].map(
      (name) => `${name}.load`,
    ),
    source: "https://github.com/shap/shap/blob/v0.50.0/shap/_serializable.py",
  },
  {
    modules: ["shap.maskers", "shap.models"],
    names: ["Masker", "Image", "Independent", "Partition", "Text", "Model", "TeacherForcing"].map(
      (name) => `${name}.load`,
    ),
    source: "https://github.com/shap/shap/blob/v0.50.0/shap/_serializable.py",
  },
  {
    modules: ["alibi.saving"],
    names: ["load_explainer"],
    does: "unpickles the explainer with dill",
    source: "https://github.com/SeldonIO/alibi/blob/v0.9.6/alibi/saving.py",
  },
  {
    modules: ["umap.parametric_umap"],
    names: ["load_ParametricUMAP"],
    source: "https://github.com/lmcinnes/umap/blob/release-0.5.12/umap/parametric_umap.py",
  },
  {
    modules: ["polars", "polars.lazyframe.frame", "polars.expr.expr"],
    names: ["LazyFrame.deserialize", "Expr.deserialize"],
    does: "unpickles the Python functions of the query",
    source:
      "https://docs.pola.rs/api/python/stable/reference/lazyframe/api/polars.LazyFrame.deserialize.html",
  },
];
