/**
 * dYdX v4's genesis or a state export: liquidity tiers and the perpetuals that belong to them.
 * @source dydxprotocol/v4-chain, x/perpetuals genesis: fractions in millionths; open_interest_lower_cap and
 * open_interest_upper_cap in quote quantums of 1e-6, absent in the first genesis
 */
import { resolveInstrument } from "../../../instruments/names.ts";
import { dydxV4 } from "../../../margin/rulebooks/dydxV4.ts";
import { FaultList, failed, success } from "../../../numerics/outcome.ts";
import type { RulebookImporter } from "./rulebookImporter.ts";

export const dydxGenesis: RulebookImporter = {
  id: "dydx-genesis",
  title: "dYdX v4 genesis, JSON",
  howToGet: "the chain's genesis.json, or dydxprotocold export",
  recognises: (text) => text.includes('"liquidity_tiers"') && text.includes('"maintenance_fraction_ppm"'),
  read(text, { file, sha256, asOf }) {
    const { tiers, perpetuals } = listsIn(text);
    if (tiers.length === 0 || perpetuals.length === 0) {
      const message = "this is no genesis with liquidity tiers and perpetuals";
      return failed({
        code: "parsing",
        path: `${file}:1`,
        message,
        hint: "give genesis.json as the chain publishes it",
      });
    }
    const faults = new FaultList();
    const tierOf = new Map(tiers.map((tier) => [tier["id"] ?? 0, tier]));
    const markets: Record<string, object> = {};
    for (const perpetual of perpetuals) {
      const ticker = String(perpetual["ticker"]);
      const path = `${file}:${ticker}`;
      const [base = "", quote] = ticker.split("-");
      const instrument = resolveInstrument(`${base}/USDC:USDC`, [], path);
      const tier = tierOf.get(perpetual["liquidity_tier"] ?? 0);
      const terms = tier === undefined ? undefined : termsOf(tier);
      if (!instrument.ok) faults.add(instrument.failure);
      else if (quote !== "USD") faults.add({ code: "unsupported", path, message: `${ticker} is not quoted in USD` });
      else if (terms === undefined) {
        const message = `${ticker} has no liquidity tier ${String(perpetual["liquidity_tier"])} with its fractions`;
        faults.add({ code: "invalid", path, message });
      } else markets[instrument.value.id] = terms;
    }
    if (faults.count > 0) return failed(faults.toFailure(file, "perpetuals"));
    const sorted = Object.fromEntries(Object.entries(markets).sort(([a], [b]) => (a < b ? -1 : 1)));
    const squareRoot = tiers.some((tier) => tier["base_position_notional"] !== undefined);
    return success({
      rulebookId: dydxV4.id,
      version: { asOf, sources: [`${file}, sha256 ${sha256}`], parameters: { markets: sorted, quantumScale: 6 } },
      notes: [
        `fractions of ${Object.keys(sorted).length} perpetuals`,
        ...(squareRoot ? ["base_position_notional belongs to a rule that the chain has dropped; it is not read"] : []),
      ],
    });
  },
};

type Row = Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);
const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isRow) : []);

/** The two lists, at the top of the file or within its application state. */
function listsIn(text: string): { tiers: Row[]; perpetuals: Row[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { tiers: [], perpetuals: [] };
  }
  const top = isRow(content) ? content : {};
  const state = isRow(top["app_state"]) ? top["app_state"] : top;
  const own = isRow(state["perpetuals"]) ? state["perpetuals"] : {};
  const perpetuals = rowsOf(own["perpetuals"]).map((one) => (isRow(one["params"]) ? one["params"] : one));
  return { tiers: rowsOf(own["liquidity_tiers"]), perpetuals };
}

/** Quote quantums a dollar. */
const quantums = 1e6;

function termsOf(tier: Row): object | undefined {
  const read = (name: string, absent?: number): number | undefined => {
    const value = tier[name] ?? absent;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
  };
  const initialPpm = read("initial_margin_ppm");
  const maintenancePpm = read("maintenance_fraction_ppm");
  const floor = read("open_interest_lower_cap", 0);
  const cap = read("open_interest_upper_cap", 0);
  if (initialPpm === undefined || maintenancePpm === undefined || floor === undefined || cap === undefined) {
    return undefined;
  }
  return { initialPpm, maintenancePpm, openInterestFloor: floor / quantums, openInterestCap: cap / quantums };
}
