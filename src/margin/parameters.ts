import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Static, TObject, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { nearestOf } from "../instruments/nearest.ts";
import { FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { MarginModel } from "./marginModel.ts";

/**
 * Completes parameters with the schema's defaults and checks every one.
 *
 * @returns all faults, each with its key, value and bound; an unknown key is one, with the nearest known key
 */
export function checkParameters<S extends TObject>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
  path: string,
): Outcome<Static<S>> {
  const faults = new FaultList();
  const properties: Record<string, TSchema> = schema.properties;
  const known = Object.keys(properties);
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const nearest = nearestOf(key, known);
    faults.add({
      code: "invalid",
      path: `${path}/${key}`,
      message: `unknown parameter "${key}"`,
      hint: nearest === undefined ? `the parameters are ${known.join(", ")}` : `did you mean ${nearest}?`,
    });
  }
  const completed: Record<string, unknown> = {};
  for (const key of known) {
    const property = properties[key]!;
    const value = key in given ? given[key] : "default" in property ? property.default : undefined;
    completed[key] = value;
    const compiled = Compile(property);
    if (compiled.Check(value)) continue;
    const inside = compiled.Errors(value).find(({ instancePath }) => instancePath !== "");
    if (inside !== undefined) {
      const found = valueAt(value, inside.instancePath);
      const shown =
        typeof found === "object" ? "" : ` is ${typeof found === "number" ? found : JSON.stringify(found)}, it`;
      const message = `${key}${inside.instancePath}${shown} ${inside.message}`;
      faults.add({ code: "invalid", path: `${path}/${key}${inside.instancePath}`, message });
      continue;
    }
    const shown =
      value === undefined ? "is missing" : `is ${typeof value === "number" ? value : JSON.stringify(value)}`;
    faults.add({
      code: "invalid",
      path: `${path}/${key}`,
      message: `${key} ${shown}, it must be ${boundsOf(property)}`,
    });
  }
  if (faults.count > 0) return failed(faults.toFailure(path, "parameters"));
  return success(completed as Static<S>);
}

/** What stands at a JSON pointer. */
const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((inner, part) => (inner as Readonly<Record<string, unknown>> | undefined)?.[part], value);

/** The schema's bounds in words: `a number in (0, 1)`. */
export function boundsOf(schema: TSchema): string {
  const terms = schema as Readonly<Record<string, unknown>>;
  if (Array.isArray(terms["anyOf"])) {
    return `one of ${terms["anyOf"].map((one: { const?: unknown }) => JSON.stringify(one.const)).join(", ")}`;
  }
  if (Array.isArray(terms["enum"])) return `one of ${terms["enum"].map((one) => JSON.stringify(one)).join(", ")}`;
  if (terms["type"] === "array") return "a list";
  if (terms["type"] === "object") return "a table";
  const what = terms["type"] === "integer" ? "a whole number" : terms["type"] === "number" ? "a number" : "a text";
  const lower = terms["minimum"] ?? terms["exclusiveMinimum"];
  const upper = terms["maximum"] ?? terms["exclusiveMaximum"];
  if (lower === undefined && upper === undefined) return what;
  const opening = "minimum" in terms ? "[" : "(";
  const closing = "maximum" in terms ? "]" : ")";
  return `${what} in ${opening}${lower ?? "−∞"}, ${upper ?? "∞"}${closing}`;
}

/** Equal hashes, equal numbers: model, version and every parameter, keys in order. */
export function parametersHash(model: MarginModel, parameters: Readonly<Record<string, unknown>>): string {
  const ordered = Object.keys(parameters)
    .sort()
    .map((key) => [key, parameters[key]]);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([model.id, model.version, ordered])))).slice(0, 16);
}
