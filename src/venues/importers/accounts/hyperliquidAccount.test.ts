import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, fixtures, groupsOf, notesOf, recorded } from "../../../../test/contracts/venueAnswers.ts";

/** 0.5 BTC long at 60 000.4, shown as 60 000, now at 61 000. */
const position = {
  coin: "BTC",
  szi: "0.5",
  entryPx: "60000.0",
  positionValue: "30500.0",
  unrealizedPnl: "499.8",
  leverage: { type: "cross", value: 20 },
};
const summary = { accountValue: "1500", totalNtlPos: "30500", totalRawUsd: "-29000", totalMarginUsed: "1525" };
const state = (positions: readonly unknown[], more: object = {}) => ({
  assetPositions: positions.map((one) => ({ type: "oneWay", position: one })),
  crossMarginSummary: { ...summary, ...more },
  time: 1_700_000_000_000,
});
const spot = { balances: [{ coin: "USDC", token: 0, total: "14.6", hold: "1", entryNtl: "0" }] };

describe("perpetuals: no recorded sample, the schema as Hyperliquid documents it", () => {
  test("szi is in coins, and cash with entry costs leaves the venue's account value at its mark", () => {
    const [group] = groupsOf(state([position]));
    expect(group).toEqual(["cross", [["BTC/USDC:USDC", "0.5", "30000", undefined]], ["1000 USDC"]]);
    expect(1000 + 0.5 * 61_000 - 30_000).toBe(1500); // accountValue, whatever digits entryPx lost
  });

  test("a short is below 0: its raw dollars hold what its sale brought", () => {
    const short = { ...position, szi: "-0.5", unrealizedPnl: "-500" };
    expect(groupsOf(state([short], { totalRawUsd: "32000" }))).toEqual([
      ["cross", [["BTC/USDC:USDC", "-0.5", "-30000", undefined]], ["2000 USDC"]],
    ]);
  });

  test("an isolated position has its own raw dollars and is not in the cross summary", () => {
    const isolated = { ...position, leverage: { type: "isolated", value: 10, rawUsd: "-27000" } };
    const content = state([isolated], { totalNtlPos: "0", totalRawUsd: "700" });
    expect(groupsOf(content).map(([mode, , cash]) => [mode, cash])).toEqual([
      ["cross", ["700 USDC"]],
      ["isolated", ["3000 USDC"]], // −27 000 + 0.5 × 60 000
    ]);
  });

  test("positions that the summary counts and the file leaves out are a conflict, not an account in debt", () => {
    expect(faultsOf(state([]))).toEqual([
      'book.json/crossMarginSummary/totalNtlPos is "30500": the cross positions listed come to 0: some were left out of this file',
    ]);
  });

  test("every bad row is listed with its path, an empty one is left out", () => {
    const rows = [
      { ...position, coin: "xyz:TSLA" },
      { ...position, szi: "NaN" },
      { ...position, szi: "0.0", entryPx: null },
      { ...position, entryPx: null },
      { ...position, leverage: { type: "isolated", value: 1 } },
      { ...position, leverage: {} },
    ];
    const at = (k: number) => `book.json/assetPositions/${k}/position`;
    expect(faultsOf(state(rows, { totalNtlPos: "122000" })).sort()).toEqual([
      `${at(0)}/coin unknown instrument "xyz:TSLA"`,
      `${at(1)}/szi is "NaN": must be a decimal number`,
      `${at(3)}/entryPx is null: must be a number`,
      `${at(4)}/leverage/rawUsd is missing: must be a number`,
      `${at(5)}/leverage/type is missing: must be cross or isolated`,
    ]);
  });

  test("an account without positions is its raw dollars", () => {
    expect(groupsOf(state([], { totalNtlPos: "0", totalRawUsd: "12.5" }))).toEqual([["cross", [], ["12.5 USDC"]]]);
  });
});

describe("spot coins", () => {
  test("back no perpetual: they stand in a group of their own, what orders hold back included", () => {
    expect(groupsOf({ positions: state([position]), balances: spot }).map(([, , cash]) => cash)).toEqual([
      ["1000 USDC"],
      ["14.6 USDC"],
    ]);
  });

  test("alone they say that there are no positions", () => {
    expect(groupsOf(spot)).toEqual([
      ["cross", [], []],
      ["cross", [], ["14.6 USDC"]],
    ]);
    expect(notesOf(spot)).toEqual([expect.stringContaining("balances alone")]);
  });
});

describe.skipIf(!existsSync(fixtures))("recorded at Hyperliquid (skipped without PLIMSOLL_HISTORY)", () => {
  test("a state of 24 094.9691 dollars of positions that lists none is refused for that", () => {
    const faults = faultsOf(recorded("hyperliquid/http_clearinghouse_state_negative_total_raw_usd.json"));
    expect(faults).toEqual([expect.stringContaining('is "24094.9691": the cross positions listed come to 0')]);
  });

  test("a spot account with an outcome token is refused for the token", () => {
    const content = recorded("hyperliquid/http_spot_clearinghouse_state.json");
    expect(faultsOf(content)).toEqual(['book.json/balances/3/coin is "+10": must be a currency code like BTC']);
    expect(groupsOf({ balances: content.balances.slice(0, 3) })[1]![2]).toEqual([
      "14.625485 USDC",
      "2000 PURR",
      "5.2 HYPE",
    ]);
  });
});
