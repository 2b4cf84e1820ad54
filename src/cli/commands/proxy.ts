import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ProxyCalibration, type ProxyTerms, proxyCalibration } from "../../tuning/proxyCalibration.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { oneSeries } from "../oneSeries.ts";
import { dayText, percent, table, wrapped } from "../present.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { numberIn, usage } from "../tuning/tuneQuestion.ts";
import { valueText } from "../tuning/tuneResult.ts";
import { version } from "../version.ts";

export interface ProxyOptions extends CommonOptions {
  readonly history: string;
  readonly product: string;
  readonly proxy: string;
  readonly value: string;
  readonly conservatism: string;
  readonly horizon: string;
  readonly interval: string;
  readonly venue?: string;
}

const resamples = 1000;
const horizonsMin = 60;

/** A parameter of a new product from that of a product like it, with how far the two were alike. */
export async function proxy(options: ProxyOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = termsOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const { value, terms } = asked.value;
  const [product, like] = [
    await oneSeries({ ...options, coin: options.product }),
    await oneSeries({ ...options, coin: options.proxy }),
  ];
  if (!product.ok) return reportFailure(product.failure, options);
  if (!like.ok) return reportFailure(like.failure, options);
  const found = proxyCalibration(product.value, like.value, value, terms);
  if (!found.ok) return reportFailure(found.failure, options);
  const document = documentOf(found.value, { product: product.value, like: like.value, value, terms });
  terminal.out(options.json ? JSON.stringify(document, null, 2) : textOf(found.value, options, terms));
  return exitCodes.ok;
}

function termsOf(options: ProxyOptions): Outcome<{ readonly value: number; readonly terms: ProxyTerms }> {
  const value = numberIn(options.value, (one) => one > 0);
  if (value === undefined) return usage("--value", `${options.value} must be above 0`, "write the proxy's own value");
  const conservatism = numberIn(options.conservatism, (one) => one >= 1);
  if (conservatism === undefined) {
    return usage("--conservatism", `${options.conservatism} must be at least 1`, "write 1.25");
  }
  const horizonMs = intervalMs(options.horizon);
  const barMs = intervalMs(options.interval);
  if (horizonMs === undefined || barMs === undefined || horizonMs % barMs !== 0 || horizonMs === 0) {
    const message = `"${options.horizon}" is no whole number of ${options.interval} bars`;
    return usage("--horizon", message, "write 24h, or choose a shorter --interval");
  }
  if (options.product === options.proxy) {
    return failed({ code: "invalid", path: "--proxy", message: `${options.proxy} is the product itself` });
  }
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  const drawn = { resamples, blockLength: 10, seed: seed.value };
  return success({ value, terms: { horizonMs, horizonsMin, conservatism, intervalLevel: 0.95, ...drawn } });
}

function textOf(found: ProxyCalibration, { product, proxy: like, value, horizon }: ProxyOptions, terms: ProxyTerms) {
  const { ratio, ratioInterval, factor, correlation, horizons, from, to } = found;
  const rows = [
    ["common horizons", `${horizons} of ${horizon}, ${dayText(from)} to ${dayText(to)}`],
    [
      "volatility over the proxy's",
      `${ratio.toFixed(3)} (95 % ${valueText(ratioInterval.lower)} to ${valueText(ratioInterval.upper)})`,
    ],
    ["correlation", correlation.toFixed(3)],
    ["stated conservatism", String(terms.conservatism)],
    ["factor", valueText(factor)],
    [`value for ${product}`, valueText(found.value)],
  ];
  return [
    `${product} by way of ${like}, whose value is ${value}`,
    "",
    table(["", "value"], rows),
    "",
    wrapped(
      `The factor is the upper end of the ratio's interval, at least 1, times the stated conservatism. ${percent(1 - correlation * correlation, 0)} of the product's variance is its own: no proxy speaks of that part.`,
    ),
  ].join("\n");
}

interface Given {
  readonly product: TimeSeries;
  readonly like: TimeSeries;
  readonly value: number;
  readonly terms: ProxyTerms;
}

const documentOf = (found: ProxyCalibration, { product, like, value, terms }: Given) => ({
  schemaVersion: 1,
  plimsoll: version,
  product: { market: product.market, venue: product.venue, source: { ...product.source } },
  proxy: { market: like.market, venue: like.venue, source: { ...like.source } },
  proxyValue: value,
  terms,
  ...found,
  from: new Date(found.from).toISOString(),
  to: new Date(found.to).toISOString(),
});
