import type { TObject } from "typebox";
import { parse as parseYaml, YAMLParseError } from "yaml";
import type { Currency } from "../instruments/money.ts";
import { nearestOf } from "../instruments/nearest.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { marginModels } from "../margin/models.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { readInputFile } from "./files/readFile.ts";

/**
 * Reads `--model`: an id, or a YAML or JSON file `{ model, parameters }`.
 *
 * @param defaults parameters where the file states none; what the file states counts
 */
export async function modelArgument(
  text: string,
  reportingCurrency: Currency,
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<Outcome<Rulebook>> {
  if (!/\.(ya?ml|json)$/i.test(text))
    return rulebookFrom({ model: text }, "--model", reportingCurrency, defaults, text);
  const file = await readInputFile(text);
  if (!file.ok) return file;
  try {
    const content: unknown = parseYaml(file.value.text, { version: "1.2", strict: true, uniqueKeys: true });
    return rulebookFrom(content, file.value.name, reportingCurrency, defaults);
  } catch (error) {
    // An alias to nothing is a ReferenceError of the library, all else a YAMLParseError with its place.
    const line = error instanceof YAMLParseError ? error.linePos?.[0]?.line : undefined;
    const path = line === undefined ? file.value.name : `${file.value.name}:${line}`;
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return failed({ code: "parsing", path, message });
  }
}

function rulebookFrom(
  content: unknown,
  path: string,
  reportingCurrency: Currency,
  defaults: Readonly<Record<string, unknown>>,
  id?: string,
): Outcome<Rulebook> {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return failed({ code: "parsing", path, message: "a model file is a map with the keys model and parameters" });
  }
  const allowed = ["model", "parameters", "id"];
  const stray = Object.keys(content).find((key) => !allowed.includes(key));
  if (stray !== undefined) {
    const nearest = nearestOf(stray, allowed);
    const hint = nearest === undefined ? `the keys are ${allowed.join(", ")}` : `did you mean ${nearest}?`;
    return failed({ code: "invalid", path: `${path}/${stray}`, message: `unknown key "${stray}"`, hint });
  }
  const { model: name, parameters = {}, id: ownId } = content as Record<string, unknown>;
  const model = marginModels.find((one) => one.id === name);
  if (model === undefined) return failed(unknownModel(String(name), path));
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    return failed({ code: "invalid", path: `${path}/parameters`, message: "parameters must be a map" });
  }
  const given = { ...applicable(model, defaults), ...parameters };
  const checked = checkParameters(model.parameters, given, `${path}/parameters`);
  if (!checked.ok) return checked;
  const label = typeof ownId === "string" ? ownId : (id ?? model.id);
  return success(rulebookOf<TObject>(model, checked.value, reportingCurrency, label));
}

/** What the command assumes, such as `--confidence`, reaches only models that have the parameter. */
const applicable = (model: MarginModel, defaults: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(defaults).filter(([key]) => key in model.parameters.properties));

export function unknownModel(name: string, path: string) {
  const ids = marginModels.map((one) => one.id);
  const nearest = nearestOf(name, ids);
  const hint = nearest === undefined ? `the models are ${ids.join(", ")}` : `did you mean ${nearest}?`;
  return { code: "invalid", path, message: `unknown margin model "${name}"`, hint } as const;
}
