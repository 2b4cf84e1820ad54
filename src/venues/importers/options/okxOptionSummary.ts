/**
 * OKX option market data: volatilities and forwards, no prices.
 * @source okx.com/docs-v5, GET /api/v5/public/opt-summary and the opt-summary channel: bidVol, askVol, markVol decimals,
 * empty or 0 when there is none; fwdPx the implied forward of the expiry; ts milliseconds.
 */
import { assembleChains, type QuoteRow } from "./assembleChains.ts";
import { checkStated, type Fields, given, positiveIn, timeIn } from "./fields.ts";
import type { OptionChainImporter } from "./optionChainImporter.ts";
import { okxOptionName, optionNamed } from "./optionNames.ts";
import { isJsonWith, readJsonRecords } from "./records.ts";

export const okxOptionSummary: OptionChainImporter = {
  id: "okx-option-summary",
  title: "OKX option summary, JSON",
  unitsNote:
    "volatilities as decimals, fwdPx the forward of the expiry; the layout holds no prices and no sizes; ts is when the venue made the quote, the chain stands at the last of them",
  howToGet: "OKX GET /api/v5/public/opt-summary?instFamily=BTC-USD",
  recognises: (text) => isJsonWith(text, "instId", "markVol", "fwdPx"),
  read: (text, source) => {
    const rows = readJsonRecords(text, source.file, ["data", ""], rowOf);
    return rows.ok ? assembleChains(rows.value, source, ["volatilities alone: the layout holds no prices"]) : rows;
  },
};

function rowOf(fields: Fields): QuoteRow | undefined {
  const seenMs = timeIn(fields, "ts");
  const instrument = optionNamed(fields, "instId", okxOptionName(fields.text("instId")));
  const quote = {
    ...given("bidVolatility", positiveIn(fields, "bidVol")),
    ...given("markVolatility", positiveIn(fields, "markVol")),
    ...given("askVolatility", positiveIn(fields, "askVol")),
    ...given("forward", positiveIn(fields, "fwdPx")),
    ...given("timeMs", seenMs),
  };
  if (instrument === undefined || seenMs === undefined) return undefined;
  checkStated(fields, "uly", `${instrument.underlying}-${instrument.quoteCurrency}`);
  return { quote: { instrument, ...quote }, path: fields.path, venue: "okx", seenMs };
}
