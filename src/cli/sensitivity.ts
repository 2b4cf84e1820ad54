import { join } from "node:path";
import { resolveInstrument } from "../instruments/names.ts";
import { nearestOf } from "../instruments/nearest.ts";
import type { OptionChain } from "../market/optionChain.ts";
import { settlementVolatility } from "../market/settlementWindow.ts";
import type { ChainValues, QuoteValue } from "../pricing/chainValues.ts";
import type { OptionValues } from "../pricing/formulas/black76.ts";
import type { Valued } from "../pricing/valuations/valuation.ts";
import { valuations } from "../pricing/valuations.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { makeFolder } from "./files/writeFile.ts";
import { writeSections } from "./files/writeSections.ts";
import { minuteText, money, percent, table, wrapped } from "./present.ts";
import {
  bumps,
  drawnPrices,
  movedValue,
  movedValues,
  shapes,
  shownGreeks,
  shownGreeksText,
} from "./sensitivityBumps.ts";
import { type CommonOptions, reportFailure, terminalFor } from "./terminal.ts";
import { version } from "./version.ts";

/** Value of one option of a chain under every law and bumped input, at the volatility of the chain. */
export async function sensitivity(
  chain: OptionChain,
  time: number,
  { values, unvalued }: ChainValues,
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
    const refused = unvalued.find((one) => one.quote.instrument.id === instrument.value.id);
    if (refused !== undefined) {
      const message = `${instrument.value.id} has no value: ${refused.reason}`;
      const hint = "price --list values it on the surface fitted to the others";
      return reportFailure({ code: "missing-data", path: chain.source.file, message, hint }, options);
    }
    const nearest = nearestOf(name, ids);
    const hint = nearest === undefined ? `it values ${ids.length} options` : `did you mean ${nearest}?`;
    const message = `the chain does not quote ${instrument.value.id}`;
    return reportFailure({ code: "invalid", path: "--instrument", message, hint }, options, exitCodes.usage);
  }
  const answer = answerOf(chain, found);
  const files: string[] = [];
  if (options.out !== undefined) {
    const made = await makeFolder(options.out);
    if (!made.ok) return reportFailure(made.failure, options);
    const path = join(options.out, "sensitivity.html");
    await writeSections(path, reportOf(chain, time, found, answer));
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
  /** One row a bump, by law; value and Greeks in quote currency per unit of what moves, undiscounted before a rate bump. */
  readonly rows: readonly {
    readonly bump: string;
    readonly values: Readonly<Record<string, number>>;
    readonly greeks: Readonly<Record<string, LawGreeks>>;
  }[];
}

/** What `price` is: the forward, or the spot where the law is written on it. */
type LawGreeks = OptionValues & { readonly price: number };

const valuedOf = (chain: OptionChain, { quote, forward, years, volatility }: QuoteValue): Valued => ({
  option: {
    optionType: quote.instrument.optionType,
    strike: Number(quote.instrument.strike),
    forward,
    years,
    ...(chain.index === undefined ? {} : { spot: chain.index }),
  },
  volatility: settlementVolatility(quote.instrument, volatility, years),
});

function answerOf(chain: OptionChain, value: QuoteValue): Answer {
  const at = valuedOf(chain, value);
  const rows = bumps.map(({ label, move }) => {
    const under = valuations.map((law) => {
      const { values, price } = movedValues(law, at, move);
      return [law.id, { price, ...values }] as const;
    });
    const isExpired = at.option.years - (move.years ?? 0) <= 0;
    const values = Object.fromEntries(under.map(([id, one]) => [id, one.value]));
    return { bump: isExpired ? "at expiry" : label, values, greeks: Object.fromEntries(under) };
  });
  const { quoteCurrency } = value.quote.instrument;
  return { unit: `${quoteCurrency}, undiscounted`, forward: value.forward, volatility: value.volatility, rows };
}

const head = ["input", ...valuations.map((law) => law.id)];
const cellsOf = ({ rows }: Answer): string[][] =>
  rows.map(({ bump, values }) => [bump, ...valuations.map((law) => money(values[law.id]!, 2))]);

const greekHead = ["Greek", ...valuations.map((law) => law.id)];
const greekCellsOf = ({ rows }: Answer): string[][] =>
  shownGreeks.map(({ label, of }) => [
    label,
    ...valuations.map(({ id }) => {
      const one = rows[0]!.greeks[id]!;
      return money(of(one, one.price), 3);
    }),
  ]);

function textOf(chain: OptionChain, time: number, value: QuoteValue, answer: Answer): string {
  const { id } = value.quote.instrument;
  return [
    `${id}, ${minuteText(time)}, forward ${answer.forward.toFixed(2)}, volatility ${percent(answer.volatility, 2)}`,
    table(head, cellsOf(answer)),
    table(greekHead, greekCellsOf(answer)),
    [`Values in ${answer.unit}; every law has the same total variance`, shownGreeksText, ...shapes()]
      .map((text) => wrapped(text, 2))
      .join("\n"),
    wrapped(`${chain.source.file} sha256 ${chain.source.sha256.slice(0, 16)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}

function reportOf(chain: OptionChain, time: number, value: QuoteValue, answer: Answer) {
  const at = valuedOf(chain, value);
  const own = valuations.map((law) => ({
    id: law.id,
    points: drawnPrices.map((price) => ({ x: price * value.forward, y: movedValue(law, at, { price }) })),
  }));
  const against = own.slice(1).map(({ id, points }) => ({
    id: `${id} less ${valuations[0]!.id}`,
    points: points.map(({ x, y }, k) => ({ x, y: y - own[0]!.points[k]!.y })),
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
      { title: "Greeks", text: shownGreeksText, table: { head: greekHead, rows: greekCellsOf(answer) } },
      { title: "Value against the forward", lines: { label: "Value against the forward", ...axes, curves: own } },
      { title: "Difference from Black-76", lines: { label: "Difference from Black-76", ...axes, curves: against } },
    ],
    provenance: [
      ["plimsoll", version],
      ["chain", `${chain.source.file}, SHA-256 ${chain.source.sha256}`],
    ] as const,
  };
}
