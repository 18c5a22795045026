import { COMMAND_SHAPES } from "./command-shapes.js";
import {
  COMMENT_SHAPES,
  MANIFEST_SHAPES,
  NOTEBOOK_SHAPES,
  PATCH_SHAPES,
  POLICY_SHAPES,
} from "./other-shapes.js";
import { PYTHON_SHAPES } from "./python-shapes.js";
import type { Shape } from "./shape.js";

/** Every shape. */
export const ALL_SHAPES: readonly Shape[] = [
  ...PYTHON_SHAPES,
  ...COMMAND_SHAPES,
  ...NOTEBOOK_SHAPES,
  ...MANIFEST_SHAPES,
  ...PATCH_SHAPES,
  ...POLICY_SHAPES,
  ...COMMENT_SHAPES,
];
