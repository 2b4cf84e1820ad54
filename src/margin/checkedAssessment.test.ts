/** What a real desk brings: each a typed failure that names what is wrong. */
import { describe, expect, test } from "vitest";
import { accountOf, boundBy, entered, linear, marketOf } from "../../tools/conformance/marginCase.ts";
import type { Failure } from "../numerics/outcome.ts";
import { bind } from "./bind.ts";
import { checkedAssessment, unlistedOf } from "./checkedAssessment.ts";
import { liquidationPrice } from "./liquidationPrice.ts";
import { venueRulebooks } from "./rulebooks.ts";
import { venueRulebookOf, withVersion } from "./venueRulebook.ts";

const btc = linear("BTC/USDT:USDT", "BTC", "USDT");
const eth = linear("ETH/USDT:USDT", "ETH", "USDT");
const market = marketOf({ instruments: [btc, eth], marks: { [btc.id]: 50_000, [eth.id]: 2_000 } });
const brackets = { [btc.id]: [{ floor: 0, cap: 100_000, maintenanceRate: 0.01, leverageMax: 50 }] };
const bound = boundBy("binance-usdm", { brackets }, market);

function failureOf(outcome: { ok: boolean; failure?: Failure }): Failure {
  if (outcome.ok) throw new Error("accepted");
  return outcome.failure!;
}
const refused = (account: ReturnType<typeof accountOf>, rulebook = bound): Failure =>
  failureOf(checkedAssessment(account, rulebook));

describe("an account is refused by name", () => {
  test("where the venue has no tier for a contract", () => {
    const account = accountOf([entered(eth, 1, 2_000)], {});
    expect(refused(account)).toMatchObject({
      code: "unsupported",
      message: "binance-usdm has no terms for ETH/USDT:USDT",
    });
    expect(unlistedOf(account, bound)).toEqual([eth.id]);
  });

  test("where a position lies beyond the last tier, also on the way to its liquidation price", () => {
    expect(refused(accountOf([entered(btc, 3, 50_000)], {}))).toMatchObject({
      code: "invalid",
      path: "brackets/BTC/USDT:USDT",
      message: "a position of 150000 in BTC/USDT:USDT lies beyond the last bracket, which ends at 100000",
    });
    const short = accountOf([entered(btc, -1.9, 50_000)], { USDT: 50_000 });
    const question = { instrumentId: btc.id, groupId: "group" };
    expect(failureOf(liquidationPrice(short, bound, question)).message).toMatch(/lies beyond the last bracket/);
  });

  test("where it holds both sides of a contract and the venue nets them", () => {
    const sides = [
      { ...entered(btc, 1, 50_000), side: "long" as const },
      { ...entered(btc, -1, 50_000), side: "short" as const },
    ];
    const netting = boundBy("hyperliquid", { brackets }, market, { reportingCurrency: "USDT" });
    expect(refused(accountOf(sides, {}), netting)).toMatchObject({
      code: "unsupported",
      message: "BTC/USDT:USDT is held by sides, and hyperliquid nets both sides of a contract",
    });
    // Binance keeps them apart: each side of 50,000 owes 500.
    const kept = checkedAssessment(accountOf(sides, {}), bound);
    expect(kept.ok && kept.value.groups[0]!.requirement.maintenance).toBe(1_000);
  });

  test("where the market does not price what it holds", () => {
    const other = linear("SOL/USDT:USDT", "SOL", "USDT");
    expect(refused(accountOf([entered(other, 1, 100)], {})).code).toBe("missing-data");
  });
});

describe("a rulebook is refused by name", () => {
  const venue = (id: string) => venueRulebooks.find((one) => one.id === id)!;

  test.each([
    ["binance-usdm", ["brackets"]],
    ["binance-coinm", ["brackets"]],
    ["okx-tiers", ["brackets", "closeFeeRate"]],
    ["bybit-isolated", ["brackets", "deductions"]],
  ])("%s without %s", (id, missing) => {
    const { faults = [] } = failureOf(venueRulebookOf(venue(id)));
    expect(faults.map(({ path }) => path)).toEqual(missing.map((name) => `${id}/${name}`));
  });

  test("where brackets leave a hole", () => {
    const rulebook = venueRulebookOf(venue("binance-usdm"), {
      brackets: {
        [btc.id]: [
          { floor: 0, cap: 10, maintenanceRate: 0.01, leverageMax: 50 },
          { floor: 20, maintenanceRate: 0.02, leverageMax: 20 },
        ],
      },
    });
    expect(rulebook.ok && failureOf(bind(rulebook.value, market))).toMatchObject({
      code: "invalid",
      path: "brackets/BTC/USDT:USDT",
    });
  });

  test("where a bracket lacks its rate, by the place of the fault", () => {
    const given = { brackets: { [btc.id]: [{ floor: 0, leverageMax: 50 }] } };
    const { faults = [] } = failureOf(venueRulebookOf(venue("binance-usdm"), given));
    expect(faults[0]!.message).toMatch(/maintenanceRate/);
  });
});

test("a version of the user's is the newest of its day, and older days stay runnable", () => {
  const base = venueRulebooks.find(({ id }) => id === "binance-usdm")!;
  const parameters = { ...base.versions[0]!.parameters, brackets };
  const own = withVersion(base, { asOf: "2024-06-27", sources: ["a file"], parameters });
  expect(own.versions.map(({ asOf }) => asOf)).toEqual(["2024-06-27", base.versions[0]!.asOf]);
  expect(venueRulebookOf(own).ok).toBe(true);
  expect(venueRulebookOf(own, {}, "2023-01-01").ok).toBe(false);
});
