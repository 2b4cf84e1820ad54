import { assessAccount } from "../margin/assess.ts";
import { bind } from "../margin/bind.ts";
import { equityOf } from "../margin/equity.ts";
import type { Rulebook } from "../margin/rulebook.ts";
import type { MarketHistory } from "../market/marketHistory.ts";
import { type MarketSnapshot, snapshotAt } from "../market/marketSnapshot.ts";
import { type Failure, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { type FundingByInstrument, fundingPaid } from "./funding.ts";

/** Requirement at a time against the P&L that followed. Columns, one entry an observation, in time order. */
export interface ObservationColumns {
  /** Milliseconds UTC. */
  readonly times: number[];
  /** Initial requirement, reporting currency. */
  readonly requirements: number[];
  /** Loss over the MPOR with positions held still, funding included, reporting currency, losses +. */
  readonly losses: number[];
  /** The part of the loss that is funding paid; received −. */
  readonly fundingPaid: number[];
  /** Equity at the time. */
  readonly equities: number[];
  /** Gross notional at the time, reporting currency: what a requirement is a share of. */
  readonly notionals: number[];
}

/** Times at which no observation could be made, by reason. */
export interface Omissions {
  /** A price was missing at the time or at the end of the MPOR: an outage. */
  unpriced: number;
  /** The model refused for want of history. */
  unmodelled: number;
  /** A contract of the book ends within the MPOR, so it cannot be held still. */
  expiring: number;
}

/** One model on one book over one stretch of history; resumable, because all its state is here. */
export interface ObservationRun {
  readonly columns: ObservationColumns;
  readonly omissions: Omissions;
  /** The next bar to observe. */
  nextIndex: number;
}

export const emptyRun = (firstIndex: number): ObservationRun => ({
  columns: { times: [], requirements: [], losses: [], fundingPaid: [], equities: [], notionals: [] },
  omissions: { unpriced: 0, unmodelled: 0, expiring: 0 },
  nextIndex: firstIndex,
});

/** What is observed: a book, possibly rebuilt at every time, in a market. */
export interface Subject {
  readonly history: MarketHistory;
  accountAt(snapshot: MarketSnapshot): Account;
}

export interface ObservationPlan {
  readonly rulebook: Rulebook;
  /** Bars between observations. */
  readonly stride: number;
  /** Bars in the margin period of risk. */
  readonly mporBars: number;
  /** Last bar at which to observe. */
  readonly lastIndex: number;
  /** Payments that count in the loss; a perpetual without a series pays nothing. */
  readonly funding?: FundingByInstrument;
}

/**
 * Observes bar after bar until `until` bars are done or the plan ends. Strictly out of sample: the requirement at a
 * bar is made from a snapshot that ends there, and only then is the loss read.
 *
 * @returns true when the plan has ended; a failure when the model refuses for another reason than want of history
 */
export function observe(
  run: ObservationRun,
  subjectAt: (index: number) => Subject | undefined,
  plan: ObservationPlan,
  until: number,
): Outcome<boolean> {
  for (let done = 0; done < until && run.nextIndex <= plan.lastIndex; done++) {
    const refusal = observeBar(run, subjectAt(run.nextIndex), plan);
    if (refusal !== undefined) return failed(refusal);
    run.nextIndex += plan.stride;
  }
  return success(run.nextIndex > plan.lastIndex);
}

function observeBar(run: ObservationRun, subject: Subject | undefined, plan: ObservationPlan): Failure | undefined {
  const { columns, omissions, nextIndex } = run;
  if (subject === undefined) {
    omissions.unmodelled += 1;
    return undefined;
  }
  const { history } = subject;
  const end = nextIndex + plan.mporBars;
  const now = nextIndex < history.count ? snapshotAt(history, nextIndex) : undefined;
  const later = end < history.count ? snapshotAt(history, end) : undefined;
  if (!now?.ok || !later?.ok) {
    omissions.unpriced += 1;
    return undefined;
  }
  if (later.value.instruments.some((row) => "expiresAt" in row && row.expiresAt <= later.value.timestamp)) {
    omissions.expiring += 1;
    return undefined;
  }
  const bound = bind(plan.rulebook, now.value);
  if (!bound.ok) {
    if (bound.failure.code !== "missing-data") return bound.failure;
    omissions.unmodelled += 1;
    return undefined;
  }
  const account = subject.accountAt(now.value);
  let [requirement, equity, notional] = [0, 0, 0];
  for (const group of assessAccount(account, bound.value).groups) {
    requirement += group.requirement.initial;
    equity += group.equity;
    notional += group.grossNotional;
  }
  const { reportingCurrency } = plan.rulebook;
  const { funding } = plan;
  const span = { from: nextIndex, to: end };
  const paid = funding === undefined ? 0 : fundingPaid(account, history, span, funding, reportingCurrency);
  columns.times.push(now.value.timestamp);
  columns.requirements.push(requirement);
  columns.equities.push(equity);
  columns.notionals.push(notional);
  columns.fundingPaid.push(paid);
  columns.losses.push(equity - equityOf(account, later.value, reportingCurrency) + paid);
  return undefined;
}
