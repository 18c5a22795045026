import type { LibraryLoader } from "../library-loader.js";
import { BY_TORCH, WEIGHTS_ONLY } from "./torch-arguments.js";

/** Loaders of libraries for computer vision and for reinforcement learning. */
export const VISION_AND_GAMES: readonly LibraryLoader[] = [
  {
    modules: ["stable_baselines3", "sb3_contrib"],
    names: [
      ...["A2C", "DDPG", "DQN", "PPO", "SAC", "TD3"],
      ...["ARS", "CrossQ", "MaskablePPO", "QRDQN", "RecurrentPPO", "TQC", "TRPO"],
    ].map((name) => `${name}.load`),
    does: "unpickles what the archive holds with cloudpickle",
    source: "https://github.com/DLR-RM/stable-baselines3/blob/v2.7.0/stable_baselines3/common/save_util.py",
  },
  {
    modules: ["stable_baselines3.common.save_util"],
    names: ["load_from_pkl", "load_from_zip_file"],
    source: "https://github.com/DLR-RM/stable-baselines3/blob/v2.7.0/stable_baselines3/common/save_util.py",
  },
  {
    modules: ["stable_baselines3.common.vec_env", "stable_baselines3.common.vec_env.vec_normalize"],
    names: ["VecNormalize.load"],
    source:
      "https://github.com/DLR-RM/stable-baselines3/blob/v2.7.0/stable_baselines3/common/vec_env/vec_normalize.py",
  },
  {
    modules: ["ray.rllib.algorithms", "ray.rllib.algorithms.algorithm"],
    names: ["Algorithm.from_checkpoint"],
    does: "unpickles the state of the checkpoint with cloudpickle",
    level: "warn",
    source: "https://github.com/ray-project/ray/blob/master/rllib/utils/checkpoints.py",
  },
  {
    modules: ["ray.rllib.policy", "ray.rllib.policy.policy"],
    names: ["Policy.from_checkpoint"],
    does: "unpickles the state of the checkpoint with cloudpickle",
    level: "warn",
    source: "https://github.com/ray-project/ray/blob/master/rllib/utils/checkpoints.py",
  },
  {
    modules: ["mmengine.runner", "mmengine.runner.checkpoint", "mmcv.runner", "mmcv.runner.checkpoint"],
    names: ["load_checkpoint", "_load_checkpoint", "CheckpointLoader.load_checkpoint"],
    does: "unpickles the checkpoint: it gives `torch.load` no `weights_only`",
    level: "block",
    safeSince: BY_TORCH,
    source: "https://github.com/open-mmlab/mmengine/blob/v0.10.7/mmengine/runner/checkpoint.py",
  },
  {
    modules: ["mmengine", "mmengine.fileio", "mmengine.fileio.io", "mmcv", "mmcv.fileio"],
    names: ["load"],
    does: "unpickles a file that ends in `.pkl`",
    level: "warn",
    argument: { name: "file", position: 0, safe: /\.(?:json|ya?ml)$/, absent: "unsafe" },
    source: "https://github.com/open-mmlab/mmengine/blob/v0.10.7/mmengine/fileio/handlers/pickle_handler.py",
  },
  {
    modules: ["detectron2.checkpoint", "detectron2.checkpoint.detection_checkpoint"],
    names: ["DetectionCheckpointer().load", "DetectionCheckpointer().resume_or_load"],
    does: "unpickles a `.pkl` in full, and any other file by torch's default",
    level: "warn",
    source:
      "https://github.com/facebookresearch/detectron2/blob/main/detectron2/checkpoint/detection_checkpoint.py",
  },
  {
    modules: ["fvcore.common.checkpoint"],
    names: ["Checkpointer().load", "Checkpointer().resume_or_load"],
    does: "unpickles the checkpoint: it gives `torch.load` no `weights_only`",
    level: "warn",
    safeSince: BY_TORCH,
    source: "https://github.com/facebookresearch/fvcore/blob/main/fvcore/common/checkpoint.py",
  },
  {
    modules: ["ultralytics.utils.patches"],
    names: ["torch_load"],
    does: "is `torch.load` with `weights_only=False`",
    level: "block",
    argument: WEIGHTS_ONLY,
    source: "https://github.com/ultralytics/ultralytics/blob/main/ultralytics/utils/patches.py",
  },
  {
    modules: ["ultralytics.nn.tasks"],
    names: ["torch_safe_load"],
    does: "unpickles the checkpoint unless `safe_only=True` is given, whatever its name says",
    level: "block",
    argument: { name: "safe_only", position: 1, safe: true, absent: "unsafe" },
    source: "https://github.com/ultralytics/ultralytics/blob/main/ultralytics/nn/tasks.py",
  },
  {
    modules: ["ultralytics.nn.tasks"],
    names: ["load_checkpoint", "attempt_load_weights", "attempt_load_one_weight"],
    does: "unpickles the checkpoint",
    source: "https://github.com/ultralytics/ultralytics/blob/main/ultralytics/nn/tasks.py",
  },
  {
    modules: ["ultralytics"],
    names: ["YOLO", "RTDETR", "YOLOWorld"],
    does: "unpickles a checkpoint that ends in `.pt`, in full unless `ULTRALYTICS_SAFE_LOAD` is set",
    level: "note",
    source: "https://github.com/ultralytics/ultralytics/blob/main/ultralytics/nn/tasks.py",
  },
];
