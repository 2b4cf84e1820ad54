import type { TObject } from "typebox";
import type { Currency } from "../instruments/money.ts";
import { nearestOf } from "../instruments/nearest.ts";
import { withCollateral } from "../margin/collateralSchedule.ts";
import type { MarginModel } from "../margin/marginModel.ts";
import { marginModels } from "../margin/models.ts";
import { checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { venueRulebooks } from "../margin/rulebooks.ts";
import { venueRulebookOf, withVersion } from "../margin/venueRulebook.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { importRulebook } from "../venues/rulebookImporters.ts";
import { readInputFile } from "./files/readFile.ts";
import { readYaml } from "./files/readYaml.ts";

/**
 * Reads `--model`: an id of a model or of a venue's rulebook (`binance-usdm`, `binance-usdm@2023-08-16`), a rulebook
 * and the venue's own file of its parameters (`binance-usdm=brackets_2024-06-27.json`), or a YAML or JSON
 * file `{ model, parameters }` or `{ rulebook, asOf, parameters }`, each with `collateral` terms by currency where wanted.
 *
 * @param defaults parameters where the file states none; what the file states counts
 */
export async function modelArgument(
  text: string,
  reportingCurrency: Currency,
  defaults: Readonly<Record<string, unknown>> = {},
): Promise<Outcome<Rulebook>> {
  const [, id, path] = /^([a-z0-9-]+)=(.+)$/.exec(text) ?? [];
  if (id !== undefined && path !== undefined) return ruledByFile(id, path);
  const [name = text, day] = text.split("@");
  const venue = venueRulebooks.find((one) => one.id === name);
  if (venue !== undefined) return venueRulebookOf(venue, {}, day);
  if (!/\.(ya?ml|json)$/i.test(text))
    return rulebookFrom({ model: text }, "--model", reportingCurrency, defaults, text);
  const file = await readYaml(text);
  return file.ok ? rulebookFrom(file.value.content, file.value.name, reportingCurrency, defaults) : file;
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
  const allowed = ["model", "rulebook", "asOf", "parameters", "collateral", "id"];
  const stray = Object.keys(content).find((key) => !allowed.includes(key));
  if (stray !== undefined) {
    const nearest = nearestOf(stray, allowed);
    const hint = nearest === undefined ? `the keys are ${allowed.join(", ")}` : `did you mean ${nearest}?`;
    return failed({ code: "invalid", path: `${path}/${stray}`, message: `unknown key "${stray}"`, hint });
  }
  const { collateral, ...terms } = content as Record<string, unknown>;
  const found = statedFrom(terms, path, reportingCurrency, defaults, id);
  return collateral === undefined || !found.ok ? found : withCollateral(found.value, collateral, `${path}/collateral`);
}

function statedFrom(
  { model: name, rulebook, asOf, parameters = {}, id: ownId }: Readonly<Record<string, unknown>>,
  path: string,
  reportingCurrency: Currency,
  defaults: Readonly<Record<string, unknown>>,
  id: string | undefined,
): Outcome<Rulebook> {
  if (rulebook !== undefined) return venueFrom({ rulebook, asOf, parameters, ownId }, path);
  if (name === undefined) return failed(unnamedModel(path));
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

/** A venue's rulebook with the parameters of the venue's own file: `binance-usdm=leverage_tiers_2024-06-27.json`. */
async function ruledByFile(id: string, path: string): Promise<Outcome<Rulebook>> {
  const venue = venueRulebooks.find((one) => one.id === id);
  if (venue === undefined) return failed(unknownModel(id, "--model"));
  const file = await readInputFile(path);
  if (!file.ok) return file;
  const imported = importRulebook(file.value);
  if (!imported.ok) return imported;
  const { version, rulebookId } = imported.value;
  if (rulebookId !== id) {
    const message = `${file.value.name} holds parameters of ${rulebookId}, not of ${id}`;
    return failed({ code: "invalid", path: "--model", message, hint: `write ${rulebookId}=${path}` });
  }
  return venueRulebookOf(withVersion(venue, version), {}, version.asOf);
}

/** A venue's rulebook from a file: its parameters complete or replace the published ones. */
function venueFrom(
  { rulebook, asOf, parameters, ownId }: Readonly<Record<"rulebook" | "asOf" | "parameters" | "ownId", unknown>>,
  path: string,
): Outcome<Rulebook> {
  const venue = venueRulebooks.find((one) => one.id === rulebook);
  if (venue === undefined) return failed(unknownModel(String(rulebook), `${path}/rulebook`));
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    return failed({ code: "invalid", path: `${path}/parameters`, message: "parameters must be a map" });
  }
  if (asOf !== undefined && typeof asOf !== "string") {
    return failed({ code: "invalid", path: `${path}/asOf`, message: "asOf must be a day", hint: 'write "2024-06-27"' });
  }
  const found = venueRulebookOf(venue, { ...parameters }, asOf);
  if (!found.ok || typeof ownId !== "string") return found;
  return success({ ...found.value, id: ownId });
}

/** What the command assumes, such as `--confidence`, reaches only models that have the parameter. */
const applicable = (model: MarginModel, defaults: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(defaults).filter(([key]) => key in model.parameters.properties));

/** A file of parameters alone says nothing of what they are parameters of. */
const unnamedModel = (path: string) =>
  ({
    code: "invalid",
    path: `${path}/model`,
    message: "the key model is missing, and so is rulebook in its place",
    hint: `write one of them at the top of the file: model: ${marginModels[0]!.id}, or rulebook: ${venueRulebooks[0]!.id}`,
  }) as const;

export function unknownModel(name: string, path: string) {
  const ids = [...marginModels.map((one) => one.id), ...venueRulebooks.map((one) => one.id)];
  const nearest = nearestOf(name, ids);
  const hint = nearest === undefined ? `the models and rulebooks are ${ids.join(", ")}` : `did you mean ${nearest}?`;
  return { code: "invalid", path, message: `unknown margin model "${name}"`, hint } as const;
}
