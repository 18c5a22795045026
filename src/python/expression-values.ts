import type { FieldName } from "../parse/node-kinds.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import { callValues } from "./call-values.js";
import { bytesLiteral, literal } from "./constants.js";
import type { Evaluator } from "./evaluator.js";
import { concatenation } from "./concatenation.js";
import { bytes } from "./fold.js";
import { attributeValues } from "./member-values.js";
import { nameValues } from "./name-values.js";
import { passedValues } from "./passed-values.js";
import { subscriptValues } from "./subscript-values.js";
import { operatorValues, templateValues } from "./templates.js";
import { UNKNOWN, type Value } from "./value.js";

/** The alternatives of an expression, by its kind; those of its parts are asked of the evaluator. */
export function expressionValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  if (isParameter(node)) return passedValues(evaluator, node);
  const constant = literal(evaluator.tree.text, node);
  if (constant !== undefined) return [{ kind: "constant", value: constant }];
  switch (node.type) {
    case "identifier":
      return nameValues(evaluator, node);
    case "attribute":
      return attributeValues(evaluator, node);
    case "subscript":
      return subscriptValues(evaluator, node);
    case "call":
      return callValues(evaluator, node);
    case "list":
    case "tuple":
    case "set":
    case "expression_list":
      return [{ kind: "sequence", node }];
    case "dictionary":
      return [{ kind: "mapping", node }];
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      return [{ kind: "iterable", node, way: "body" }];
    case "lambda":
      return [{ kind: "function", definition: node }];
    case "assignment":
      return fieldValues(evaluator, node, "right");
    case "parenthesized_expression":
    case "await":
      return valuesOf(evaluator, node.children[0]);
    case "named_expression":
      return fieldValues(evaluator, node, "value");
    case "boolean_operator":
      return [...fieldValues(evaluator, node, "left"), ...fieldValues(evaluator, node, "right")];
    case "conditional_expression": {
      const [whenTrue, , otherwise] = node.children;
      return [...valuesOf(evaluator, whenTrue), ...valuesOf(evaluator, otherwise)];
    }
    case "not_operator":
      return fieldValues(evaluator, node, "argument").map(negated);
    case "unary_operator":
      return fieldValues(evaluator, node, "argument").map((value) => signed(evaluator, node, value));
    case "binary_operator":
    case "augmented_assignment":
      return operatorValues(evaluator, node);
    case "string":
      return stringValues(evaluator, node);
    case "concatenated_string":
      return concatenation(evaluator, node.children);
    default:
      return [UNKNOWN];
  }
}

/** Whether a node is a parameter: it stands for what is passed. */
export function isParameter({ parent }: SyntaxNode): boolean {
  return parent?.type === "parameters" || parent?.type === "lambda_parameters";
}

function valuesOf(evaluator: Evaluator, node: SyntaxNode | null | undefined): readonly Value[] {
  return node ? evaluator.evaluate(node) : [UNKNOWN];
}

function fieldValues(evaluator: Evaluator, node: SyntaxNode, field: FieldName): readonly Value[] {
  return valuesOf(evaluator, childOf(node, field));
}

function negated(value: Value): Value {
  return value.kind === "constant" ? { kind: "constant", value: !value.value } : UNKNOWN;
}

/** `-1`; of other signs nothing is made. */
function signed({ tree }: Evaluator, node: SyntaxNode, value: Value): Value {
  const isNegative = value.kind === "constant" && typeof value.value === "number";
  return isNegative && tree.text.startsWith("-", node.start)
    ? { kind: "constant", value: -value.value }
    : UNKNOWN;
}

/** A string that is no plain literal: bytes, or an f-string. */
function stringValues(evaluator: Evaluator, node: SyntaxNode): readonly Value[] {
  const value = bytesLiteral(evaluator.tree.text, node);
  return value === undefined ? templateValues(evaluator, node) : [bytes(value) ?? UNKNOWN];
}
