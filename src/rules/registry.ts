import { airflowXcomPickling } from "./airflow-xcom-pickling.js";
import { apschedulerPickle } from "./apscheduler-pickle.js";
import { celeryPickle } from "./celery-pickle.js";
import { cloudpickleLoad } from "./cloudpickle-load.js";
import { clusterPickle } from "./cluster-pickle.js";
import { dependencyFloor } from "./dependency-floor.js";
import { dillLoad } from "./dill-load.js";
import { dspyAllowPickle } from "./dspy-allow-pickle.js";
import { dynamicAccess } from "./dynamic-access.js";
import { dynamicInstantiate } from "./dynamic-instantiate.js";
import { evalExternalData } from "./eval-external-data.js";
import { hydraInstantiate } from "./hydra-instantiate.js";
import { joblibLoad } from "./joblib-load.js";
import { jsonpickleDecode } from "./jsonpickle-decode.js";
import { kerasLegacyModel } from "./keras-legacy-model.js";
import { kerasUnsafeMode } from "./keras-unsafe-mode.js";
import { kombuPickle } from "./kombu-pickle.js";
import { langchainDangerousDeserialization } from "./langchain-dangerous-deserialization.js";
import { langchainLoadObjects } from "./langchain-load-objects.js";
import { langgraphPickleFallback } from "./langgraph-pickle-fallback.js";
import { libraryPickleLoad } from "./library-pickle-load.js";
import { libraryPickledData } from "./library-pickled-data.js";
import { loaderMonkeypatch } from "./loader-monkeypatch.js";
import { loggingConfigListen } from "./logging-config-listen.js";
import { marshalLoad } from "./marshal-load.js";
import { mlflowLoadModel } from "./mlflow-load-model.js";
import { moduleHandedOn } from "./module-handed-on.js";
import { mpi4pyPickle } from "./mpi4py-pickle.js";
import { msgpackPickleHook } from "./msgpack-pickle-hook.js";
import { multiprocessingConnection } from "./multiprocessing-connection.js";
import { nltkPickledData } from "./nltk-pickled-data.js";
import { numpyAllowPickle } from "./numpy-allow-pickle.js";
import { omegaconfEvalResolver } from "./omegaconf-eval-resolver.js";
import { pandasReadHdf } from "./pandas-read-hdf.js";
import { pandasReadPickle } from "./pandas-read-pickle.js";
import { pickleCache } from "./pickle-cache.js";
import { pickleImport } from "./pickle-import.js";
import { pickleLoad } from "./pickle-load.js";
import { pickleSerializer } from "./pickle-serializer.js";
import { pickleSession } from "./pickle-session.js";
import { pickleWeights } from "./pickle-weights.js";
import { pickleWrite } from "./pickle-write.js";
import { pickledCode } from "./pickled-code.js";
import { pickledFile } from "./pickled-file.js";
import { pickledUnknown } from "./pickled-unknown.js";
import { policyWeakened } from "./policy-weakened.js";
import { pyarrowPickle } from "./pyarrow-pickle.js";
import { pyforyDeserialize } from "./pyfory-deserialize.js";
import { pyroPickle } from "./pyro-pickle.js";
import { reduceExecutes } from "./reduce-executes.js";
import { restrictedUnpickler } from "./restricted-unpickler.js";
import { rpycAllowPickle } from "./rpyc-allow-pickle.js";
import { rqPickle } from "./rq-pickle.js";
import { ruamelUnsafe } from "./ruamel-unsafe.js";
import { shadowModule } from "./shadow-module.js";
import { shelveOpen } from "./shelve-open.js";
import { skopsTrusted } from "./skops-trusted.js";
import { sqlalchemyPickleType } from "./sqlalchemy-pickle-type.js";
import { suppressionAdded } from "./suppression-added.js";
import { tfSavedModelLoad } from "./tf-saved-model-load.js";
import { torchDistributedObjects } from "./torch-distributed-objects.js";
import { torchExportLoad } from "./torch-export-load.js";
import { torchForceNoWeightsOnly } from "./torch-force-no-weights-only.js";
import { torchHubLoad } from "./torch-hub-load.js";
import { torchJitLoad } from "./torch-jit-load.js";
import { torchLoad } from "./torch-load.js";
import { torchPackageImport } from "./torch-package-import.js";
import { torchSafeGlobals } from "./torch-safe-globals.js";
import { torchWeightsOnlyDisabled } from "./torch-weights-only-disabled.js";
import { trustRemoteCode } from "./trust-remote-code.js";
import { twistedPersisted } from "./twisted-persisted.js";
import { unprovenName } from "./unproven-name.js";
import { unreadableArtifact } from "./unreadable-artifact.js";
import { unreadableSource } from "./unreadable-source.js";
import { unsafeFallback } from "./unsafe-fallback.js";
import { unsafeSwitch } from "./unsafe-switch.js";
import { unsafeWrapper } from "./unsafe-wrapper.js";
import { valueWeakened } from "./value-weakened.js";
import { yamlCodeConstructor } from "./yaml-code-constructor.js";
import { yamlFullLoad } from "./yaml-full-load.js";
import { yamlObject } from "./yaml-object.js";
import { yamlPythonTag } from "./yaml-python-tag.js";
import { yamlUnprovenLoader } from "./yaml-unproven-loader.js";
import { yamlUnsafeLoad } from "./yaml-unsafe-load.js";
import { zmqRecvPyobj } from "./zmq-recv-pyobj.js";
import type { Rule } from "../rule-kit/rule.js";

/** Every rule, in the order in which they are listed. */
export const RULES: readonly Rule[] = [
  pickleImport,
  pickleLoad,
  restrictedUnpickler,
  dynamicAccess,
  unprovenName,
  unsafeFallback,
  moduleHandedOn,
  loaderMonkeypatch,
  unsafeWrapper,
  pickleWrite,
  pickleSerializer,
  reduceExecutes,
  cloudpickleLoad,
  dillLoad,
  joblibLoad,
  marshalLoad,
  shelveOpen,
  jsonpickleDecode,
  pandasReadPickle,
  pandasReadHdf,
  libraryPickleLoad,
  libraryPickledData,
  sqlalchemyPickleType,
  pickledCode,
  pickledFile,
  pickledUnknown,
  policyWeakened,
  valueWeakened,
  pyarrowPickle,
  pyforyDeserialize,
  msgpackPickleHook,
  nltkPickledData,
  numpyAllowPickle,
  yamlUnsafeLoad,
  yamlFullLoad,
  yamlUnprovenLoader,
  yamlObject,
  yamlCodeConstructor,
  yamlPythonTag,
  ruamelUnsafe,
  omegaconfEvalResolver,
  hydraInstantiate,
  dynamicInstantiate,
  evalExternalData,
  torchLoad,
  torchWeightsOnlyDisabled,
  torchForceNoWeightsOnly,
  torchSafeGlobals,
  torchHubLoad,
  torchJitLoad,
  torchPackageImport,
  torchExportLoad,
  torchDistributedObjects,
  mpi4pyPickle,
  clusterPickle,
  kerasUnsafeMode,
  kerasLegacyModel,
  tfSavedModelLoad,
  trustRemoteCode,
  pickleWeights,
  skopsTrusted,
  mlflowLoadModel,
  langchainDangerousDeserialization,
  langchainLoadObjects,
  langgraphPickleFallback,
  dspyAllowPickle,
  zmqRecvPyobj,
  multiprocessingConnection,
  rpycAllowPickle,
  pyroPickle,
  twistedPersisted,
  celeryPickle,
  kombuPickle,
  rqPickle,
  apschedulerPickle,
  pickleSession,
  pickleCache,
  airflowXcomPickling,
  unsafeSwitch,
  loggingConfigListen,
  dependencyFloor,
  suppressionAdded,
  unreadableArtifact,
  unreadableSource,
  shadowModule,
];

/** The rule of that id, if there is one. */
export function ruleById(id: string): Rule | undefined {
  return BY_ID.get(id);
}

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.meta.id, rule]));

/** The ids of all rules. */
export const RULE_IDS: readonly string[] = RULES.map((rule) => rule.meta.id);
