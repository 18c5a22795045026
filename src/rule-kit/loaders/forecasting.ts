import type { LibraryLoader } from "../library-loader.js";
import { BY_TORCH } from "./torch-arguments.js";

const DARTS = [
  ...["ARIMA", "AutoARIMA", "VARIMA", "FFT", "Theta", "FourTheta", "Prophet", "Croston", "KalmanForecaster"],
  ...["ExponentialSmoothing", "NaiveSeasonal", "NaiveDrift", "NaiveMean", "NaiveEnsembleModel"],
  ...["LinearRegressionModel", "RandomForest", "RandomForestModel", "RegressionModel", "SKLearnModel"],
  ...["RegressionEnsembleModel", "LightGBMModel", "CatBoostModel", "XGBModel", "StatsForecastAutoARIMA"],
  ...["BlockRNNModel", "RNNModel", "DLinearModel", "NLinearModel", "NBEATSModel", "NHiTSModel", "TCNModel"],
  ...[
    "TFTModel",
    "TiDEModel",
    "TransformerModel",
    "TSMixerModel",
    "GlobalNaiveSeasonal",
    "ConformalNaiveModel",
  ],
];
const SERDE_SINCE = [{ packages: ["gluonts"], version: "0.17" }] as const;

/** Loaders of libraries for time series. */
export const FORECASTING: readonly LibraryLoader[] = [
  {
    modules: ["darts.models"],
    names: DARTS.map((name) => `${name}.load`),
    does: "unpickles the model",
    level: "block",
    argument: { name: "trusted", position: null, safe: false, absent: "unsafe" },
    safeSince: [{ packages: ["darts", "u8darts"], version: "0.48" }],
    source: "https://unit8co.github.io/darts/userguide/safe_model_loading.html",
  },
  {
    modules: ["darts", "darts.timeseries"],
    names: ["TimeSeries.from_pickle"],
    source: "https://github.com/unit8co/darts/blob/0.48.1/darts/timeseries.py",
  },
  {
    modules: ["mlforecast", "mlforecast.forecast", "mlforecast.core"],
    names: ["MLForecast.load", "TimeSeries.load"],
    does: "unpickles the forecaster with cloudpickle",
    source: "https://github.com/Nixtla/mlforecast/blob/v1.0.2/mlforecast/forecast.py",
  },
  {
    modules: ["mlforecast.distributed", "mlforecast.distributed.forecast"],
    names: ["DistributedMLForecast.load"],
    does: "unpickles the forecaster with cloudpickle",
    source: "https://github.com/Nixtla/mlforecast/blob/v1.0.2/mlforecast/distributed/forecast.py",
  },
  {
    modules: ["statsforecast", "statsforecast.core"],
    names: ["StatsForecast.load"],
    source: "https://github.com/Nixtla/statsforecast/blob/v2.0.2/python/statsforecast/core.py",
  },
  {
    modules: ["neuralforecast", "neuralforecast.core"],
    names: ["NeuralForecast.load"],
    does: "unpickles the settings and the data of the forecaster",
    level: "block",
    argument: { name: "allow_pickle", position: null, safe: false, absent: "unsafe" },
    safeSince: [{ packages: ["neuralforecast"], version: "3.3" }],
    source: "https://github.com/Nixtla/neuralforecast/blob/main/neuralforecast/core.py",
  },
  {
    modules: ["pytorch_forecasting", "pytorch_forecasting.data", "pytorch_forecasting.data.timeseries"],
    names: ["TimeSeriesDataSet.load"],
    does: "unpickles the data set: it gives `torch.load` no `weights_only`",
    level: "block",
    safeSince: BY_TORCH,
    source:
      "https://github.com/sktime/pytorch-forecasting/blob/v1.4.0/pytorch_forecasting/data/timeseries/_timeseries.py",
  },
  {
    modules: ["gluonts.model.predictor", "gluonts.model"],
    names: ["Predictor.deserialize", "RepresentablePredictor.deserialize"],
    does: "calls what the JSON beside the model names",
    level: "warn",
    safeSince: SERDE_SINCE,
    source: "https://github.com/awslabs/gluonts/blob/v0.16.2/src/gluonts/core/serde/_base.py",
  },
  {
    modules: ["gluonts.torch.model.predictor", "gluonts.torch"],
    names: ["PyTorchPredictor.deserialize"],
    does: "calls what the JSON beside the model names",
    level: "warn",
    safeSince: SERDE_SINCE,
    source: "https://github.com/awslabs/gluonts/blob/v0.16.2/src/gluonts/core/serde/_base.py",
  },
  {
    modules: ["gluonts.core.serde"],
    names: ["load_json", "decode"],
    does: "calls what the JSON names",
    level: "block",
    safeSince: SERDE_SINCE,
    source: "https://github.com/awslabs/gluonts/blob/v0.16.2/src/gluonts/core/serde/_base.py",
  },
  {
    modules: ["optuna.storages", "optuna.storages.journal"],
    names: ["JournalRedisBackend", "JournalRedisStorage"],
    does: "unpickles the snapshot that lies in Redis",
    level: "warn",
    source: "https://github.com/optuna/optuna/blob/v4.5.0/optuna/storages/journal/_storage.py",
  },
  {
    modules: ["hyperopt", "hyperopt.fmin"],
    names: ["fmin"],
    does: "unpickles the trials that lie in `trials_save_file`",
    level: "warn",
    argument: { name: "trials_save_file", position: null, safe: "nothing", absent: "safe" },
    source: "https://github.com/hyperopt/hyperopt/blob/master/hyperopt/fmin.py",
  },
  {
    modules: ["pyod.utils.persistence"],
    names: ["load", "compat_load"],
    does: "unpickles the detector with joblib",
    level: "block",
    argument: { name: "trusted", position: null, safe: false, absent: "unsafe" },
    safeSince: [{ packages: ["pyod"], version: "3.6.2" }],
    source: "https://github.com/yzhao062/pyod/blob/master/pyod/utils/persistence.py",
  },
];
