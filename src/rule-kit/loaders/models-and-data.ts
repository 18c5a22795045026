import type { LibraryLoader, SafeSince } from "../library-loader.js";
import { WEBDATASET } from "./deep-learning.js";
import { BY_TORCH, WEIGHTS_ONLY } from "./torch-arguments.js";

const BY_TIMM: readonly SafeSince[] = [{ packages: ["timm"], version: "1.0.26" }];
const BY_MONAI: readonly SafeSince[] = [{ packages: ["monai"], version: "1.5.1" }];
const ESPNET = ["asr", "tts", "st", "mt", "s2t", "s2st", "enh", "diar", "slu", "uasr"];

/** Loaders of libraries that build on those for deep learning: models and data for one purpose. */
export const MODELS_AND_DATA: readonly LibraryLoader[] = [
  {
    modules: ["TTS.utils.io", "trainer.io"],
    names: ["load_fsspec"],
    does: "unpickles the file or the download: it gives `torch.load` no `weights_only`",
    level: "block",
    argument: WEIGHTS_ONLY,
    safeSince: BY_TORCH,
    source: "https://github.com/coqui-ai/TTS/blob/v0.22.0/TTS/utils/io.py",
  },
  {
    modules: ["TTS.utils.io", "trainer.io"],
    names: ["load_checkpoint"],
    does: "unpickles the checkpoint: it gives `torch.load` no `weights_only`",
    level: "block",
    safeSince: BY_TORCH,
    source: "https://github.com/coqui-ai/TTS/blob/v0.22.0/TTS/utils/io.py",
  },
  {
    modules: ["timm.models", "timm.models._helpers", "timm.models.helpers"],
    names: ["load_checkpoint", "load_state_dict", "resume_checkpoint"],
    does: "unpickles the checkpoint, with `weights_only=False` before timm 1.0.26",
    level: "block",
    argument: WEIGHTS_ONLY,
    safeSince: BY_TIMM,
    source: "https://github.com/huggingface/pytorch-image-models/blob/v1.0.24/timm/models/_helpers.py",
  },
  {
    modules: ["timm", "timm.models", "timm.models._factory"],
    names: ["create_model"],
    does: "unpickles the checkpoint that `checkpoint_path` names",
    level: "warn",
    argument: {
      name: "checkpoint_path",
      position: null,
      safe: /^$|\.(?:safetensors|np[yz])$/,
      absent: "safe",
    },
    safeSince: BY_TIMM,
    source: "https://github.com/huggingface/pytorch-image-models/blob/v1.0.24/timm/models/_helpers.py",
  },
  {
    modules: ["monai.handlers", "monai.handlers.checkpoint_loader"],
    names: ["CheckpointLoader"],
    does: "unpickles the checkpoint",
    level: "warn",
    safeSince: BY_MONAI,
    source: "https://github.com/Project-MONAI/MONAI/blob/1.5.0/monai/handlers/checkpoint_loader.py",
  },
  {
    modules: ["monai.data", "monai.data.dataset"],
    names: ["PersistentDataset", "CacheNTransDataset", "LMDBDataset"],
    does: "unpickles what it has cached",
    level: "warn",
    argument: WEIGHTS_ONLY,
    safeSince: BY_MONAI,
    source: "https://github.com/Project-MONAI/MONAI/blob/1.5.0/monai/data/dataset.py",
  },
  {
    modules: ["monai.auto3dseg", "monai.auto3dseg.utils"],
    names: ["algo_from_pickle"],
    source: "https://github.com/Project-MONAI/MONAI/blob/1.5.2/monai/auto3dseg/utils.py",
  },
  {
    modules: ["monai.bundle", "monai.bundle.config_parser"],
    names: ["ConfigParser().get_parsed_content", "ConfigParser().parse"],
    does: "runs the expressions and calls the functions that the configuration names",
    level: "warn",
    source: "https://github.com/Project-MONAI/MONAI/blob/1.5.2/monai/bundle/config_item.py",
  },
  {
    modules: ["demucs.states"],
    names: ["load_model"],
    does: "unpickles the model, with `weights_only=False`",
    source: "https://github.com/adefossez/demucs/blob/main/demucs/states.py",
  },
  {
    modules: ["brax.io.model"],
    names: ["load_params"],
    source: "https://github.com/google/brax/blob/v0.12.4/brax/io/model.py",
  },
  {
    modules: ["jax.experimental.serialize_executable"],
    names: ["deserialize_and_load"],
    source: "https://github.com/jax-ml/jax/blob/jax-v0.7.2/jax/experimental/serialize_executable.py",
  },
  {
    modules: ["webdataset", "webdataset.filters"],
    names: ["decode"],
    does: WEBDATASET,
    level: "warn",
    source: "https://github.com/webdataset/webdataset/blob/main/webdataset/autodecode.py",
  },
  {
    modules: ["setfit", "setfit.modeling"],
    names: ["SetFitModel.from_pretrained"],
    does: "unpickles the head of the model, which it reads or downloads, with joblib",
    level: "warn",
    source: "https://github.com/huggingface/setfit/blob/v1.1.3/src/setfit/modeling.py",
  },
  {
    modules: ["ktrain", "ktrain.core"],
    names: ["load_predictor"],
    does: "unpickles the preprocessor that lies beside the model",
    source: "https://github.com/amaiya/ktrain/blob/master/ktrain/core.py",
  },
  {
    modules: ["tianshou.data.utils.converter", "tianshou.data"],
    names: ["from_hdf5", "ReplayBuffer.load_hdf5", "VectorReplayBuffer.load_hdf5"],
    does: "unpickles what HDF5 has no type for",
    level: "warn",
    source: "https://github.com/thu-ml/tianshou/blob/v1.2.0/tianshou/data/utils/converter.py",
  },
  {
    modules: ["tianshou.highlevel.experiment"],
    names: ["Experiment.from_directory"],
    does: "unpickles the experiment",
    source: "https://github.com/thu-ml/tianshou/blob/v1.2.0/tianshou/highlevel/experiment.py",
  },
  {
    modules: ["allennlp.nn.util"],
    names: ["read_state_dict"],
    does: "unpickles the weights: it gives `torch.load` no `weights_only`",
    level: "block",
    safeSince: BY_TORCH,
    source: "https://github.com/allenai/allennlp/blob/v2.10.1/allennlp/nn/util.py",
  },
  {
    modules: ESPNET.map((task) => `espnet2.bin.${task}_inference`),
    names: [
      "Speech2Text",
      "Text2Speech",
      "Text2Text",
      "Speech2Speech",
      "SeparateSpeech",
      "DiarizeSpeech",
    ].map((name) => `${name}.from_pretrained`),
    does: "unpickles the model that it reads or downloads, with `weights_only=False`",
    level: "warn",
    source: "https://github.com/espnet/espnet/blob/v.202511/espnet2/tasks/abs_task.py",
  },
];
