import type { Instrument } from "../instruments/kinds.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { currencyId, factorsOf } from "../market/riskFactor.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import { unitPnl } from "../risk/unitPnl.ts";
import { unitValues } from "../risk/unitValues.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { asReported, type CollateralTreatment, inScenarios } from "./collateral.ts";
import { rowsOf } from "./holdings.ts";
import type { PreparedModel } from "./marginModel.ts";
import type { Rulebook } from "./rulebook.ts";
import type { ViewSources } from "./view.ts";

/** A rulebook bound to a snapshot: everything that does not depend on an account. */
export interface BoundRulebook extends ViewSources {
  readonly rulebook: Rulebook;
  readonly model: PreparedModel;
}

/**
 * @returns the model's own failure when it cannot be prepared from this snapshot
 * @cost    rows × scenarios valuations
 */
export function bind(rulebook: Rulebook, snapshot: MarketSnapshot): Outcome<BoundRulebook> {
  const fault = snapshotFault(rulebook, snapshot);
  if (fault !== undefined) return failed(fault);
  const { reportingCurrency } = rulebook;
  const model = rulebook.model.prepare(rulebook.parameters, snapshot, reportingCurrency);
  if (!model.ok) return model;
  const matrices = new Map<ScenarioSet, Float64Array>();
  for (const { scenarios } of model.value.needs) {
    if (scenarios === undefined || matrices.has(scenarios)) continue;
    const still = stillVolatility(snapshot, scenarios);
    if (still !== undefined) return failed(still);
    matrices.set(scenarios, unitPnl(snapshot, scenarios, reportingCurrency));
  }
  return success({
    rulebook,
    snapshot,
    model: model.value,
    units: unitValues(snapshot, reportingCurrency),
    treatments: snapshot.instruments.map((row) => treatmentOf(row, rulebook)),
    matrices,
    rows: rowsOf(snapshot),
  });
}

/** What the charges are counted in is not cut, whatever the rulebook says of it beside other currencies. */
function treatmentOf(row: Instrument, { collateral, reportingCurrency }: Rulebook): CollateralTreatment {
  if (row.kind !== "cash") return inScenarios;
  const treatment = collateral(row.id, reportingCurrency);
  return row.id === reportingCurrency ? asReported(treatment) : treatment;
}

/** An option whose volatility no scenario moves would be margined as if it had no vega. */
function stillVolatility({ instruments, timestamp }: MarketSnapshot, { levels }: ScenarioSet): Failure | undefined {
  const factors = instruments.flatMap(factorsOf).filter((factor) => factor.kind === "volatility");
  const still = factors.find((factor) => !levels.has(factor.id));
  if (still === undefined) return undefined;
  const message = `the scenarios do not move ${still.id}`;
  return { code: "unsupported", path: new Date(timestamp).toISOString(), message, hint: "state how volatility moves" };
}

/** What no model could answer from this snapshot: a reporting currency without a price, a contract that has ended. */
function snapshotFault(
  { reportingCurrency }: Rulebook,
  { levels, instruments, timestamp }: MarketSnapshot,
): Failure | undefined {
  const path = new Date(timestamp).toISOString();
  if (!levels.has(currencyId(reportingCurrency))) {
    const message = `the market has no price of the reporting currency ${reportingCurrency}`;
    return { code: "missing-data", path, message, hint: "report in USD, or add a price series of that currency" };
  }
  return endedFault({ instruments, timestamp });
}

/** The contracts that had ended by the snapshot: nothing values them. */
export function endedFault({
  instruments,
  timestamp,
}: Pick<MarketSnapshot, "instruments" | "timestamp">): Failure | undefined {
  const ended = instruments.filter((row) => "expiresAt" in row && row.expiresAt <= timestamp).map((row) => row.id);
  if (ended.length === 0) return undefined;
  const message = `${ended.join(", ")} had expired`;
  const path = new Date(timestamp).toISOString();
  return { code: "invalid", path, message, hint: "drop the position or choose an earlier time" };
}
