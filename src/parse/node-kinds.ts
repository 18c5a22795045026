// Made of tree-sitter-python 0.25.0 by `npm run node-kinds`; not to be edited. The numbers are for the parser by hand.

// prettier-ignore
const KINDS = {
  ERROR: 0, aliased_import: 1, argument_list: 2, as_pattern: 3, as_pattern_target: 4, assert_statement: 5,
  assignment: 6, attribute: 7, augmented_assignment: 8, await: 9, binary_operator: 10, block: 11,
  boolean_operator: 12, break_statement: 13, call: 14, case_clause: 15, case_pattern: 16, chevron: 17,
  class_definition: 18, class_pattern: 19, comparison_operator: 20, complex_pattern: 21,
  concatenated_string: 22, conditional_expression: 23, constrained_type: 24, continue_statement: 25,
  decorated_definition: 26, decorator: 27, default_parameter: 28, delete_statement: 29, dict_pattern: 30,
  dictionary: 31, dictionary_comprehension: 32, dictionary_splat: 33, dictionary_splat_pattern: 34,
  dotted_name: 35, elif_clause: 36, ellipsis: 37, else_clause: 38, escape_interpolation: 39,
  escape_sequence: 40, except_clause: 41, exec_statement: 42, expression_list: 43, expression_statement: 44,
  false: 45, finally_clause: 46, float: 47, for_in_clause: 48, for_statement: 49, format_expression: 50,
  format_specifier: 51, function_definition: 52, future_import_statement: 53, generator_expression: 54,
  generic_type: 55, global_statement: 56, identifier: 57, if_clause: 58, if_statement: 59,
  import_from_statement: 60, import_prefix: 61, import_statement: 62, integer: 63, interpolation: 64,
  keyword_argument: 65, keyword_pattern: 66, keyword_separator: 67, lambda: 68, lambda_parameters: 69,
  list: 70, list_comprehension: 71, list_pattern: 72, list_splat: 73, list_splat_pattern: 74,
  match_statement: 75, member_type: 76, module: 77, named_expression: 78, none: 79, nonlocal_statement: 80,
  not_operator: 81, pair: 82, parameters: 83, parenthesized_expression: 84, parenthesized_list_splat: 85,
  pass_statement: 86, pattern_list: 87, positional_separator: 88, print_statement: 89, raise_statement: 90,
  relative_import: 91, return_statement: 92, set: 93, set_comprehension: 94, slice: 95, splat_pattern: 96,
  splat_type: 97, string: 98, string_content: 99, string_end: 100, string_start: 101, subscript: 102,
  true: 103, try_statement: 104, tuple: 105, tuple_pattern: 106, type: 107, type_alias_statement: 108,
  type_conversion: 109, type_parameter: 110, typed_default_parameter: 111, typed_parameter: 112,
  unary_operator: 113, union_pattern: 114, union_type: 115, while_statement: 116, wildcard_import: 117,
  with_clause: 118, with_item: 119, with_statement: 120, yield: 121, "!=": 122, "%": 123, "%=": 124, "&": 125,
  "&=": 126, "*": 127, "**": 128, "**=": 129, "*=": 130, "+": 131, "+=": 132, ",": 133, "-": 134, "-=": 135,
  "/": 136, "//": 137, "//=": 138, "/=": 139, "<": 140, "<<": 141, "<<=": 142, "<=": 143, "<>": 144,
  "==": 145, ">": 146, ">=": 147, ">>": 148, ">>=": 149, "@": 150, "@=": 151, "^": 152, "^=": 153, _: 154,
  and: 155, in: 156, is: 157, "is not": 158, "not in": 159, or: 160, "|": 161, "|=": 162, "~": 163,
} as const;

// prettier-ignore
const FIELDS = {
  alias: 1, alternative: 2, argument: 3, arguments: 4, attribute: 5, body: 6, cause: 7, code: 8, condition: 9,
  consequence: 10, definition: 11, expression: 12, format_specifier: 13, function: 14, guard: 15, key: 16,
  left: 17, module_name: 18, name: 19, object: 20, operator: 21, operators: 22, parameters: 23,
  return_type: 24, right: 25, subject: 26, subscript: 27, superclasses: 28, type: 29, type_conversion: 30,
  type_parameters: 31, value: 32,
} as const;

/** The kind of a node, by the grammar's name: `call`, `identifier`, `not in`. */
export type NodeKind = keyof typeof KINDS;

/** A field of a node, by the grammar's name: `function`, `left`. */
export type FieldName = keyof typeof FIELDS;

/** A number for each kind of node, from 0 up in this order. */
export const KIND_NUMBERS: Readonly<Record<NodeKind, number>> = KINDS;

/** A number for each field, from 1 up in this order. */
export const FIELD_NUMBERS: Readonly<Record<FieldName, number>> = FIELDS;
