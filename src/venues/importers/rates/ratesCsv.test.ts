import { expect, test } from "vitest";
import { zeroRate } from "../../../market/curves/rateCurve.ts";
import { importRates } from "./ratesCsv.ts";

const source = { file: "rates.csv", sha256: "00", format: "rates-csv" };
const read = (...rows: string[]) => importRates(["currency,days,rate", ...rows, ""].join("\n"), source);

test("one curve a currency, its terms in order whatever the file's", () => {
  const rates = read("USDC,365,0.06", "BTC,30,0.01", "USDC,73,0.04");
  expect(rates.ok && rates.value.curves.map(({ currency, nodes }) => [currency, nodes.length])).toEqual([
    ["USDC", 2],
    ["BTC", 1],
  ]);
  expect(rates.ok && zeroRate(rates.value.curves[0]!, 0.2)).toBe(0.04);
});

test("every bad row is named: a lower-case currency, a term of 0, a rate in per cent, a second rate of a term", () => {
  const rates = read("usdc,30,0.05", "USDC,0,0.05", "USDC,30,5.2", "BTC,30,0.01", "BTC,30,0.02", "ETH,x,0.01");
  expect(rates.ok ? [] : rates.failure.faults?.map((fault) => fault.path)).toEqual([
    "rates.csv:2",
    "rates.csv:3",
    "rates.csv:4",
    "rates.csv:6",
    "rates.csv:7",
  ]);
});

test("another layout and a file without rates are refused", () => {
  const other = importRates("a,b\n1,2\n", source);
  expect(other.ok ? "" : other.failure.code).toBe("unsupported");
  const empty = read();
  expect(empty.ok ? "" : empty.failure.message).toContain("0 data rows");
});
