import type { LibraryLoader, SafeSince, TellingMethod } from "../library-loader.js";
import { BY_TORCH, WEIGHTS_ONLY } from "./torch-arguments.js";

/** Before 2.6 Lightning passed `weights_only=False` on, whatever torch does. */
const BY_LIGHTNING: readonly SafeSince[] = [
  { packages: ["pytorch-lightning", "lightning"], version: "2.6" },
  ...BY_TORCH,
];
const LIGHTNING_SAVING =
  "https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/fabric/utilities/cloud_io.py";
/** What the decoders of webdataset do unless it is told to be strict. */
export const WEBDATASET =
  "unpickles the members of the archive that end in `.pyd` or `.pickle`, unless `WDS_SECURE` is set";
const CHECKPOINT = "unpickles the checkpoint unless `weights_only=True` is given";

/** Methods of models whose classes are mostly a project's own. */
export const MODEL_METHODS: readonly TellingMethod[] = [
  {
    name: "load_from_checkpoint",
    symbol: "pytorch_lightning.LightningModule.load_from_checkpoint",
    does: CHECKPOINT,
    argument: WEIGHTS_ONLY,
    safeSince: BY_LIGHTNING,
    source: LIGHTNING_SAVING,
  },
  {
    name: "restore_from",
    symbol: "nemo.core.ModelPT.restore_from",
    of: "nemo",
    does: "builds what the configuration in the archive names, and reads a pickled checkpoint",
    source: "https://github.com/NVIDIA/NeMo/blob/main/nemo/core/connectors/save_restore_connector.py",
  },
  {
    name: "decode",
    symbol: "webdataset.WebDataset.decode",
    of: "webdataset",
    does: WEBDATASET,
    source: "https://github.com/webdataset/webdataset/blob/main/webdataset/autodecode.py",
  },
  {
    name: "from_hparams",
    symbol: "speechbrain.inference.interfaces.Pretrained.from_hparams",
    of: "speechbrain",
    does: "calls what the downloaded hyperparameter file names",
    source: "https://github.com/speechbrain/speechbrain/blob/v1.1.0/speechbrain/inference/interfaces.py",
  },
];

/** Loaders of libraries for deep learning. */
export const DEEP_LEARNING: readonly LibraryLoader[] = [
  {
    modules: ["torch.storage"],
    names: ["_load_from_bytes"],
    does: "unpickles the bytes, with `weights_only=False`",
    source: "https://github.com/pytorch/pytorch/blob/main/torch/storage.py",
  },
  {
    modules: ["torch.distributed.distributed_c10d"],
    names: ["_tensor_to_object"],
    does: "unpickles what another rank sent",
    source: "https://github.com/pytorch/pytorch/blob/main/torch/distributed/distributed_c10d.py",
  },
  {
    modules: ["torch.serialization"],
    names: ["_legacy_load"],
    does: "unpickles the file with the pickle module that it is given",
    source: "https://github.com/pytorch/pytorch/blob/main/torch/serialization.py",
  },
  {
    modules: ["torch.distributed.checkpoint", "torch.distributed.checkpoint.state_dict_loader"],
    names: ["load", "load_state_dict"],
    does: "unpickles the `.metadata` of the checkpoint",
    level: "warn",
    source: "https://github.com/pytorch/pytorch/blob/main/torch/distributed/checkpoint/filesystem.py",
  },
  {
    modules: ["torch.distributed.checkpoint", "torch.distributed.checkpoint.filesystem"],
    names: ["FileSystemReader().read_metadata"],
    does: "unpickles the `.metadata` of the checkpoint",
    source: "https://github.com/pytorch/pytorch/blob/main/torch/distributed/checkpoint/filesystem.py",
  },
  {
    modules: ["pytorch_lightning", "lightning", "pytorch_lightning.core"],
    names: ["LightningModule.load_from_checkpoint", "LightningDataModule.load_from_checkpoint"],
    does: CHECKPOINT,
    level: "block",
    argument: WEIGHTS_ONLY,
    safeSince: BY_LIGHTNING,
    source: LIGHTNING_SAVING,
  },
  {
    modules: ["lightning", "lightning_fabric", "lightning_fabric.fabric"],
    names: ["Fabric().load", "Fabric().load_raw"],
    does: CHECKPOINT,
    level: "warn",
    argument: WEIGHTS_ONLY,
    safeSince: BY_LIGHTNING,
    source: LIGHTNING_SAVING,
  },
  {
    modules: [
      ...["fastai.learner", "fastai.basics", "fastai.collab"],
      ...["fastai.vision.all", "fastai.text.all", "fastai.tabular.all"],
      ...["fastai.basic_train", "fastai.vision", "fastai.text", "fastai.tabular"],
    ],
    names: ["load_learner"],
    does: "unpickles the learner, with `weights_only=False`",
    source: "https://github.com/fastai/fastai/blob/2.8.0/fastai/learner.py",
  },
  {
    modules: ["huggingface_hub", "huggingface_hub.fastai_utils"],
    names: ["from_pretrained_fastai"],
    does: "unpickles a learner that it downloads",
    source: "https://github.com/huggingface/huggingface_hub/blob/main/src/huggingface_hub/fastai_utils.py",
  },
  {
    modules: ["hyperpyyaml", "hyperpyyaml.core"],
    names: ["load_hyperpyyaml"],
    does: "calls what the YAML names with `!new:` and `!apply:`",
    source: "https://github.com/speechbrain/HyperPyYAML/blob/main/hyperpyyaml/core.py",
  },
  {
    modules: ["speechbrain.dataio.dataio"],
    names: ["load_pickle", "load_pkl"],
    source: "https://github.com/speechbrain/speechbrain/blob/v1.1.0/speechbrain/dataio/dataio.py",
  },
  {
    modules: ["speechbrain.inference.interfaces", "speechbrain.pretrained.interfaces"],
    names: ["foreign_class"],
    does: "imports a module that it downloads",
    level: "warn",
    source: "https://github.com/speechbrain/speechbrain/blob/v1.1.0/speechbrain/inference/interfaces.py",
  },
  {
    modules: ["pyannote.audio", "pyannote.audio.core.model"],
    names: ["Model.from_pretrained"],
    does: "unpickles the checkpoint that it reads or downloads, with `weights_only=False`",
    level: "warn",
    source: "https://github.com/pyannote/pyannote-audio/blob/4.0.0/src/pyannote/audio/core/model.py",
  },
  {
    modules: ["fairseq.checkpoint_utils"],
    names: ["load_checkpoint_to_cpu", "load_model_ensemble", "load_model_ensemble_and_task"],
    does: "unpickles the checkpoint: it gives `torch.load` no `weights_only`",
    level: "block",
    safeSince: BY_TORCH,
    source: "https://github.com/facebookresearch/fairseq/blob/main/fairseq/checkpoint_utils.py",
  },
  {
    modules: ["deepspeed.utils.zero_to_fp32"],
    names: [
      "get_fp32_state_dict_from_zero_checkpoint",
      "load_state_dict_from_zero_checkpoint",
      "convert_zero_checkpoint_to_fp32_state_dict",
    ],
    does: "unpickles the files of the checkpoint",
    level: "warn",
    source: "https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/utils/zero_to_fp32.py",
  },
  {
    modules: ["paddle", "paddle.framework.io", "paddle.framework"],
    names: ["load"],
    does: "unpickles the file; only the releases of 2026 and later keep to a list of classes",
    level: "warn",
    source: "https://github.com/PaddlePaddle/Paddle/blob/develop/python/paddle/framework/io.py",
  },
  {
    modules: ["webdataset.autodecode"],
    names: ["unpickle_loads"],
    source: "https://github.com/webdataset/webdataset/blob/main/src/webdataset/autodecode.py",
  },
  {
    modules: ["webdataset.filters"],
    names: ["decode_pickle"],
    source: "https://github.com/webdataset/webdataset/blob/main/src/webdataset/filters.py",
  },
];
