import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { Ajv, type ValidateFunction } from "ajv";

/** An operation of GitHub's REST API that a request was matched to. */
export interface Operation {
  /** `POST /repos/{owner}/{repo}/check-runs` */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

interface ParameterSpec {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: object;
}

interface OperationSpec {
  readonly parameters?: readonly (ParameterSpec | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content?: { readonly "application/json"?: { readonly schema: object } };
  };
}

interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationSpec>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, ParameterSpec>> };
}

const file = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
const spec = JSON.parse(readFileSync(file, "utf8")) as Spec;
const ajv = new Ajv({ strict: false, coerceTypes: false, validateFormats: false, logger: false });
ajv.addSchema(spec, "github");
// Query strings and paths carry every value as text.
const textAjv = new Ajv({ strict: false, coerceTypes: true, validateFormats: false, logger: false });

const templates = Object.keys(spec.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replace(/[.]/g, "\\.").replace(/\{([a-z_]+)\}/g, "(?<$1>[^/]+)")}$`),
  literals: path.split("/").filter((part) => !part.startsWith("{")).length,
}));
// `/repos/{owner}/{repo}/pulls/comments` before `/repos/{owner}/{repo}/pulls/{pull_number}`.
templates.sort((a, b) => b.literals - a.literals);

/** Finds the operation of GitHub's OpenAPI description that a request asks for, or null if GitHub has none. */
export function matchOperation(method: string, path: string): Operation | null {
  for (const template of templates) {
    const match = template.pattern.exec(path);
    if (!match || !spec.paths[template.path]?.[method.toLowerCase()]) continue;
    const parameters = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { name: `${method} ${template.path}`, parameters };
  }
  return null;
}

/** What GitHub's description has against a request; empty if nothing. Unknown query parameters and body fields count. */
export function validateRequest(operation: Operation, query: URLSearchParams, body: unknown): string[] {
  const [method = "", path = ""] = operation.name.split(" ");
  const described = spec.paths[path]?.[method.toLowerCase()];
  if (!described) return [`no operation ${operation.name}`];
  return [
    ...parameterProblems(described, operation, query),
    ...bodyProblems(described, operation.name, path, method, body),
  ];
}

function parameterProblems(described: OperationSpec, operation: Operation, query: URLSearchParams): string[] {
  const parameters = (described.parameters ?? []).map(resolveParameter);
  const known = new Set(parameters.filter((p) => p.in === "query").map((p) => p.name));
  const problems = [...query.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `unknown query parameter ${name}`);
  for (const parameter of parameters) {
    if (parameter.in === "header") continue;
    const value =
      parameter.in === "path"
        ? operation.parameters[parameter.name]
        : (query.get(parameter.name) ?? undefined);
    if (value === undefined) {
      if (parameter.required) problems.push(`missing parameter ${parameter.name}`);
      continue;
    }
    const holder = { value };
    const validate = parameterValidator(parameter);
    if (!validate(holder)) problems.push(`${parameter.name}: ${textAjv.errorsText(validate.errors)}`);
  }
  return problems;
}

const parameterValidators = new Map<object, ValidateFunction>();

function parameterValidator({ schema }: ParameterSpec): ValidateFunction {
  const found = parameterValidators.get(schema);
  if (found) return found;
  const made = textAjv.compile({ type: "object", properties: { value: schema } });
  parameterValidators.set(schema, made);
  return made;
}

function resolveParameter(parameter: ParameterSpec | { readonly $ref: string }): ParameterSpec {
  if (!("$ref" in parameter)) return parameter;
  const name = parameter.$ref.split("/").at(-1) ?? "";
  const found = spec.components.parameters[name];
  if (!found) throw new Error(`no parameter ${parameter.$ref}`);
  return found;
}

const validators = new Map<string, ValidateFunction>();

/** The validator knows `nullable` only beside a type: elsewhere null becomes one of the kinds that there are. */
function nameNulls(schema: object): void {
  const { nullable, type, oneOf } = schema as { nullable?: boolean; type?: string; oneOf?: object[] };
  if (nullable === true && type === undefined && oneOf) {
    oneOf.push({ type: "null" });
    Reflect.deleteProperty(schema, "nullable");
  }
  for (const part of Object.values(schema) as unknown[])
    if (typeof part === "object" && part !== null) nameNulls(part);
}

function bodyProblems(
  described: OperationSpec,
  name: string,
  path: string,
  method: string,
  body: unknown,
): string[] {
  const schema = described.requestBody?.content?.["application/json"]?.schema;
  if (!schema) return [];
  if (body === undefined) return described.requestBody?.required ? ["missing body"] : [];
  let validate = validators.get(name);
  if (!validate) {
    nameNulls(schema);
    const pointer = path.replaceAll("~", "~0").replaceAll("/", "~1");
    const $ref = `github#/paths/${encodeURIComponent(pointer)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`;
    validate = ajv.compile({ $ref });
    validators.set(name, validate);
  }
  const problems = validate(body) ? [] : [ajv.errorsText(validate.errors)];
  const properties = "properties" in schema ? Object.keys(schema.properties as object) : null;
  if (properties && typeof body === "object" && body !== null) {
    problems.push(
      ...Object.keys(body)
        .filter((key) => !properties.includes(key))
        .map((key) => `unknown field ${key}`),
    );
  }
  return problems;
}
