import type { LibraryLoader } from "../library-loader.js";

const BENTOML = ["picklable_model", "sklearn", "easyocr", "fastai"];

/** Loaders of libraries for clusters, for pipelines and for serving. */
export const CLUSTERS_AND_PIPELINES: readonly LibraryLoader[] = [
  {
    modules: [
      "apache_beam.internal.pickler",
      "apache_beam.internal.cloudpickle_pickler",
      "apache_beam.internal.dill_pickler",
    ],
    names: ["loads", "load_session"],
    does: "unpickles functions and whatever else stands there",
    source: "https://github.com/apache/beam/blob/master/sdks/python/apache_beam/internal/pickler.py",
  },
  {
    modules: ["numba.core.serialize"],
    names: ["loads"],
    does: "unpickles with the copy of cloudpickle that numba brings",
    source: "https://github.com/numba/numba/blob/main/numba/core/serialize.py",
  },
  {
    modules: ["distributed.protocol", "distributed.protocol.serialize"],
    names: ["deserialize", "pickle_loads", "deserialize_bytes"],
    does: "unpickles what the header says is a pickle",
    level: "warn",
    source: "https://github.com/dask/distributed/blob/main/distributed/protocol/serialize.py",
  },
  {
    modules: [
      "horovod.torch",
      "horovod.tensorflow",
      "horovod.keras",
      "horovod.tensorflow.keras",
      "horovod.mxnet",
    ],
    names: ["broadcast_object", "allgather_object"],
    does: "unpickles what other ranks send",
    level: "warn",
    source: "https://github.com/horovod/horovod/blob/master/horovod/torch/functions.py",
  },
  {
    modules: ["accelerate.utils", "accelerate.utils.operations"],
    names: ["gather_object", "broadcast_object_list"],
    does: "unpickles what other ranks send",
    level: "warn",
    source: "https://github.com/huggingface/accelerate/blob/main/src/accelerate/utils/operations.py",
  },
  {
    modules: ["apache_beam.coders", "apache_beam.coders.coders"],
    names: ["DillCoder"],
    does: "unpickles what it decodes with dill",
    level: "warn",
    source: "https://github.com/apache/beam/blob/master/sdks/python/apache_beam/coders/coders.py",
  },
  {
    modules: ["sagemaker.deserializers", "sagemaker.base_deserializers"],
    names: ["NumpyDeserializer"],
    does: "unpickles arrays of objects in the answer of an endpoint",
    level: "block",
    argument: { name: "allow_pickle", position: 2, safe: false, absent: "unsafe" },
    safeSince: [{ packages: ["sagemaker"], version: "2.218" }],
    source: "https://github.com/aws/sagemaker-python-sdk/blob/v2.218.0/src/sagemaker/base_deserializers.py",
  },
  {
    modules: BENTOML.map((framework) => `bentoml.${framework}`),
    names: ["load_model"],
    does: "unpickles the model of the store",
    level: "warn",
    source:
      "https://github.com/bentoml/BentoML/blob/v1.4.0/src/bentoml/_internal/frameworks/picklable_model.py",
  },
  {
    modules: ["bentoml.pytorch"],
    names: ["load_model"],
    does: "unpickles the model of the store: it gives `torch.load` no `weights_only`",
    level: "warn",
    safeSince: [{ packages: ["torch"], version: "2.6" }],
    source: "https://github.com/bentoml/BentoML/blob/v1.4.0/src/bentoml/_internal/frameworks/pytorch.py",
  },
  {
    modules: [
      "kedro_datasets.pickle",
      "kedro_datasets.pickle.pickle_dataset",
      "kedro.extras.datasets.pickle",
    ],
    names: ["PickleDataset", "PickleDataSet"],
    does: "unpickles its file",
    level: "warn",
    source:
      "https://github.com/kedro-org/kedro-plugins/blob/main/kedro-datasets/kedro_datasets/pickle/pickle_dataset.py",
  },
  {
    modules: ["dagster"],
    names: ["FilesystemIOManager", "fs_io_manager", "custom_path_fs_io_manager"],
    does: "unpickles the outputs that it stored",
    level: "note",
    source:
      "https://github.com/dagster-io/dagster/blob/master/python_modules/dagster/dagster/_core/storage/fs_io_manager.py",
  },
  {
    modules: ["dagster_aws.s3", "dagster_gcp", "dagster_gcp.gcs", "dagster_azure.adls2"],
    names: [
      ...["S3PickleIOManager", "s3_pickle_io_manager", "GCSPickleIOManager", "gcs_pickle_io_manager"],
      ...["ADLS2PickleIOManager", "adls2_pickle_io_manager"],
    ],
    does: "unpickles the outputs that it stored in a bucket",
    level: "warn",
    source:
      "https://github.com/dagster-io/dagster/blob/master/python_modules/libraries/dagster-aws/dagster_aws/s3/io_manager.py",
  },
  {
    modules: ["ipyparallel", "ipyparallel.serialize", "ipyparallel.serialize.serialize"],
    names: ["deserialize_object", "unpack_apply_message"],
    source: "https://github.com/ipython/ipyparallel/blob/9.0.1/ipyparallel/serialize/serialize.py",
  },
  {
    modules: ["loky.backend.reduction", "joblib.externals.loky.backend.reduction"],
    names: ["loads"],
    does: "is `pickle.loads`",
    source: "https://github.com/joblib/loky/blob/3.5.6/loky/backend/reduction.py",
  },
  {
    modules: ["zenml.materializers", "zenml.materializers.cloudpickle_materializer"],
    names: ["CloudpickleMaterializer"],
    does: "unpickles the artifact with cloudpickle",
    level: "warn",
    source:
      "https://github.com/zenml-io/zenml/blob/0.85.0/src/zenml/materializers/cloudpickle_materializer.py",
  },
  {
    modules: ["xgboost.collective"],
    names: ["broadcast"],
    does: "unpickles what another worker sends",
    level: "note",
    source: "https://github.com/dmlc/xgboost/blob/v3.0.5/python-package/xgboost/collective.py",
  },
];
