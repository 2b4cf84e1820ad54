import { describe, expect, it } from "vitest";
import { importPrices } from "./pricesCsv.ts";

const asOf = Date.UTC(2024, 5, 29);
const source = { file: "p.csv", sha256: "00", format: "prices-csv" };
const read = (rows: readonly string[], header = "time,instrument,price") =>
  importPrices([header, ...rows].join("\n"), source, asOf);

function faultsOf(...rows: readonly string[]): string[] {
  const answer = read(rows);
  return answer.ok ? [] : (answer.failure.faults ?? []).map(({ path, message }) => `${path} ${message}`);
}

describe("price file", () => {
  it("resolves each name to its one instrument", () => {
    const answer = read(["2024-06-28T23:00Z,BTC/USD:BTC-250627,61000", "2024-06-29T00:00:00Z,USDT,0.9985"]);
    const seen = answer.ok ? answer.value.quotes.map(({ instrument, price }) => [instrument.id, price]) : [];
    expect(seen).toEqual([
      ["BTC-27JUN25", 61_000],
      ["USDT", 0.9985],
    ]);
  });

  it("lists every bad row with its line, column, value and rule", () => {
    const faults = faultsOf(
      "2024-06-29T00:01Z,BTC,1",
      "yesterday,BTC,1",
      "2024-06-28T00:00Z,BTC-PERPETUL,1",
      "2024-06-28T00:00Z,ETH,-3",
      "2024-06-28T00:00Z,ETH,0",
      "2024-06-28T00:00Z,SOL,NaN",
      "2024-06-28T00:00Z,SOL",
    );
    expect(faults[0]).toBe(
      'p.csv:2 column time is "2024-06-29T00:01Z": must not be later than --as-of 2024-06-29T00:00:00.000Z',
    );
    expect(faults.map((text) => text.split(" ")[0])).toEqual(
      // The second ETH row is below the limit and a duplicate, so it has two faults.
      [2, 3, 4, 5, 6, 6, 7, 8].map((line) => `p.csv:${line}`),
    );
    expect(faults[2]).toContain("did you mean BTC-PERPETUAL?");
    expect(faults[5]).toContain("duplicate of line 5");
  });

  it("refuses another layout and an empty table", () => {
    expect(read([], "ts,price").ok).toBe(false);
    expect(read([]).ok).toBe(false);
  });
});
