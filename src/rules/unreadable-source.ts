import { defineRule } from "../rule-kit/define-rule.js";

/** PEP 263, on the first two lines. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;
/** Encodings in which every ASCII byte is that ASCII character, also inside longer characters. */
const SINGLE_BYTE =
  /^(?:utf-?8(?:-sig|-unix|-dos|-mac)?|u8|utf|cp65001|(?:us-)?ascii|646|latin-?1|l1|iso-?8859(?:-\d+)?(?:-unix)?|iso-latin-1(?:-unix)?|latin-?\d+|cp125\d|windows-?125\d|cp437|cp85\d|cp866|koi8-[rut]|mac-?(?:roman|cyrillic|greek))$/;
/** Encodings that agree on a text that is all ASCII. */
const MULTI_BYTE =
  /^(?:gbk|gb2312|gb18030|cp936|big5(?:-?hkscs)?|cp950|euc-?(?:jp|kr|cn|tw)|cp949|shift-?jis|sjis|cp932)$/;

/** Reports files whose text is not what it seems. */
export const unreadableSource = defineRule({
  meta: {
    id: "unreadable-source",
    title: "A file that reads differently than it looks",
    since: "0.1.0",
    level: "block",
    summary:
      "A coding declaration other than UTF-8 and the encodings that agree with it on ASCII, and bidirectional control characters (a warning).",
    danger:
      "Python may run another text than the one that a reviewer sees. Nothing that was found, or not found, in such a file can be relied on.",
    alternatives: [
      {
        need: "source files",
        use: "UTF-8 without a declaration, and escapes for invisible characters",
        url: "https://peps.python.org/pep-3120/",
      },
    ],
    bad: "# -*- coding: utf_7 -*-\nvalue = 1\n",
    good: "# -*- coding: utf-8 -*-\nvalue = 1\n",
    safeWhen: "Never; convert the file to UTF-8.",
  },
  signs: [
    {
      words: ["coding", "encoding", "fileencoding"],
      patterns: [
        /^(?:[ \t\f]*(?:#[^\n]*)?\r?\n)?[ \t\f]*#[^\n]*coding[:=][ \t]*(?!utf-?8|latin-?1|ascii|us-ascii)[-_.a-zA-Z0-9]/,
      ],
    },
    { patterns: [/[\u202a-\u202e\u2066-\u2069]/] },
  ],
  *check(model) {
    const lines = model.tree.text.split("\n", 2);
    let offset = 0;
    for (const line of lines) {
      // The second line counts below a comment or an empty line only.
      if (offset > 0 && !/^[ \t\f]*(?:#.*)?\r?$/.test(lines[0] ?? "")) break;
      const match = COOKIE.exec(line);
      const codec = match?.[1]?.toLowerCase().replace(/_/g, "-");
      if (match && codec !== undefined && !agrees(codec, model.tree.text)) {
        const start = offset + match.index;
        yield {
          span: { start, end: start + match[0].length },
          symbol: codec,
          message: `Python decodes this file as \`${codec}\`, in which it may say something else than what is shown here.`,
        };
        break;
      }
      offset += line.length + 1;
    }
    for (const match of model.tree.text.matchAll(/[\u202a-\u202e\u2066-\u2069]/g)) {
      const point = match[0].codePointAt(0)?.toString(16).toUpperCase() ?? "";
      yield {
        span: { start: match.index, end: match.index + 1 },
        symbol: `U+${point}`,
        level: "warn",
        message: `The control character U+${point} changes the order in which this line is shown; Python reads it in the order it is written.`,
      };
    }
  },
});

function agrees(codec: string, text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the ASCII range is meant
  return SINGLE_BYTE.test(codec) || (MULTI_BYTE.test(codec) && /^[\x00-\x7f]*$/.test(text));
}
