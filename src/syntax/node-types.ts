/** The grammar's names of the nodes that this parser makes, as small numbers. Order does not matter. */
const NAMES = [
  ...["module", "block", "expression_statement", "assignment", "augmented_assignment", "return_statement"],
  ...["delete_statement", "raise_statement", "pass_statement", "break_statement", "continue_statement"],
  ...[
    "global_statement",
    "nonlocal_statement",
    "assert_statement",
    "import_statement",
    "import_from_statement",
  ],
  ...["future_import_statement", "dotted_name", "aliased_import", "wildcard_import", "relative_import"],
  ...["import_prefix", "if_statement", "elif_clause", "else_clause", "for_statement", "while_statement"],
  ...["try_statement", "except_clause", "finally_clause", "with_statement", "with_clause", "with_item"],
  ...["as_pattern", "as_pattern_target", "function_definition", "class_definition", "decorated_definition"],
  ...["decorator", "parameters", "lambda_parameters", "typed_parameter", "default_parameter"],
  ...["typed_default_parameter", "list_splat_pattern", "dictionary_splat_pattern", "keyword_separator"],
  ...["positional_separator", "type", "generic_type", "type_parameter", "union_type", "splat_type"],
  ...["identifier", "integer", "float", "true", "false", "none", "ellipsis", "string", "string_start"],
  ...["string_content", "string_end", "escape_sequence", "escape_interpolation", "interpolation"],
  ...["format_specifier", "format_expression", "type_conversion", "concatenated_string", "attribute"],
  ...["subscript", "slice", "call", "argument_list", "keyword_argument", "list_splat", "dictionary_splat"],
  ...["list", "tuple", "set", "dictionary", "pair", "parenthesized_expression", "generator_expression"],
  ...["list_comprehension", "set_comprehension", "dictionary_comprehension", "for_in_clause", "if_clause"],
  ...["expression_list", "pattern_list", "tuple_pattern", "list_pattern", "await", "yield", "lambda"],
  ...["named_expression", "conditional_expression", "boolean_operator", "not_operator", "unary_operator"],
  ...["binary_operator", "comparison_operator", "and", "or", "in", "not in", "is", "is not"],
  ...[
    "+",
    "-",
    "*",
    "/",
    "%",
    "@",
    "//",
    "**",
    "|",
    "&",
    "^",
    "<<",
    ">>",
    "~",
    "<",
    "<=",
    "==",
    "!=",
    ">=",
    ">",
  ],
  ...["<>", "+=", "-=", "*=", "/=", "%=", "@=", "//=", "**=", "|=", "&=", "^=", "<<=", ">>="],
] as const;

/** The name of a node type, by its number. */
export const TYPE_NAMES: readonly string[] = NAMES;

/** The number of a node type, by its name. */
export const T = Object.fromEntries(NAMES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof NAMES)[number], number>
>;

const FIELDS = [
  ...["left", "right", "operator", "operators", "argument", "function", "arguments", "object", "attribute"],
  ...["value", "subscript", "name", "key", "body", "condition", "consequence", "alternative", "parameters"],
  ...["return_type", "superclasses", "type", "definition", "alias", "module_name", "cause", "expression"],
  ...["type_conversion", "format_specifier"],
] as const;

/** The name of a field, by its number; 0 is none. */
export const FIELD_NAMES: readonly (string | null)[] = [null, ...FIELDS];

/** The number of a field, by its name. */
export const F = Object.fromEntries(FIELDS.map((name, i) => [name, i + 1])) as Readonly<
  Record<(typeof FIELDS)[number], number>
>;
