import { join } from "node:path";
import { resolveInstrument } from "../instruments/names.ts";
import { nearestOf } from "../instruments/nearest.ts";
import type { OptionChain } from "../market/optionChain.ts";
import { failed } from "../numerics/outcome.ts";
import type { ChainValues, QuoteValue } from "../pricing/chainValues.ts";
import type { OptionTerms, Valuation } from "../pricing/valuations/valuation.ts";
import { valuations } from "../pricing/valuations.ts";
import { sectionReport } from "../reports/sectionReport.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { makeFolder, writeWhole } from "./files/writeFile.ts";
import { minuteText, money, percent, table, wrapped } from "./present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "./terminal.ts";
import { version } from "./version.ts";

/** One input moved, the others as they are. */
interface Bump {
  readonly label: string;
  readonly of: (option: OptionTerms, volatility: number) => readonly [OptionTerms, number];
}

const day = 1 / 365;
const bumps: readonly Bump[] = [
  { label: "as it is", of: (option, volatility) => [option, volatility] },
  { label: "forward -10 %", of: (option, volatility) => [{ ...option, forward: 0.9 * option.forward }, volatility] },
  { label: "forward +10 %", of: (option, volatility) => [{ ...option, forward: 1.1 * option.forward }, volatility] },
  { label: "vol -10 points", of: (option, volatility) => [option, Math.max(0.01, volatility - 0.1)] },
  { label: "vol +10 points", of: (option, volatility) => [option, volatility + 0.1] },
  {
    label: "a day later",
    of: (option, volatility) => [{ ...option, years: Math.max(0, option.years - day) }, volatility],
  },
];

/** Value of one option of a chain under every law and bumped input, at the volatility of the chain. */
export async function sensitivity(
  chain: OptionChain,
  time: number,
  { values }: ChainValues,
  name: string,
  options: CommonOptions & { readonly out?: string },
): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const instrument = resolveInstrument(
    name,
    values.map((one) => one.quote.instrument.id),
    "--instrument",
  );
  if (!instrument.ok) return reportFailure(instrument.failure, options, exitCodes.usage);
  const ids = values.map((one) => one.quote.instrument.id);
  const found = values.find((one) => one.quote.instrument.id === instrument.value.id);
  if (found === undefined) {
    const nearest = nearestOf(name, ids);
    const hint = nearest === undefined ? `it values ${ids.length} options` : `did you mean ${nearest}?`;
    const message = `the chain has no value of ${instrument.value.id}`;
    return reportFailure(failed({ code: "missing-data", path: chain.source.file, message, hint }).failure, options);
  }
  const answer = answerOf(found);
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "sensitivity.html");
    await writeWhole(path, sectionReport(reportOf(chain, time, found, answer)));
    files.push(path);
  }
  if (options.json) {
    const { id } = found.quote.instrument;
    terminal.out(JSON.stringify({ schemaVersion: 1, plimsoll: version, id, ...answer, files }, null, 2));
  } else {
    const wrote = files.map((file) => `Wrote ${file}`);
    terminal.out([textOf(chain, time, found, answer), ...wrote].join("\n"));
  }
  return exitCodes.ok;
}

interface Answer {
  readonly unit: string;
  readonly forward: number;
  readonly volatility: number;
  /** One row a bump, one column a law; quote currency, undiscounted. */
  readonly rows: readonly { readonly bump: string; readonly values: Readonly<Record<string, number>> }[];
}

const termsOf = ({ quote, forward, years }: QuoteValue): OptionTerms => ({
  optionType: quote.instrument.optionType,
  strike: Number(quote.instrument.strike),
  forward,
  years,
});

/** At expiry every law pays the same. */
function valueUnder(law: Valuation, option: OptionTerms, volatility: number): number {
  if (option.years > 0) return law.value(option, volatility);
  return Math.max(0, option.optionType === "call" ? option.forward - option.strike : option.strike - option.forward);
}

function answerOf(value: QuoteValue): Answer {
  const rows = bumps.map(({ label, of }) => {
    const [option, volatility] = of(termsOf(value), value.volatility);
    const under = valuations.map((law) => [law.id, valueUnder(law, option, volatility)] as const);
    return { bump: option.years === 0 ? "at expiry" : label, values: Object.fromEntries(under) };
  });
  const { quoteCurrency } = value.quote.instrument;
  return { unit: `${quoteCurrency}, undiscounted`, forward: value.forward, volatility: value.volatility, rows };
}

const head = ["input", ...valuations.map((law) => law.id)];
const cellsOf = ({ rows }: Answer): string[][] =>
  rows.map(({ bump, values }) => [bump, ...valuations.map((law) => money(values[law.id]!, 2))]);

const shapes = (): string[] => valuations.map((law) => `${law.id}: ${law.title}; shape: ${law.shape}`);

function textOf(chain: OptionChain, time: number, value: QuoteValue, answer: Answer): string {
  const { id } = value.quote.instrument;
  return [
    `${id}, ${minuteText(time)}, forward ${answer.forward.toFixed(2)}, volatility ${percent(answer.volatility, 2)}`,
    table(head, cellsOf(answer)),
    [`Values in ${answer.unit}; every law has the same total variance`, ...shapes()]
      .map((text) => wrapped(text, 2))
      .join("\n"),
    wrapped(`${chain.source.file} sha256 ${chain.source.sha256.slice(0, 16)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}

/** Forwards drawn, as multiples of today's. */
const [lowest, highest, steps] = [0.5, 1.6, 44];

function reportOf(chain: OptionChain, time: number, value: QuoteValue, answer: Answer) {
  const terms = termsOf(value);
  const forwards = Array.from(
    { length: steps + 1 },
    (_, k) => terms.forward * (lowest + ((highest - lowest) * k) / steps),
  );
  const against = valuations.slice(1).map((law) => ({
    id: `${law.id} less ${valuations[0]!.id}`,
    points: forwards.map((forward) => ({
      x: forward,
      y:
        law.value({ ...terms, forward }, value.volatility) -
        valuations[0]!.value({ ...terms, forward }, value.volatility),
    })),
  }));
  const own = valuations.map((law) => ({
    id: law.id,
    points: forwards.map((forward) => ({ x: forward, y: law.value({ ...terms, forward }, value.volatility) })),
  }));
  const { id, quoteCurrency } = value.quote.instrument;
  const axes = { xLabel: `forward, ${quoteCurrency}`, yLabel: `value, ${quoteCurrency}` };
  return {
    title: `${id} under every law`,
    dataLabel: `${chain.venue}, ${minuteText(time)}`,
    sentences: [
      `Forward ${answer.forward.toFixed(2)}, volatility ${percent(answer.volatility, 2)}; every law has that total variance, so they differ by shape only.`,
      ...shapes(),
    ],
    sections: [
      { title: "Values", table: { head, rows: cellsOf(answer) } },
      { title: "Value against the forward", lines: { label: "Value against the forward", ...axes, curves: own } },
      { title: "Difference from Black-76", lines: { label: "Difference from Black-76", ...axes, curves: against } },
    ],
    provenance: [
      ["plimsoll", version],
      ["chain", `${chain.source.file}, SHA-256 ${chain.source.sha256}`],
    ] as const,
  };
}
