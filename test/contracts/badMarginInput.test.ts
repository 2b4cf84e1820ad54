/** What a real desk gets wrong before it asks for margin: each a typed failure that says what, where, how far and what to do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type MarketData, marketAt } from "../../src/cli/market.ts";
import { decimal } from "../../src/instruments/decimal.ts";
import { type BoundRulebook, bind } from "../../src/margin/bind.ts";
import { checkedAssessment, unlistedOf } from "../../src/margin/checkedAssessment.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { fixedRatio } from "../../src/margin/models/fixedRatio.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import { venueRulebooks } from "../../src/margin/rulebooks.ts";
import { venueRulebookOf } from "../../src/margin/venueRulebook.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import type { Failure, Outcome } from "../../src/numerics/outcome.ts";
import type { Account, Position } from "../../src/portfolio/account.ts";
import { plimsoll } from "../cli/plimsoll.ts";
import { accountOf, dayMs, historyOf, instrument, lastSnapshot, position, seriesOf, unwrapped } from "./market.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-bad-margin-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const start = Date.UTC(2024, 0, 1);
const perpetual = "BTC/USDC:USDC";
const closes = [40_000, 42_000, 50_000];
/** Bitcoin at 50,000 on 3 January 2024, and what else is named. */
const marketOf = (...names: readonly string[]): MarketSnapshot => {
  const series = [seriesOf(perpetual, closes), seriesOf("ETH/USDC:USDC", [2_000, 2_100, 2_500])];
  return lastSnapshot(historyOf(series, [perpetual, "ETH/USDC:USDC", "USDC", ...names]));
};

function failureOf<T>(outcome: Outcome<T>): Failure {
  if (outcome.ok) throw new Error("a failure was expected");
  return outcome.failure;
}
const venue = (id: string) => venueRulebooks.find((one) => one.id === id)!;
const underVenue = (id: string, given: Readonly<Record<string, unknown>> = {}, snapshot = marketOf()): BoundRulebook =>
  unwrapped(bind(unwrapped(venueRulebookOf(venue(id), given)), snapshot));
const ratios = { initialRatio: 0.1, maintenanceRatio: 0.05, collateralHaircuts: {} };
const underRatio = (snapshot: MarketSnapshot, currency: string) =>
  bind(rulebookOf(fixedRatio as unknown as MarginModel, ratios, currency), snapshot);
const refused = (account: Account, bound: BoundRulebook): Failure => failureOf(checkedAssessment(account, bound));

describe("an option that has expired", () => {
  const option = "BTC-3JAN24-40000-C";
  const data: MarketData = { series: [seriesOf("BTC/USDT", closes)] };

  test("is refused by name and time where bars alone price the book, not for want of its volatility", () => {
    const noon = start + 2.5 * dayMs;
    for (const [name, asOf, time] of [
      ["BTC-2JAN24-40000-C", undefined, "2024-01-03T00:00:00.000Z"],
      [option, noon, "2024-01-03T12:00:00.000Z"],
    ] as const) {
      const failure = failureOf(marketAt({ ...data, maxAgeMs: dayMs }, ["BTC", name].map(instrument), asOf));
      expect(failure).toEqual({
        code: "invalid",
        path: time,
        message: `${name} had expired`,
        hint: "drop the position or choose an earlier time",
      });
    }
    // Before its expiry what lacks is the volatility, and that is said.
    const early = failureOf(marketAt(data, ["BTC", option].map(instrument), start + 2 * dayMs));
    expect([early.code, early.hint]).toEqual(["missing-data", "give an option chain: --chain"]);
  });

  test("is refused by every rulebook, with the time of the market as the place", () => {
    const snapshot: MarketSnapshot = { ...marketOf(), instruments: [...marketOf().instruments, instrument(option)] };
    const late = { ...snapshot, timestamp: Date.UTC(2024, 0, 3, 8) };
    expect(failureOf(underRatio(late, "USD"))).toEqual({
      code: "invalid",
      path: "2024-01-03T08:00:00.000Z",
      message: `${option} had expired`,
      hint: "drop the position or choose an earlier time",
    });
  });

  test("ends the command with 4, and nothing on stdout", async () => {
    const book = file("expired.csv", "account,instrument,quantity\na,BTC-2JAN24-40000-C,1 BTC\na,BTC,3 BTC\n");
    const prices = [
      "ts_ms,open,high,low,close,volume",
      ...closes.map((close, k) => `${start + k * dayMs},${close},${close},${close},${close},1`),
    ];
    file("invented_BTCUSDT_1d.csv", `${prices.join("\n")}\n`);
    const { code, stdout, stderr } = await plimsoll("margin", "--portfolio", book, "--history", folder);
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toMatch(
      /^2024-01-04T00:00:00.000Z: BTC-2JAN24-40000-C had expired\n {2}drop the position or choose an earlier time\n$/,
    );
  });
});

describe("currencies without a rate between them", () => {
  const account = accountOf([position(perpetual, "1", "50000")], { EUR: "1000", USDC: "1000" });

  test("are refused where the account holds one that the market does not price", () => {
    const bound = unwrapped(underRatio(marketOf(), "USD"));
    expect(refused(account, bound)).toMatchObject({
      code: "missing-data",
      path: "account a",
      message: "the market has no price for EUR",
      hint: expect.stringContaining("USDC"),
    });
  });

  test("are refused where the requirement is to be counted in one", () => {
    expect(failureOf(underRatio(marketOf(), "EUR"))).toEqual({
      code: "missing-data",
      path: "2024-01-03T00:00:00.000Z",
      message: "the market has no price of the reporting currency EUR",
      hint: "report in USD, or add a price series of that currency",
    });
  });

  test("are refused by a price file that lacks one, however many it has", () => {
    const source = { file: "prices.csv", sha256: "00", format: "invented" };
    const quotes = [{ timeMs: start, instrument: instrument(perpetual), price: 50_000 }];
    const failure = failureOf(
      marketAt({ series: [], quotes: { quotes, source } }, [perpetual, "EUR"].map(instrument), start),
    );
    expect(failure).toMatchObject({
      code: "missing-data",
      path: "prices.csv",
      message: "no price of EUR in the 24 h before 2024-01-01T00:00:00.000Z",
      hint: expect.stringContaining("add a row for each"),
    });
  });
});

describe("tiers", () => {
  const brackets = { [perpetual]: [{ floor: 0, cap: 100_000, maintenanceRate: 0.01, leverageMax: 50 }] };
  const bound = underVenue("hyperliquid", { brackets });

  test("that a venue has not for a contract refuse it by name", () => {
    const account = accountOf([position("ETH/USDC:USDC", "1", "2500"), position(perpetual, "1", "50000")]);
    expect(refused(account, bound)).toEqual({
      code: "unsupported",
      path: "account a",
      message: "hyperliquid has no terms for ETH/USDC:USDC",
      hint: "give them as parameters, or leave the holdings out",
    });
    expect(unlistedOf(account, bound)).toEqual(["ETH/USDC:USDC"]);
  });

  test.each([
    ["2", 100_000],
    ["-2", 100_000],
  ])("hold up to their last edge: %s coins are %d", (quantity) => {
    const assessed = unwrapped(checkedAssessment(accountOf([position(perpetual, quantity, "50000")]), bound));
    expect(assessed.groups[0]!.requirement.maintenance).toBe(1_000);
  });

  test.each(["2.0001", "-3"])("that end refuse what lies beyond them: %s coins", (quantity) => {
    const size = Math.abs(Number(quantity)) * 50_000;
    expect(refused(accountOf([position(perpetual, quantity, "50000")]), bound)).toEqual({
      code: "invalid",
      path: `brackets/${perpetual}`,
      message: expect.stringMatching(
        new RegExp(
          `^a position of ${Math.floor(size)}\\S* in ${perpetual} lies beyond the last bracket, which ends at 100000$`,
        ),
      ),
      hint: "reduce the position",
    });
  });

  test("also refuse open orders that would lead beyond them", () => {
    const [group] = accountOf([position(perpetual, "1", "50000")], { USDC: "50000" }).groups;
    const of = (side: "buy" | "sell"): Account => {
      const order = { instrumentId: perpetual, side, quantity: decimal("2"), limitPrice: decimal("50000") };
      return { id: "a", groups: [{ ...group!, orders: [order] }] };
    };
    expect(checkedAssessment(of("sell"), bound).ok).toBe(true);
    const failure = refused(of("buy"), bound);
    expect([failure.code, failure.path]).toEqual([
      "invalid",
      `open orders, all buy orders filled: brackets/${perpetual}`,
    ]);
  });

  test("with a hole, or a rate that exceeds what their leverage leaves, refuse the rulebook", () => {
    const table = (second: object) => [
      { floor: 0, cap: 10, maintenanceRate: 0.01, leverageMax: 50 },
      { maintenanceRate: 0.02, leverageMax: 20, ...second },
    ];
    for (const [second, message] of [
      [{ floor: 20 }, "bracket 2 begins at 20, the one before ends at 10"],
      [{ floor: 10, maintenanceRate: 0.06 }, "bracket 2 asks 0.06 for maintenance and 0.05 at its leverage"],
    ] as const) {
      const rulebook = unwrapped(venueRulebookOf(venue("hyperliquid"), { brackets: { [perpetual]: table(second) } }));
      expect(failureOf(bind(rulebook, marketOf()))).toMatchObject({
        code: "invalid",
        path: `brackets/${perpetual}`,
        message,
      });
    }
  });
});

describe("both sides of one contract", () => {
  const side = (which: "long" | "short", quantity: string): Position => ({
    ...position(perpetual, quantity, "50000"),
    side: which,
  });
  const account = accountOf([side("long", "2"), side("short", "-1")], { USDC: "100000" });

  test("are refused where the venue nets, with the contract and what to do", () => {
    for (const { id } of venueRulebooks.filter(({ hedgeMode }) => hedgeMode !== true)) {
      const found = venueRulebookOf(venue(id));
      const bound = found.ok ? bind(found.value, marketOf()) : undefined;
      if (bound?.ok !== true) continue;
      expect(refused(account, bound.value), id).toEqual({
        code: "unsupported",
        path: "account a",
        message: `${perpetual} is held by sides, and ${id} nets both sides of a contract`,
        hint: "merge the two sides into one position",
      });
    }
    expect(refused(account, underVenue("hyperliquid")).code).toBe("unsupported");
  });

  test("stand in the column of the venue that nets, while our own models keep them", async () => {
    const held = ["long", "short"].map((which) => ({
      instrument: perpetual,
      quantity: which === "long" ? "2 BTC" : "-1 BTC",
      entryPrice: "50000",
      side: which,
    }));
    const groups = [
      { id: "cross", marginMode: "cross", positions: held, balances: [{ currency: "USDC", amount: "100000" }] },
    ];
    const book = file("sides.json", JSON.stringify({ accounts: [{ id: "desk", groups }] }));
    const prices = file("usdc.csv", `time,instrument,price\n2024-01-03T00:00Z,${perpetual},50000\n`);
    const words = ["--portfolio", book, "--market", prices, "--model", "fixed-ratio,hyperliquid", "--json"];
    const { code, stdout } = await plimsoll("margin", ...words);
    const { results, refusals } = JSON.parse(stdout);
    expect([code, results.length]).toEqual([0, 1]);
    expect(refusals).toEqual([
      {
        code: "unsupported",
        path: "hyperliquid, account desk",
        message: `${perpetual} is held by sides, and hyperliquid nets both sides of a contract`,
        hint: "merge the two sides into one position",
        rulebook: "hyperliquid",
        account: "desk",
      },
    ]);
  });
});

describe("a rulebook with a missing parameter", () => {
  test("names every one, with the values that it may have", () => {
    const failure = failureOf(venueRulebookOf(venue("deribit-standard"), { futuresMaintenance: 0.01 }));
    expect(failure).toMatchObject({ code: "missing-data", path: "deribit-standard" });
    expect(failure.faults!.length).toBeGreaterThan(0);
    for (const fault of failure.faults!) {
      const name = fault.path.split("/")[1]!;
      expect(fault).toEqual({
        code: "missing-data",
        path: `deribit-standard/${name}`,
        message: `Deribit publishes no ${name} that we know of`,
        hint: expect.stringMatching(/^give it: \S/),
      });
    }
    expect(failure.faults!.map(({ path }) => path)).not.toContain("deribit-standard/futuresMaintenance");
  });

  test("is refused by its day where no version is so old", () => {
    expect(failureOf(venueRulebookOf(venue("deribit-standard"), {}, "2009-01-03"))).toMatchObject({
      code: "missing-data",
      path: "deribit-standard",
      message: "no version of deribit-standard is known from 2009-01-03 or before",
      hint: expect.stringMatching(/^the first is of \d{4}-\d\d-\d\d$/),
    });
  });

  test("of a value out of bounds names the value and the bounds", () => {
    const brackets = { [perpetual]: [{ floor: 0, maintenanceRate: 1.5, leverageMax: 50 }] };
    const failure = failureOf(venueRulebookOf(venue("hyperliquid"), { brackets }));
    const [fault] = failure.faults ?? [failure];
    expect(fault).toEqual({
      code: "invalid",
      path: "hyperliquid/brackets/BTC~1USDC:USDC/0/maintenanceRate",
      message: "brackets/BTC~1USDC:USDC/0/maintenanceRate is 1.5, it must be < 1",
    });
  });

  test("ends the command with 2, each parameter on a line", async () => {
    const model = file("missing.yaml", "rulebook: deribit-standard\nparameters:\n  futuresMaintenance: 0.01\n");
    const book = file("book.csv", "account,instrument,quantity,entryPrice\na,BTC-PERPETUAL,1000 USD,50000\n");
    const prices = file(
      "usd.csv",
      "time,instrument,price\n2024-01-03T00:00Z,BTC-PERPETUAL,50000\n2024-01-03T00:00Z,BTC,50000\n",
    );
    const { code, stdout, stderr } = await plimsoll(
      "margin",
      "--portfolio",
      book,
      "--market",
      prices,
      "--model",
      model,
    );
    expect([code, stdout]).toEqual([2, ""]);
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^deribit-standard: \d+ faults? in parameters without a source$/);
    expect(lines[1]).toMatch(/^ {2}deribit-standard\/\w+: Deribit publishes no \w+ that we know of$/);
    expect(lines[2]).toMatch(/^ {4}give it: /);
  });
});
