import type { Currency } from "../instruments/money.ts";
import type { RiskFactorId } from "../market/riskFactor.ts";
import type { Requirement } from "./component.ts";

/** How far one factor moves in a scenario. */
export interface FactorMove {
  readonly factor: RiskFactorId;
  /** Level at the snapshot and in the scenario; quote currency, for currencies US dollars. */
  readonly from: number;
  readonly to: number;
}

/** Where a component's outcomes are lowest. */
export interface WorstScenario {
  /** For a historical scenario the dates it spans. */
  readonly label: string;
  /** Reporting currency, gains +. */
  readonly pnl: number;
  readonly index: number;
  /** Every factor that the scenario moves; the others stay. */
  readonly moves: readonly FactorMove[];
}

export interface GroupAssessment {
  readonly id: string;
  /** Net asset value at mark, reporting currency. */
  readonly equity: number;
  /** Σ |P&L of a +100 % move of its price| over the contracts held, reporting currency: an option counts by its delta. */
  readonly grossNotional: number;
  readonly requirement: Requirement;
  /** max(0, equity − initial) */
  readonly excess: number;
  /** max(0, maintenance − equity) */
  readonly marginDeficit: number;
  readonly worstScenario?: WorstScenario;
  /** What the group was assessed in, where not the reporting currency that the numbers are in. */
  readonly countedIn?: Currency;
  /** The group of the account that it is a wallet of. */
  readonly walletOf?: string;
}

export interface Assessment {
  readonly accountId: string;
  readonly groups: readonly GroupAssessment[];
}

/** Gross notional over equity; null where no equity carries it. */
export const leverageOf = ({ grossNotional, equity }: GroupAssessment): number | null =>
  equity > 0 ? grossNotional / equity : null;
