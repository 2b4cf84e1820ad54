import { expect, test } from "vitest";
import { accountOf, historyOf, lastSnapshot, position, seriesOf, unwrapped } from "../../test/contracts/market.ts";
import { bind } from "../margin/bind.ts";
import { hyperliquid } from "../margin/rulebooks/hyperliquid.ts";
import { venueRulebookOf } from "../margin/venueRulebook.ts";
import { listedPart } from "./listedPart.ts";

test("what a venue does not list is left out by name, with its share of gross notional", () => {
  const [listed, unlisted] = ["BTC/USDC:USDC", "BTC/USDT:USDT"] as const;
  const names = [listed, unlisted, "USDC"];
  const snapshot = lastSnapshot(historyOf([seriesOf(listed, [100, 100]), seriesOf(unlisted, [100, 100])], names));
  const bound = unwrapped(bind(unwrapped(venueRulebookOf(hyperliquid)), snapshot));
  const account = accountOf([position(listed, "6", "100"), position(unlisted, "-2", "100")]);
  const part = listedPart(account, bound);
  expect(part.unlisted).toEqual([unlisted]);
  // 200 of 800.
  expect(part.unlistedShare).toBeCloseTo(0.25, 12);
  expect(part.note).toContain(`${unlisted}, 25 % of what is held`);
  expect(part.listed.groups[0]!.positions.map(({ instrumentId }) => instrumentId)).toEqual([listed]);
  expect(listedPart(part.listed, bound)).toEqual({ listed: part.listed, unlisted: [] });
});
