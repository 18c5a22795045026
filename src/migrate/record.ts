import { annotatedShapes } from "./annotation.js";
import { nameOf, onlyBinding, spelled } from "./call-shapes.js";
import { unknown, whyNotJson, type Shape } from "./shape.js";
import { identifierText } from "../parse/identifier.js";
import { childOf, type SyntaxNode } from "../parse/syntax-tree.js";
import type { FileModel } from "../python/file-model.js";

/** A dataclass whose fields JSON gives back as they were. */
export interface PlainRecord {
  readonly name: string;
  /** The file that defines it. */
  readonly path: string;
  /** The modules that a pickle of it may name: where the file lies decides that, and how it was run. */
  readonly modules: readonly string[];
  readonly fields: readonly { readonly name: string; readonly isRequired: boolean }[];
}

/** What a class is for this: a record, or the reason why it is none. */
export type Judged = { readonly record: PlainRecord } | { readonly because: string };

/** Methods with which a class decides itself how it is made or pickled. */
const OWN_WAYS =
  /^__(?:init|new|post_init|getstate|setstate|reduce|reduce_ex|getnewargs|getnewargs_ex|getattr|setattr|init_subclass)__$/;

/** Whether a class is a dataclass of plain fields, which `asdict` and its constructor take apart and make again. */
export function judgeRecord(
  { name, model, definition }: Extract<Shape, { kind: "object" }>,
  has: (path: string) => boolean,
): Judged {
  const no = (because: string): Judged => ({ because });
  if (definition.parent?.type !== "decorated_definition") return no(`${name} is no dataclass`);
  const decorators = definition.parent.children.filter(({ type }) => type === "decorator");
  const [decorator, ...others] = decorators;
  if (!decorator || others.length > 0) return no(`${name} has several decorators`);
  const wrong = decoratorProblem(model, decorator);
  if (wrong !== null) return no(`${name} ${wrong}`);
  if ((childOf(definition, "superclasses")?.children ?? []).length > 0) return no(`${name} has a base class`);
  const fields: { name: string; isRequired: boolean }[] = [];
  for (const statement of childOf(definition, "body")?.children ?? []) {
    const inner = statement.type === "decorated_definition" ? childOf(statement, "definition") : statement;
    if (inner?.type === "function_definition") {
      const method = childOf(inner, "name");
      const called = method ? identifierText(model.tree.text, method) : "";
      if (OWN_WAYS.test(called)) return no(`${name} has a \`${called}\` of its own`);
      continue;
    }
    if (statement.type !== "expression_statement") {
      if (statement.type === "pass_statement") continue;
      return no(`${name} holds more than fields and methods`);
    }
    const [part] = statement.children;
    if (part?.type === "string") continue;
    const field = part?.type === "assignment" ? fieldOf(model, part) : null;
    if (field === null) return no(`${name} holds more than fields and methods`);
    if ("because" in field) return no(`${name}.${field.name} ${field.because}`);
    fields.push(field);
  }
  if (fields.length === 0) return no(`${name} has no fields`);
  const { path } = model;
  return { record: { name, path, fields, modules: modulesOf(path, has) } };
}

function decoratorProblem(model: FileModel, decorator: SyntaxNode): string | null {
  const [expression] = decorator.children;
  const callee = expression?.type === "call" ? childOf(expression, "function") : expression;
  if (!callee || !isDataclass(model, callee)) return "is no plain dataclass";
  const given = expression?.type === "call" ? (childOf(expression, "arguments")?.children ?? []) : [];
  const odd = given.find(
    (one) => !/^(?:frozen|order|eq|repr|kw_only)\s*=\s*(?:True|False)$/.test(spelled(model, one)),
  );
  return odd ? `is a dataclass with \`${spelled(model, odd)}\`` : null;
}

function isDataclass(model: FileModel, callee: SyntaxNode): boolean {
  const object = callee.type === "attribute" ? childOf(callee, "object") : null;
  const to = onlyBinding(model, object ?? callee)?.to;
  if (object)
    return (
      to?.kind === "module" && to.module === "dataclasses" && /\.\s*dataclass$/.test(spelled(model, callee))
    );
  return to?.kind === "member" && to.module === "dataclasses" && to.name === "dataclass";
}

type Field =
  | { readonly name: string; readonly isRequired: boolean }
  | { readonly name: string; readonly because: string };

function fieldOf(model: FileModel, assignment: SyntaxNode): Field | null {
  const [left, type, right] = (["left", "type", "right"] as const).map((field) => childOf(assignment, field));
  const name = left ? nameOf(model, left) : null;
  if (!type || name === null) return null;
  const value = right ? spelled(model, right) : null;
  if (value !== null && /\binit\s*=\s*False\b/.test(value))
    return { name, because: "is not given to the constructor" };
  const shapes = annotatedShapes(spelled(model, type), () => null);
  const why = (shapes.length === 0 ? [unknown("its type is not known")] : shapes)
    .map(whyNotJson)
    .find((one) => one !== null);
  if (why !== undefined) return { name, because: `is not plain: ${why ?? ""}` };
  const isRequired =
    value === null || (/^(?:dataclasses\.)?field\(/.test(value) && !/\bdefault(?:_factory)?\s*=/.test(value));
  return { name, isRequired };
}

/** The names that the module of a file may have: by its packages, by all of its folders, and as the program that was run. */
function modulesOf(path: string, has: (path: string) => boolean): readonly string[] {
  const parts = path.replace(/\.pyw?$/, "").split("/");
  if (parts.at(-1) === "__init__") parts.pop();
  const inFolders = parts.map((_, i) => parts.slice(i).join("."));
  let packages = parts.length - 1;
  while (packages > 0 && has(`${parts.slice(0, packages).join("/")}/__init__.py`)) packages--;
  const own = parts.slice(packages).join(".");
  const all = [own, ...inFolders].filter((module) => /^[^\W\d]\w*(?:\.[^\W\d]\w*)*$/u.test(module));
  return [...new Set([...all, "__main__"])];
}
