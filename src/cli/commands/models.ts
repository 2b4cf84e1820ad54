import { marginModels, venueModels } from "../../margin/models.ts";
import { boundsOf } from "../../margin/parameters.ts";
import { venueRulebooks } from "../../margin/rulebooks.ts";
import { isVerified, rulebookTitle, type VenueRulebook } from "../../margin/venueRulebook.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { unknownModel } from "../modelArgument.ts";
import { table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

/** Every model of our own, and every venue's rulebook. */
export function models(options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const list = marginModels.map(({ id, version, title, source }) => ({ id, version, title, source }));
  const rulebooks = venueRulebooks.map((one) => ({
    id: one.id,
    title: rulebookTitle(one),
    model: one.model.id,
    versions: one.versions.map(({ asOf }) => asOf),
    reportingCurrency: one.reportingCurrency,
    isVerified: isVerified(one),
  }));
  if (options.json) {
    terminal.out(JSON.stringify({ schemaVersion: 1, models: list, rulebooks }, null, 2));
    return exitCodes.ok;
  }
  const ours = list.map((one) => [`${one.id}@${one.version}`, one.title]);
  const venues = rulebooks.map((one) => [`${one.id}@${one.versions[0]}`, one.model, one.title]);
  terminal.out(
    [
      table(["model", "title"], ours),
      table(["rulebook", "model", "title"], venues),
      "plimsoll models show ID lists parameters, of a rulebook with its sources",
    ].join("\n\n"),
  );
  return exitCodes.ok;
}

function showRulebook(venue: VenueRulebook, options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const { id, model, reportingCurrency, versions } = venue;
  const title = rulebookTitle(venue);
  if (options.json) {
    const document = { schemaVersion: 1, id, title, model: model.id, reportingCurrency, versions };
    terminal.out(JSON.stringify(document, null, 2));
    return exitCodes.ok;
  }
  const known = versions[0]?.parameters ?? {};
  const missing = Object.keys(model.parameters.properties).filter((name) => !(name in known));
  const dated = versions.flatMap(({ asOf, sources, parameters }) => [
    `Version of ${asOf}`,
    ...sources.map((source) => wrapped(`  source: ${source}`, 4)),
    ...Object.entries(parameters).map(([name, value]) => wrapped(`  ${name}: ${JSON.stringify(value)}`, 4)),
  ]);
  terminal.out(
    [
      `${id}  ${title}`,
      `Model ${model.id}@${model.version}, counted in ${reportingCurrency}`,
      ...(missing.length === 0 ? [] : [wrapped(`No source known, to be given: ${missing.join(", ")}`, 2)]),
      "",
      ...dated,
    ].join("\n"),
  );
  return exitCodes.ok;
}

export function showModel(id: string, options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const venue = venueRulebooks.find((one) => one.id === id);
  if (venue !== undefined) return showRulebook(venue, options);
  const model = [...marginModels, ...venueModels].find((one) => one.id === id);
  if (model === undefined) return reportFailure(unknownModel(id, "models show"), options, exitCodes.usage);
  const { properties } = model.parameters;
  const parameters = Object.entries(properties).map(([name, schema]) => {
    const terms = schema as { default?: unknown; unit?: string; description?: string };
    return {
      name,
      default: terms.default,
      unit: terms.unit ?? "",
      bounds: boundsOf(schema),
      description: terms.description ?? "",
    };
  });
  if (options.json) {
    terminal.out(
      JSON.stringify(
        { schemaVersion: 1, id, version: model.version, title: model.title, source: model.source, parameters },
        null,
        2,
      ),
    );
    return exitCodes.ok;
  }
  const lines = parameters.flatMap((one) => [
    `  ${one.name}: ${JSON.stringify(one.default)} ${one.unit}`.trimEnd(),
    `      ${one.bounds}`,
    `      ${one.description}`,
  ]);
  const file = [
    "A model file:",
    "",
    `  model: ${id}`,
    "  parameters:",
    ...parameters.slice(0, 2).map((one) => `    ${one.name}: ${one.default}`),
  ];
  terminal.out(
    [
      `${model.id}@${model.version}  ${model.title}`,
      `Source: ${model.source}`,
      "",
      "Parameters",
      ...lines,
      "",
      ...file,
    ].join("\n"),
  );
  return exitCodes.ok;
}
