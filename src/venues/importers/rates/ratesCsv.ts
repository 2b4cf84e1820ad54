/** A file of interest rates: `currency,days,rate`, one term of one currency a row. */
import { isCurrency } from "../../../instruments/money.ts";
import { type RateCurve, rateCurve } from "../../../market/curves/rateCurve.ts";
import type { SeriesSource } from "../../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import { CsvReader, firstLine } from "../history/csvReader.ts";

const header = "currency,days,rate";
/** A rate written in per cent by mistake would discount by e^5. */
const rateMost = 2;

export const ratesCsv = {
  id: "rates-csv",
  title: "Interest rates",
  unitsNote: "continuous rate per year as a share, 0.05 is 5 %; days from the market's time; straight between terms",
  howToGet: `write it: ${header}, like USDC,30,0.052`,
  recognises: (text: string): boolean => firstLine(text) === header,
} as const;

export interface RateCurves {
  readonly curves: readonly RateCurve[];
  readonly source: SeriesSource;
}

/** Reads rate curves, every bad row reported. */
export function importRates(text: string, source: SeriesSource): Outcome<RateCurves> {
  if (!ratesCsv.recognises(text)) {
    const message = `the first line is "${firstLine(text).slice(0, 80)}", must be ${header}`;
    return failed({ code: "unsupported", path: `${source.file}:1`, message, hint: ratesCsv.howToGet });
  }
  const csv = new CsvReader(source.file, text, 1);
  const terms = new Map<string, Map<number, number>>();
  for (const row of csv.read()) {
    const currency = csv.cell(row, 0);
    const [days, rate] = [csv.number(row, 1), csv.number(row, 2)];
    if (!isCurrency(currency)) csv.blame(row, "currency", currency, "must be a currency code like USDC");
    if (days <= 0) csv.blame(row, "days", days, "must be above 0");
    if (Math.abs(rate) > rateMost) csv.blame(row, "rate", rate, `must be a share between −${rateMost} and ${rateMost}`);
    const own = terms.get(currency) ?? new Map<number, number>();
    if (own.has(days)) csv.blame(row, "days", days, `a second rate of ${currency} for this term`);
    terms.set(currency, own.set(days, rate));
  }
  const failure = csv.failure();
  if (failure !== null) return failed(failure);
  const curves = [...terms].map(([currency, rates]) => {
    const nodes = [...rates].sort(([a], [b]) => a - b).map(([days, rate]) => ({ years: days / 365, rate }));
    return rateCurve({ currency, nodes });
  });
  return success({ curves, source });
}
