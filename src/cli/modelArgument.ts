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

/** Reads `--model`: an id, or a YAML or JSON file `{ model, parameters }`. */
export async function modelArgument(
  text: string,
  reportingCurrency: Currency,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<Outcome<Rulebook>> {
  if (!/\.(ya?ml|json)$/i.test(text))
    return rulebookFrom({ model: text }, "--model", reportingCurrency, overrides, text);
  const file = await readInputFile(text);
  if (!file.ok) return file;
  try {
    const content: unknown = parseYaml(file.value.text, { version: "1.2", strict: true, uniqueKeys: true });
    return rulebookFrom(content, file.value.name, reportingCurrency, overrides);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0]?.line ?? 1;
    return failed({ code: "parsing", path: `${file.value.name}:${line}`, message: error.message.split("\n")[0] ?? "" });
  }
}

function rulebookFrom(
  content: unknown,
  path: string,
  reportingCurrency: Currency,
  overrides: Readonly<Record<string, unknown>>,
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
  const given = { ...parameters, ...applicable(model, overrides) };
  const checked = checkParameters(model.parameters, given, `${path}/parameters`);
  if (!checked.ok) return checked;
  const label = typeof ownId === "string" ? ownId : (id ?? model.id);
  return success(rulebookOf<TObject>(model, checked.value, reportingCurrency, label));
}

/** Overrides such as `--confidence` reach only models that have the parameter. */
const applicable = (model: MarginModel, overrides: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(overrides).filter(([key]) => key in model.parameters.properties));

export function unknownModel(name: string, path: string) {
  const ids = marginModels.map((one) => one.id);
  const nearest = nearestOf(name, ids);
  const hint = nearest === undefined ? `the models are ${ids.join(", ")}` : `did you mean ${nearest}?`;
  return { code: "invalid", path, message: `unknown margin model "${name}"`, hint } as const;
}
