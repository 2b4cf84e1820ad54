import { createHash } from "node:crypto";
import type { CoinCalibration, ParameterEstimate } from "../../calibration/parameters/index.ts";
import type { Failure } from "../../numerics/outcome.ts";
import { dayText, table, wrapped } from "../present.ts";
import { version } from "../version.ts";
import type { CoinParameters } from "./coinFile.ts";

/** The parameter file: every coin, and what could not be calibrated. */
export function calibrationDocument(coins: readonly CoinParameters[], refused: readonly Failure[]) {
  const sha256 = createHash("sha256").update(JSON.stringify(coins)).digest("hex");
  return {
    schemaVersion: 1,
    kind: "calibration",
    plimsoll: version,
    parametersHash: sha256.slice(0, 16),
    coins,
    refused,
  };
}

/** What stands in the terminal's table, one column each. */
const shown = [
  {
    head: "vol a year",
    estimator: "realised-volatility",
    name: "close-to-close",
    digits: (x: number) => `${(100 * x).toFixed(0)} %`,
  },
  { head: "decay", estimator: "ewma-decay", name: "decay", digits: (x: number) => x.toFixed(4) },
  { head: "persistence", estimator: "conditional-variance", name: "persistence", digits: (x: number) => x.toFixed(4) },
  { head: "t", estimator: "conditional-variance", name: "degreesOfFreedom", digits: (x: number) => x.toFixed(2) },
  { head: "fall shape", estimator: "tail-fall", name: "shape", digits: (x: number) => x.toFixed(2) },
  { head: "rise", estimator: "tail-rise", name: "shape", digits: (x: number) => x.toFixed(2) },
  {
    head: "day 99.5 %",
    estimator: "price-range",
    name: "priceRange",
    digits: (x: number) => `${(100 * x).toFixed(1)} %`,
  },
] as const;

const estimateOf = (coin: CoinParameters, estimator: string, name: string): ParameterEstimate | undefined =>
  coin.estimators.find(({ id }) => id === estimator)?.report?.estimates.find((one) => one.name === name);

export const summaryHead = ["", "to", ...shown.map(({ head }) => head)];

/** One row a coin; an exclamation mark where a flag says more than that there is no interval. */
export const summaryRow = (coin: CoinParameters): string[] => [
  coin.question.coin,
  dayText(Date.parse(coin.to)),
  ...shown.map(({ estimator, name, digits }) => {
    const estimate = estimateOf(coin, estimator, name);
    if (estimate === undefined) return "refused";
    return `${digits(estimate.value)}${warningsOf(estimate).length > 0 ? "!" : ""}`;
  }),
];

/** Flags that a reader must see: all but those that give the reason for a missing interval. */
export const warningsOf = ({ flags }: ParameterEstimate): string[] =>
  flags.filter((flag) => !flag.startsWith("no interval"));

/** Estimator, and the file besides the prices where it reads one. */
export const nameOf = ({ id, input }: CoinCalibration): string => (input === undefined ? id : `${id} of ${input}`);

const otherHead = ["", "read from", "parameter", "value", "95 %"];
/** Of each source; the rest is in the file and on the page. */
const otherShown = 5;

/** Parameters that are not read from prices, a few of each source. */
const otherRows = ({ question, estimators }: CoinParameters): string[][] =>
  estimators.flatMap(({ id, input, report }) =>
    input === undefined
      ? []
      : (report?.estimates ?? [])
          .slice(0, otherShown)
          .map(({ name, value, interval }, k) => [
            k === 0 ? question.coin : "",
            k === 0 ? id : "",
            name,
            shortText(value),
            interval === null ? "–" : `${shortText(interval.lower)} to ${shortText(interval.upper)}`,
          ]),
  );

/** Four digits. */
export const shortText = (value: number): string =>
  value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6) ? value.toPrecision(4) : value.toExponential(2);

interface Written {
  readonly document: { readonly parametersHash: string };
  readonly files: readonly string[];
  readonly resumed: number;
}

export function calibrationText(
  coins: readonly CoinParameters[],
  refused: readonly Failure[],
  written: Written,
): string {
  const { interval, seed } = coins[0]!.question;
  const warned = new Map<string, { readonly coins: Set<string>; readonly names: Set<string> }>();
  for (const { question, estimators } of coins) {
    for (const one of estimators.flatMap(({ report }) => report?.estimates ?? [])) {
      for (const flag of warningsOf(one)) {
        const own = warned.get(flag) ?? { coins: new Set(), names: new Set() };
        own.coins.add(question.coin);
        own.names.add(one.name);
        warned.set(flag, own);
      }
    }
  }
  const warnings = [...warned].map(
    ([flag, own]) => `! ${[...own.coins].join(", ")}: ${flag} (${[...own.names].join(", ")}).`,
  );
  const refusals = coins.flatMap((coin) =>
    coin.estimators.flatMap((one) =>
      one.refused === null ? [] : [`${coin.question.coin} ${nameOf(one)}: ${one.refused.message}.`],
    ),
  );
  const others = coins.flatMap(otherRows);
  return [
    `Bars of ${interval}, seed ${seed}, parameters ${written.document.parametersHash}`,
    "",
    table(summaryHead, coins.map(summaryRow)),
    "",
    ...(others.length === 0
      ? []
      : [table(otherHead, others), wrapped(`The first ${otherShown} of each source; all are in the file.`, 1), ""]),
    ...warnings.map((text) => wrapped(text, 2)),
    ...[...refusals, ...refused.map((one) => `${one.path}: ${one.message}.`)].map((text) =>
      wrapped(`Refused: ${text}`, 2),
    ),
    ...(written.resumed > 0
      ? [`${written.resumed} of ${coins.length} coins were finished by an earlier run of the same question.`]
      : []),
    `Parameters: ${written.files[0]}; a page of plots for each coin beside it.`,
  ].join("\n");
}
