import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { venueRulebooks } from "../../../margin/rulebooks.ts";
import { venueRulebookOf, withVersion } from "../../../margin/venueRulebook.ts";
import { importRulebook } from "../../rulebookImporters.ts";

const file = (text: string, name = "brackets_2024-06-27.json") => ({ name, text, sha256: "00" });

/** As developers.binance.com documents the answer. */
const answer = (rows: readonly object[]) => JSON.stringify([{ symbol: "ETHUSDT", notionalCoef: 1.5, brackets: rows }]);
const rows = [
  { bracket: 1, initialLeverage: 75, notionalCap: 10000, notionalFloor: 0, maintMarginRatio: 0.0065, cum: 0 },
  { bracket: 2, initialLeverage: 50, notionalCap: 50000, notionalFloor: 10000, maintMarginRatio: 0.01, cum: 35 },
];

describe("brackets as Binance answers them", () => {
  test("become a dated version of binance-usdm, floors and caps in dollars", () => {
    const read = importRulebook(file(answer(rows)));
    expect(read).toMatchObject({
      ok: true,
      value: {
        rulebookId: "binance-usdm",
        version: {
          asOf: "2024-06-27",
          parameters: {
            brackets: {
              "ETH/USDT:USDT": [
                { floor: 0, cap: 10_000, maintenanceRate: 0.0065, leverageMax: 75 },
                { floor: 10_000, cap: 50_000, maintenanceRate: 0.01, leverageMax: 50 },
              ],
            },
          },
        },
      },
    });
  });

  test("of COIN-M count coins and belong to binance-coinm", () => {
    const coins = [{ bracket: 1, initialLeverage: 125, qtyCap: 50, qtyFloor: 0, maintMarginRatio: 0.004, cum: 0 }];
    const read = importRulebook(file(JSON.stringify([{ symbol: "BTCUSD_PERP", brackets: coins }])));
    expect(read.ok && read.value.rulebookId).toBe("binance-coinm");
    expect(read.ok && read.value.version.parameters["brackets"]).toEqual({
      "BTC-PERPETUAL": [{ floor: 0, cap: 50, maintenanceRate: 0.004, leverageMax: 125 }],
    });
  });
});

describe("a file is refused by its fault", () => {
  test.each([
    ["a hole between brackets", answer([rows[0]!, { ...rows[1]!, notionalFloor: 20000 }]), /begins at 20000/],
    [
      "a deduction that its rates do not give",
      answer([rows[0]!, { ...rows[1]!, cum: 36 }]),
      /states a deduction of 36/,
    ],
    ["a rate that is no number", answer([{ ...rows[0]!, maintMarginRatio: "high" }]), /bracket 1 lacks/],
    ["a name that is no contract", answer(rows).replace("ETHUSDT", "WHAT"), /WHAT/],
  ])("%s", (_, text, message) => {
    const read = importRulebook(file(text));
    expect(JSON.stringify(read.ok ? {} : read.failure)).toMatch(message);
  });

  test("another kind of file, and a day that nobody states", () => {
    const other = importRulebook(file("{}"));
    expect(other.ok ? "" : other.failure.code).toBe("unsupported");
    const undated = importRulebook(file(answer(rows), "brackets.json"));
    expect(undated.ok ? "" : undated.failure.message).toBe("the day on which these parameters held is not known");
    expect(importRulebook(file(answer(rows), "brackets.json"), "2024-06-27").ok).toBe(true);
  });
});

const folder = fileURLToPath(new URL("../../../../../shared/data/params", import.meta.url));
const tables = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json.gz")) : [];

describe.skipIf(tables.length === 0)(`bracket files in ${tables.length === 0 ? "no folder" : "data/params"}`, () => {
  test.each(tables)("%s loads into a runnable version of its day", (name) => {
    const text = gunzipSync(readFileSync(`${folder}/${name}`)).toString("utf8");
    const read = importRulebook({ name, text, sha256: "00" });
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    const { rulebookId, version } = read.value;
    expect(name).toContain(version.asOf);
    const venue = withVersion(venueRulebooks.find(({ id }) => id === rulebookId)!, version);
    expect(venueRulebookOf(venue, {}, version.asOf).ok).toBe(true);
    expect(Object.keys(version.parameters["brackets"] as object).length).toBeGreaterThan(150);
  });
});
