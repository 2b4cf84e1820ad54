import { describe, expect, test } from "vitest";
import { accountOf, historyOf, lastSnapshot, position, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import { assessAccount } from "./assess.ts";
import { bind } from "./bind.ts";
import { checkedAssessment } from "./checkedAssessment.ts";
import { explainChange } from "./explainChange.ts";
import { rowsOf } from "./holdings.ts";
import { fixedRatio } from "./models/fixedRatio.ts";
import { checkParameters } from "./parameters.ts";
import { rulebookOf } from "./rulebook.ts";
import { binanceCoinm } from "./rulebooks/binanceCoinm.ts";
import { binanceUsdm } from "./rulebooks/binanceUsdm.ts";
import { venueRulebookOf } from "./venueRulebook.ts";
import { inWallets } from "./wallets.ts";

const snapshot = lastSnapshot(
  historyOf(
    [seriesOf("BTC/USD", [50_000]), seriesOf("ETH/USD", [2_000]), seriesOf("USDT/USD", [1])],
    ["BTC-PERPETUAL", "ETH-PERPETUAL", "BTC/USDT:USDT"],
  ),
);
const parameters = unwrapped(checkParameters(fixedRatio.parameters, {}, "fixed-ratio"));
const bound = unwrapped(bind(rulebookOf(fixedRatio, parameters, "USDT"), snapshot));
const rows = rowsOf(snapshot);

const group = (id: string, account: Account, reportingCurrency?: string): MarginGroup => ({
  ...account.groups[0]!,
  id,
  ...(reportingCurrency === undefined ? {} : { reportingCurrency }),
});

describe("a group that names its reporting currency", () => {
  // 10,000 contracts of 10 USD: 100,000 USD, 2 BTC at 50,000.
  const inverse = accountOf([position("BTC-PERPETUAL", "10000", "50000")], { BTC: "1" });
  const groups = [group("coin", inverse, "BTC"), group("dollar", accountOf([], { BTC: "1" }))];
  const { groups: assessed } = assessAccount({ id: "a", groups }, bound);

  test("cuts no haircut from its own currency, which the other group does", () => {
    expect(assessed.map(({ requirement }) => requirement.components.map(({ id }) => id))).toEqual([
      ["notional BTC"],
      ["haircut"],
    ]);
  });

  test("has its numbers given in the currency of the rulebook, at mark", () => {
    const [coin] = assessed;
    expect(coin?.countedIn).toBe("BTC");
    // A tenth of 2 BTC, against 1 BTC of equity.
    expect(coin?.requirement.initial).toBeCloseTo(0.2 * 50_000, 6);
    expect(coin?.equity).toBeCloseTo(50_000, 6);
    expect(coin?.excess).toBeCloseTo(0.8 * 50_000, 6);
  });

  test("is not helped by the excess of another group", () => {
    const short = accountOf([position("BTC-PERPETUAL", "10000", "50000")], { BTC: "0.05" });
    const two = [group("coin", short, "BTC"), group("rich", accountOf([], { USDT: "1000000" }))];
    const [coin] = assessAccount({ id: "a", groups: two }, bound).groups;
    // Maintenance of 0.1 BTC less 0.05.
    expect(coin?.marginDeficit).toBeCloseTo(0.05 * 50_000, 6);
  });
});

describe("a venue that keeps every coin apart", () => {
  const brackets = [{ floor: 0, maintenanceRate: 0.01, leverageMax: 20 }];
  const given = { brackets: { "BTC-PERPETUAL": brackets, "ETH-PERPETUAL": brackets } };
  const coinm = unwrapped(bind(unwrapped(venueRulebookOf(binanceCoinm, given)), snapshot));
  // 20,000 USD of ether and 100,000 of bitcoin: 10 ETH and 2 BTC.
  const book = accountOf([position("BTC-PERPETUAL", "10000", "50000"), position("ETH-PERPETUAL", "20000", "2000")], {
    BTC: "1",
    ETH: "0.25",
  });

  test("is not assessed over one pool of coins", () => {
    const outcome = checkedAssessment(book, coinm);
    expect(outcome.ok ? undefined : outcome.failure).toMatchObject({ code: "unsupported", path: "account a" });
  });

  test("assesses each coin by itself: the ether wallet is short while bitcoin is left over", () => {
    const { groups } = unwrapped(checkedAssessment(inWallets(book, snapshot, rows), coinm));
    const [btc, eth] = groups;
    expect(groups.map(({ id }) => id)).toEqual(["g BTC", "g ETH"]);
    // A twentieth of 2 BTC; of 10 ETH, shown in BTC at 2,000 to 50,000.
    expect(btc?.requirement.initial).toBeCloseTo(0.1, 9);
    expect(btc?.excess).toBeCloseTo(0.9, 9);
    expect(eth?.requirement.initial).toBeCloseTo(0.5 * 0.04, 9);
    expect(eth?.equity).toBeCloseTo(0.25 * 0.04, 9);
    expect(eth?.excess).toBe(0);
  });

  test("keeps every holding, each in one wallet", () => {
    const { groups } = inWallets(book, snapshot, rows);
    expect(groups.flatMap(({ positions }) => positions)).toEqual(book.groups[0]!.positions);
    expect(groups.flatMap(({ balances }) => balances)).toEqual(book.groups[0]!.balances);
  });

  test("pools nothing for a group that names a currency: it is parted too", () => {
    const named = { ...book, groups: [{ ...book.groups[0]!, reportingCurrency: "BTC" }] };
    expect(checkedAssessment(named, coinm).ok).toBe(false);
    expect(inWallets(named, snapshot, rows).groups.map(({ id, walletOf }) => [id, walletOf])).toEqual([
      ["g", undefined],
      ["g ETH", "g"],
    ]);
  });

  test("sends what a named wallet holds of another coin to the account's wallet of that coin", () => {
    const groups = [
      { ...book.groups[0]!, id: "btc", reportingCurrency: "BTC" },
      group("eth", accountOf([], { ETH: "1" }), "ETH"),
    ];
    const [btc, eth, ...more] = inWallets({ id: "a", groups }, snapshot, rows).groups;
    expect(more).toEqual([]);
    expect(btc?.positions.map(({ instrumentId }) => instrumentId)).toEqual(["BTC-PERPETUAL"]);
    expect(eth?.positions.map(({ instrumentId }) => instrumentId)).toEqual(["ETH-PERPETUAL"]);
    expect(eth?.balances).toHaveLength(2);
  });

  test("never gives two wallets one name", () => {
    const groups = [book.groups[0]!, group("g BTC", accountOf([], { BTC: "1" }), "BTC")];
    const ids = inWallets({ id: "a", groups }, snapshot, rows).groups.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  test("parts a wallet no further", () => {
    const once = inWallets(book, snapshot, rows);
    expect(inWallets(once, snapshot, rows)).toEqual(once);
  });
});

test("a venue that counts in its own currency refuses a group that names another", () => {
  const usdm = unwrapped(bind(unwrapped(venueRulebookOf(binanceUsdm, { brackets: {} })), snapshot));
  const account = { id: "a", groups: [group("g", accountOf([], { BTC: "-1" }), "BTC")] };
  const outcome = checkedAssessment(account, usdm);
  expect(outcome.ok ? undefined : outcome.failure.message).toBe("binance-usdm counts in USDT, and the group g in BTC");
});

describe("why a requirement changed, where a group names its currency", () => {
  const state = (account: Account) => ({ account, snapshot, rulebook: rulebookOf(fixedRatio, parameters, "USDT") });
  const owed = (account: Account) =>
    Math.round(100 * assessAccount(account, bound).groups.reduce((sum, one) => sum + one.requirement.initial, 0));
  const before = { id: "a", groups: [group("g", accountOf([], { BTC: "1" }))] };

  test.each([
    ["another group comes", [...before.groups, group("h", accountOf([], { ETH: "5" }), "ETH")]],
    ["the group counts in its coin now", [group("g", accountOf([], { BTC: "1" }), "BTC")]],
  ])("%s: both ends are what the accounts owe", (_, groups) => {
    const after = { id: "a", groups };
    const explained = unwrapped(explainChange(state(before), state(after), 2));
    expect([explained.from, explained.to].map(Number)).toEqual([owed(before), owed(after)]);
    expect(explained.parts.reduce((sum, { minor }) => sum + minor, 0n)).toBe(explained.to - explained.from);
  });
});
