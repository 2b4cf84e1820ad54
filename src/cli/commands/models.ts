import { marginModels } from "../../margin/models.ts";
import { boundsOf } from "../../margin/parameters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { unknownModel } from "../modelArgument.ts";
import { table } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export function models(options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const list = marginModels.map(({ id, version, title, source }) => ({ id, version, title, source }));
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, models: list }, null, 2));
  else
    terminal.out(
      `${table(
        ["model", "title"],
        list.map((one) => [`${one.id}@${one.version}`, one.title]),
      )}\n\nplimsoll models show ID lists parameters`,
    );
  return exitCodes.ok;
}

export function showModel(id: string, options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const model = marginModels.find((one) => one.id === id);
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
