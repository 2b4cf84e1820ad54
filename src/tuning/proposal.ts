import { assessAccount } from "../margin/assess.ts";
import { bind } from "../margin/bind.ts";
import type { Rulebook } from "../margin/rulebook.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";

/** A number behind a proposal, with what sampling leaves open about it. */
export interface Evidence {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** What an account owes before and after; reporting currency, or share of notional where `unit` says so. */
export interface AccountEffect {
  readonly accountId: string;
  readonly before: number;
  readonly after: number;
  readonly unit: string;
}

/** A change of one parameter, as plain data for machines and people. */
export interface ParameterProposal {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly parametersHash: string;
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly evidence: readonly Evidence[];
  readonly effects: readonly AccountEffect[];
}

/** Initial requirement of every account under both rulebooks at one time. */
export function effectsOf(
  accounts: readonly Account[],
  snapshot: MarketSnapshot,
  { before, after }: { readonly before: Rulebook; readonly after: Rulebook },
): Outcome<AccountEffect[]> {
  const [old, own] = [bind(before, snapshot), bind(after, snapshot)];
  if (!old.ok) return old;
  if (!own.ok) return own;
  return success(
    accounts.map((account) => {
      const [was, is] = [old.value, own.value].map((rules) =>
        assessAccount(account, rules).groups.reduce((total, group) => total + group.requirement.initial, 0),
      );
      return { accountId: account.id, before: was!, after: is!, unit: before.reportingCurrency };
    }),
  );
}

/** How far a machine may go alone. */
export interface AdjustmentPolicy {
  readonly parameter: string;
  /** Values beyond these are for people. */
  readonly lower: number;
  readonly upper: number;
  /** Largest change at once, and of all changes within 24 hours, shares of the value before; ≥ 0. */
  readonly stepShareMax: number;
  readonly dailyShareMax: number;
  /** Least time between two changes. */
  readonly delayMs: number;
  /** The kill switch: while it is on nothing changes. */
  readonly isStopped: boolean;
}

/** A change that was made. */
export interface ParameterChange {
  readonly parameter: string;
  readonly from: number;
  readonly to: number;
  readonly atMs: number;
}

/** `adjust`: make the change `to`, which may be shorter than proposed. `signal`: ask people. `stop`: do nothing at all. */
export type AdjustmentDecision =
  | { readonly kind: "adjust"; readonly to: number; readonly reasons: readonly string[] }
  | { readonly kind: "signal" | "stop"; readonly reasons: readonly string[] };

const dayMs = 86_400_000;

/**
 * What may be done with a proposal, from itself, the policy and the changes so far alone.
 *
 * Numbers that are not finite, a policy that contradicts itself, a change dated later than now, and a proposal that
 * starts from another value than the last change left stop everything: then the picture of the world is wrong.
 *
 * @param changes in any order, of any parameter
 */
export function decide(
  proposal: Pick<ParameterProposal, "parameter" | "from" | "to">,
  policy: AdjustmentPolicy,
  changes: readonly ParameterChange[],
  nowMs: number,
): AdjustmentDecision {
  const { parameter, from, to } = proposal;
  const { lower, upper, stepShareMax, dailyShareMax, delayMs, isStopped } = policy;
  if (isStopped) return { kind: "stop", reasons: ["the kill switch is on"] };
  const own = changes.filter((change) => change.parameter === parameter).sort((a, b) => a.atMs - b.atMs);
  const numbers = [from, to, lower, upper, stepShareMax, dailyShareMax, delayMs, nowMs];
  const fault = faultOf(numbers, own, policy, proposal, nowMs);
  if (fault !== undefined) return { kind: "stop", reasons: [fault] };
  if (parameter !== policy.parameter) return { kind: "signal", reasons: [`no policy covers ${parameter}`] };
  if (to < lower || to > upper) {
    return { kind: "signal", reasons: [`${to} lies outside the bounds ${lower} to ${upper}`] };
  }
  if (to === from) return { kind: "signal", reasons: ["the proposal changes nothing"] };
  const last = own.at(-1);
  if (last !== undefined && nowMs - last.atMs < delayMs) {
    return { kind: "signal", reasons: [`the last change was ${nowMs - last.atMs} ms ago, the delay is ${delayMs} ms`] };
  }
  const spent = own
    .filter(({ atMs }) => nowMs - atMs < dayMs)
    .reduce((total, change) => total + Math.abs(change.to / change.from - 1), 0);
  const share = Math.min(stepShareMax, Math.max(0, dailyShareMax - spent));
  if (share === 0) return { kind: "signal", reasons: [`the changes of 24 hours have used ${dailyShareMax}`] };
  const reached = to > from ? Math.min(to, from * (1 + share)) : Math.max(to, from * (1 - share));
  if (reached === from || reached < lower || reached > upper) {
    return { kind: "signal", reasons: [`a step of ${share} does not lead from ${from} into ${lower} to ${upper}`] };
  }
  return {
    kind: "adjust",
    to: reached,
    reasons: reached === to ? [] : [`cut to ${share} of ${from}; ${to} was proposed`],
  };
}

function faultOf(
  numbers: readonly number[],
  own: readonly ParameterChange[],
  { lower, upper, stepShareMax, dailyShareMax, delayMs }: AdjustmentPolicy,
  { from, to }: Pick<ParameterProposal, "from" | "to">,
  nowMs: number,
): string | undefined {
  const all = [...numbers, ...own.flatMap((change) => [change.from, change.to, change.atMs])];
  if (!all.every(Number.isFinite)) return "a number is not finite";
  if (!(from > 0 && to > 0 && own.every((change) => change.from > 0 && change.to > 0))) return "a value is not above 0";
  if (lower > upper || stepShareMax < 0 || dailyShareMax < 0 || delayMs < 0) return "the policy contradicts itself";
  const last = own.at(-1);
  if (last !== undefined && last.atMs > nowMs) return "a change is dated later than now";
  if (last !== undefined && last.to !== from)
    return `the last change left ${last.to}, the proposal starts from ${from}`;
  return undefined;
}
