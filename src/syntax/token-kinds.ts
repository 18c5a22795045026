/** The kinds of tokens, as small numbers. */
export const K = {
  ...{ END: 0, NEWLINE: 1, NAME: 2, INTEGER: 3, FLOAT: 4, STRING: 5, ELLIPSIS: 6, CONVERSION: 7 },
  ...{ OPEN: 8, CLOSE: 9, OPEN_SQUARE: 10, CLOSE_SQUARE: 11, OPEN_CURLY: 12, CLOSE_CURLY: 13 },
  ...{ COMMA: 14, COLON: 15, SEMICOLON: 16, DOT: 17, ASSIGN: 18, WALRUS: 19, ARROW: 20, TILDE: 21 },
  // Binary operators; `-=` and its like are each 32 more.
  ...{ OR: 32, XOR: 33, AND: 34, SHIFT_LEFT: 35, SHIFT_RIGHT: 36, PLUS: 37, MINUS: 38, STAR: 39 },
  ...{ SLASH: 40, DOUBLE_SLASH: 41, PERCENT: 42, AT: 43, DOUBLE_STAR: 44 },
  ...{ LESS: 48, LESS_EQUAL: 49, EQUAL: 50, NOT_EQUAL: 51, GREATER_EQUAL: 52, GREATER: 53, UNEQUAL: 54 },
  ...{ FALSE: 80, NONE: 81, TRUE: 82, AND_WORD: 83, AS: 84, ASSERT: 85, ASYNC: 86, AWAIT: 87, BREAK: 88 },
  ...{ CLASS: 89, CONTINUE: 90, DEF: 91, DEL: 92, ELIF: 93, ELSE: 94, EXCEPT: 95, FINALLY: 96, FOR: 97 },
  ...{ FROM: 98, GLOBAL: 99, IF: 100, IMPORT: 101, IN: 102, IS: 103, LAMBDA: 104, NONLOCAL: 105, NOT: 106 },
  ...{ OR_WORD: 107, PASS: 108, RAISE: 109, RETURN: 110, TRY: 111, WHILE: 112, WITH: 113, YIELD: 114 },
} as const;

/** Added to a binary operator where `=` follows: `+=`. */
export const AUGMENTED = 32;

/** The kind of each keyword. */
export const KEYWORDS: Readonly<Record<string, number>> = {
  ...{ False: K.FALSE, None: K.NONE, True: K.TRUE, and: K.AND_WORD, as: K.AS, assert: K.ASSERT },
  ...{ async: K.ASYNC, await: K.AWAIT, break: K.BREAK, class: K.CLASS, continue: K.CONTINUE, def: K.DEF },
  ...{ del: K.DEL, elif: K.ELIF, else: K.ELSE, except: K.EXCEPT, finally: K.FINALLY, for: K.FOR },
  ...{ from: K.FROM, global: K.GLOBAL, if: K.IF, import: K.IMPORT, in: K.IN, is: K.IS, lambda: K.LAMBDA },
  ...{ nonlocal: K.NONLOCAL, not: K.NOT, or: K.OR_WORD, pass: K.PASS, raise: K.RAISE, return: K.RETURN },
  ...{ try: K.TRY, while: K.WHILE, with: K.WITH, yield: K.YIELD },
};
