import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";
import {
  mergeTests,
  NO_TEST,
  readAllowlistTest,
  type AllowlistTest,
  type ReadHelper,
} from "./allowlist-test.js";
import { askedIn, type Asked, type AskedFor } from "./asked-for.js";
import { dangerousAmong } from "./dangerous-names.js";
import { entryOf, type Listed } from "./listed-names.js";

/** What it says about module and name that control came into a clause of `match`. */
export function caseTest(
  model: FileModel,
  clause: SyntaxNode,
  asked: AskedFor,
  helper: ReadHelper,
): AllowlistTest {
  const tests = [NO_TEST];
  const [condition] = childOf(clause, "guard")?.children ?? [];
  if (condition) tests.push(readAllowlistTest(model, condition, asked, true, helper));
  const subject = clause.parent?.parent ? childOf(clause.parent.parent, "subject") : null;
  const patterns = clause.children.filter((child) => child.type === "case_pattern");
  const says = subject ? askedIn(model, subject, asked) : null;
  if (says && (says.module || says.name)) {
    if (!says.exact) tests.push({ ...NO_TEST, pattern: true });
    else tests.push(patternTest(model, patterns, says));
  }
  return mergeTests(tests, true);
}

function patternTest(model: FileModel, patterns: readonly SyntaxNode[], says: Asked): AllowlistTest {
  const [only] = patterns;
  const listed = patterns.length === 1 && only ? listedBy(model, only) : null;
  // A clause that captures, or takes anything, says nothing.
  if (listed === null) return NO_TEST;
  const { module, name } = says;
  return { ...NO_TEST, module, name, dangerous: dangerousAmong(model, listed, says) };
}

/** The texts, or pairs of texts, that a pattern lets through; null where there are others. */
function listedBy(model: FileModel, pattern: SyntaxNode): readonly Listed[] | null {
  switch (pattern.type) {
    case "case_pattern":
      return pattern.children.length === 1 && pattern.children[0]
        ? listedBy(model, pattern.children[0])
        : null;
    case "union_pattern": {
      const parts = pattern.children.map((child) => listedBy(model, child));
      return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
    }
    case "tuple_pattern":
    case "list_pattern": {
      const [module, name, ...more] = pattern.children.map((child) => listedBy(model, child));
      const [first] = module ?? [];
      const [second] = name ?? [];
      const isPair = more.length === 0 && module?.length === 1 && name?.length === 1;
      return isPair && typeof first === "string" && typeof second === "string" ? [[first, second]] : null;
    }
    case "string": {
      const entry = entryOf(model, pattern);
      return entry === null ? null : [entry];
    }
    default:
      return null;
  }
}
