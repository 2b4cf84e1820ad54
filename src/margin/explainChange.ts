import { factorsOfAll } from "../market/marketHistory.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { RiskFactor } from "../market/riskFactor.ts";
import { assert } from "../numerics/assert.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { shapleyShares } from "../numerics/shapley.ts";
import type { Account, MarginGroup } from "../portfolio/account.ts";
import { type BoundRulebook, bind, endedFault } from "./bind.ts";
import { checkedAssessment } from "./checkedAssessment.ts";
import type { Rulebook } from "./rulebook.ts";

/** All that a requirement is computed from. */
export interface MarginState {
  readonly account: Account;
  readonly snapshot: MarketSnapshot;
  readonly rulebook: Rulebook;
}

/** What a requirement can change by. */
export type Cause =
  | "positions"
  | "collateral"
  | "orders"
  | "price"
  | "volatility"
  | "rates and funding"
  | "time"
  | "history"
  | "venue facts"
  | "parameters"
  | "expiry";

/** Causes that two states can take from each other; an expiry only goes one way. */
type SharedCause = Exclude<Cause, "expiry">;

/** One cause and its part of the change, minor units of the reporting currency. */
export interface CausePart {
  readonly cause: Cause;
  readonly minor: bigint;
}

export interface ChangeExplanation {
  /** Initial requirement of the whole account, minor units. */
  readonly from: bigint;
  readonly to: bigint;
  /** Those that differ between the two states, in order of the causes; they sum to `to − from` exactly. */
  readonly parts: readonly CausePart[];
  readonly minorScale: number;
}

/** What each cause takes from a state; all else stays the other's. */
const takes: { readonly [C in SharedCause]: (into: MarginState, from: MarginState) => MarginState } = {
  positions: (into, from) =>
    withGroups(into, from, ({ positions, reported }) => ({ positions, ...given({ reported }) })),
  collateral: (into, from) => withGroups(into, from, ({ balances }) => ({ balances })),
  orders: (into, from) => withGroups(into, from, ({ orders }) => ({ orders })),
  price: (into, from) => withLevels(into, from, ["mark", "forward", "currency"]),
  volatility(into, from) {
    const { snapshot, ...rest } = withLevels(into, from, ["volatility"]);
    const { surfaces: _, ...without } = snapshot;
    return { ...rest, snapshot: { ...without, ...given({ surfaces: from.snapshot.surfaces }) } };
  },
  "rates and funding": (into, from) => withLevels(into, from, ["rate", "funding"]),
  time: (into, { snapshot: { timestamp } }) => ({ ...into, snapshot: { ...into.snapshot, timestamp } }),
  history: (into, { snapshot: { history, lastIndex } }) => ({
    ...into,
    snapshot: { ...into.snapshot, history, lastIndex },
  }),
  "venue facts"(into, { snapshot: { facts, confidences } }) {
    const { facts: _, confidences: __, ...without } = into.snapshot;
    return { ...into, snapshot: { ...without, ...given({ facts, confidences }) } };
  },
  parameters: (into, { rulebook }) => ({ ...into, rulebook }),
};

const causes = Object.keys(takes) as SharedCause[];

/** The keys whose value is not undefined. */
const given = <T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

/**
 * Why the initial requirement of an account changed between two states: each cause's Shapley share, so that no part is
 * left over and none depends on the order in which causes are told. Only causes that differ are told.
 *
 * @param minorScale decimals of the reporting currency that count
 * @returns the failure of any mixture that cannot be assessed: a contract that ends between the two times, a rulebook that
 *          refuses
 * @throws InvariantError when the two states do not price the same instruments or count in different currencies
 * @cost   2^causes assessments, and a binding for each mixture of markets and parameters
 */
export function explainChange(from: MarginState, to: MarginState, minorScale: number): Outcome<ChangeExplanation> {
  const ids = (state: MarginState): string => state.snapshot.instruments.map((row) => row.id).join(" ");
  assert(ids(from) === ids(to), "both states must price the same instruments");
  assert(from.rulebook.reportingCurrency === to.rulebook.reportingCurrency, "both states must count in one currency");
  const ended = endedFault({ instruments: to.snapshot.instruments, timestamp: to.snapshot.timestamp });
  if (ended !== undefined) return failed({ ...ended, hint: "explain up to a time before it ended" });
  const differing = causes.filter((cause) => differs(cause, from, to));
  const needs = requirements(from, to, differing, minorScale);
  if (!needs.ok) return needs;
  const values = needs.value;
  const shares = shapleyShares(differing.length, (mask) => values[mask]!);
  const parts = differing.map((cause, k) => ({ cause, minor: shares[k]! }));
  return success({ from: values[0]!, to: values.at(-1)!, parts, minorScale });
}

/**
 * The same where contracts of the earlier state end before the later one. Nothing values a contract after its end, so no
 * mixture can hold it: its leaving is told first, at the earlier state's market, and everything else of the rest.
 *
 * @param held the earlier state with those contracts
 * @param from the same without them, in a market that need not price them
 */
export function explainChangeOverExpiry(
  held: MarginState,
  from: MarginState,
  to: MarginState,
  minorScale: number,
): Outcome<ChangeExplanation> {
  const rest = explainChange(from, to, minorScale);
  if (!rest.ok) return rest;
  const whole = requirements(held, held, [], minorScale);
  if (!whole.ok) return whole;
  const [before] = whole.value as [bigint];
  const left: CausePart = { cause: "expiry", minor: rest.value.from - before };
  return success({ ...rest.value, from: before, parts: [left, ...rest.value.parts] });
}

/** Whether taking the cause from the other state changes anything that is looked at. */
function differs(cause: SharedCause, from: MarginState, to: MarginState): boolean {
  const taken = takes[cause](from, to);
  return fingerprint(taken) !== fingerprint(from);
}

/** Equal texts, equal requirements: exact quantities and all levels, histories by identity and place. */
function fingerprint({ account, snapshot, rulebook }: MarginState): string {
  const { levels, timestamp, lastIndex, history, facts, confidences, surfaces } = snapshot;
  const past = [
    history.startMs,
    history.stepMs,
    lastIndex,
    [...history.columns].map(([id, { source }]) => [id, source]),
  ];
  const market = [[...levels], timestamp, past, [...(facts ?? [])], [...(confidences ?? [])], surfaces ?? []];
  const groups = account.groups.filter((group) => !isEmpty(group));
  return JSON.stringify([groups, market, rulebook.parametersHash, rulebook.id], (_, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
}

/** [2^causes] requirement of every mixture, minor units. */
function requirements(
  from: MarginState,
  to: MarginState,
  differing: readonly SharedCause[],
  minorScale: number,
): Outcome<bigint[]> {
  const bounds = new Map<string, Outcome<BoundRulebook>>();
  const values: bigint[] = [];
  for (let mask = 0; mask < 2 ** differing.length; mask++) {
    const taken = differing.filter((_, k) => (mask & (1 << k)) !== 0);
    const state = taken.reduce((into, cause) => takes[cause](into, to), from);
    const ofMarket = taken.filter((cause) => !ofAccount.has(cause)).join(" ");
    const bound = bounds.get(ofMarket) ?? bind(state.rulebook, state.snapshot);
    bounds.set(ofMarket, bound);
    if (!bound.ok) return bound;
    const assessed = checkedAssessment(state.account, bound.value);
    if (!assessed.ok) return assessed;
    const need = assessed.value.groups.reduce((sum, { requirement }) => sum + requirement.initial, 0);
    values.push(BigInt(Math.round(need * 10 ** minorScale)));
  }
  return success(values);
}

/** Causes that no binding depends on. */
const ofAccount: ReadonlySet<SharedCause> = new Set<SharedCause>(["positions", "collateral", "orders"]);

/** Every group of either account, with some of its parts from the other. */
function withGroups(
  into: MarginState,
  { account }: MarginState,
  parts: (group: MarginGroup) => Partial<MarginGroup>,
): MarginState {
  const others = new Map(account.groups.map((group) => [placeOf(group), group]));
  const own = new Set(into.account.groups.map(placeOf));
  const merged = into.account.groups.map((group) => ({
    ...group,
    ...parts(others.get(placeOf(group)) ?? empty(group)),
  }));
  const added = account.groups.filter((group) => !own.has(placeOf(group)));
  const filled = added.map((group) => ({ ...empty(group), ...parts(group) }));
  return { ...into, account: { ...into.account, groups: [...merged, ...filled] } };
}

const isEmpty = ({ positions, balances, orders, reported = [] }: MarginGroup): boolean =>
  positions.length + balances.length + orders.length + reported.length === 0;

/** A group that counts in another currency is another group: what it held has moved. */
const placeOf = ({ id, reportingCurrency = "" }: MarginGroup): string => JSON.stringify([id, reportingCurrency]);

const empty = ({ positions: _, balances: __, orders: ___, reported: ____, ...rest }: MarginGroup): MarginGroup => ({
  ...rest,
  positions: [],
  balances: [],
  orders: [],
});

function withLevels(into: MarginState, from: MarginState, kinds: readonly RiskFactor["kind"][]): MarginState {
  const levels = new Map(into.snapshot.levels);
  for (const factor of factorsOfAll(into.snapshot.instruments)) {
    const level = from.snapshot.levels.get(factor.id);
    if (kinds.includes(factor.kind) && level !== undefined) levels.set(factor.id, level);
  }
  return { ...into, snapshot: { ...into.snapshot, levels } };
}
