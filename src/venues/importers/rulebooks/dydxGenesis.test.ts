import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dydxV4 } from "../../../margin/rulebooks/dydxV4.ts";
import { venueRulebookOf, withVersion } from "../../../margin/venueRulebook.ts";
import { importRulebook } from "../../rulebookImporters.ts";

const tier = { id: 0, name: "Large-Cap", initial_margin_ppm: 50000, maintenance_fraction_ppm: 600000 };
const params = { ticker: "BTC-USD", id: 0, market_id: 0, atomic_resolution: -10, liquidity_tier: 0 };
const genesis = (tiers: readonly object[], own: object = params) =>
  JSON.stringify({ app_state: { perpetuals: { liquidity_tiers: tiers, perpetuals: [{ params: own }] } } });
const read = (text: string) => importRulebook({ name: "genesis_20250101.json", text, sha256: "00" });

test("fractions in millionths, bounds of open interest from quantums to dollars", () => {
  const bounded = { ...tier, open_interest_lower_cap: "25000000000000", open_interest_upper_cap: "50000000000000" };
  expect(read(genesis([bounded]))).toMatchObject({
    ok: true,
    value: {
      rulebookId: "dydx-v4",
      version: {
        asOf: "2025-01-01",
        parameters: {
          markets: {
            "BTC/USDC:USDC": {
              initialPpm: 50_000,
              maintenancePpm: 600_000,
              openInterestFloor: 25e6,
              openInterestCap: 50e6,
            },
          },
        },
      },
    },
  });
});

test.each([
  ["a perpetual of no tier", genesis([tier], { ...params, liquidity_tier: 7 }), /no liquidity tier 7/],
  [
    "a tier without its fraction",
    genesis([{ ...tier, initial_margin_ppm: "x" }]),
    /no liquidity tier 0 with its fractions/,
  ],
  ["another quote", genesis([tier], { ...params, ticker: "BTC-EUR" }), /not quoted in USD/],
])("%s is refused", (_, text, message) => {
  const outcome = read(text);
  expect(JSON.stringify(outcome.ok ? {} : outcome.failure)).toMatch(message);
});

const file = fileURLToPath(
  new URL("../../../../../shared/data/params/dydx_v4_mainnet_genesis_20231026.json", import.meta.url),
);

test.skipIf(!existsSync(file))("the mainnet genesis loads, and agrees with the figures that are shipped", () => {
  const outcome = importRulebook({
    name: "dydx_v4_mainnet_genesis_20231026.json",
    text: readFileSync(file, "utf8"),
    sha256: "00",
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  const { version, notes } = outcome.value;
  expect(version.asOf).toBe("2023-10-26");
  expect(notes.join("; ")).toMatch(/33 perpetuals; base_position_notional/);
  expect(version.parameters["markets"]).toMatchObject(dydxV4.versions[0]!.parameters["markets"] as object);
  expect(venueRulebookOf(withVersion(dydxV4, version), {}, "2023-10-26").ok).toBe(true);
});
