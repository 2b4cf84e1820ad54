import type { Decimal } from "../instruments/decimal.ts";
import { type Instrument, kindOf } from "../instruments/kinds.ts";
import type { MarketSnapshot } from "../market/marketSnapshot.ts";
import type { MarginGroup, Order } from "../portfolio/account.ts";
import { type Fill, withFills } from "../portfolio/fill.ts";
import type { Grouping } from "../risk/grouping.ts";
import { heldPnl } from "../risk/heldPnl.ts";
import type { UnitValues } from "../risk/unitValues.ts";
import type { ScenarioSet } from "../scenarios/scenarioSet.ts";
import { type CollateralTreatment, movingQuantity } from "./collateral.ts";
import { type Holding, holdingsOf, type RowIndex } from "./holdings.ts";
import { isOffsetting, OffsettableLosses } from "./offsetCollateral.ts";

/** One netted holding as a model sees it. */
export interface Leg {
  readonly row: number;
  readonly instrument: Instrument;
  /** Net contracts; for cash, the ledger balance. */
  readonly exact: Decimal;
  /** The same as float64; for cash, balance, funds reserved for orders and the unrealised P&L that settles in it. */
  readonly quantity: number;
  /** Settlement currency. */
  readonly unrealised: number;
  /** Value in equity, reporting currency. */
  readonly base: number;
  /** P&L of a +100 % move of its price, reporting currency. */
  readonly delta: number;
  /** What holding it pays per year at mark, expected funding: reporting currency, received +. */
  readonly carry: number;
}

/** What a model asks of the view: which rows add up, under which scenarios. Without scenarios only legs come. */
export interface Need {
  readonly grouping: Grouping;
  readonly scenarios?: ScenarioSet;
}

export interface HeldGroup {
  /** Points into `grouping.keys`. */
  readonly index: number;
  readonly base: number;
  readonly delta: number;
  /** [S] reporting currency, gains +. */
  readonly pnl: Float64Array;
  readonly legs: readonly Leg[];
}

/** What a view is computed from besides the holdings; nothing here depends on an account. */
export interface ViewSources {
  readonly snapshot: MarketSnapshot;
  readonly units: UnitValues;
  /** [I] positions move wholly in scenarios; cash as its currency is treated. */
  readonly treatments: readonly CollateralTreatment[];
  /** [I×S] for every scenario set the model needs. */
  readonly matrices: ReadonlyMap<ScenarioSet, Float64Array>;
  readonly rows: RowIndex;
}

/** All that a margin model may know of an account. */
export interface View {
  /** In row order. */
  readonly legs: readonly Leg[];
  /** Net asset value at mark before any haircut, reporting currency. */
  readonly equity: number;
  readonly orders: readonly Order[];
  /** Touched groups only, in group order. */
  of(need: Need): readonly HeldGroup[];
  /** The same account with some orders filled, netted anew from exact quantities; groups they leave alone keep their P&L. */
  withFills(fills: readonly Fill[]): View;
}

/** @param before the same account with other holdings, whose groups' P&L serves where the holdings are the same */
export function viewOf(group: MarginGroup, bound: ViewSources, before?: View): View {
  const legs = legsOf(holdingsOf(group, bound.snapshot, bound.rows), bound);
  let equity = 0;
  for (const leg of legs) equity += leg.base;
  const answers = new Map<Need, readonly HeldGroup[]>();
  const view: View = {
    legs,
    equity,
    orders: group.orders,
    withFills: (fills) => viewOf(withFills(group, fills), bound, view),
    of(need) {
      const known = answers.get(need);
      if (known !== undefined) return known;
      const groups = heldGroups(legs, need, bound, before?.of(need) ?? []);
      answers.set(need, groups);
      return groups;
    },
  };
  return view;
}

/** Unrealised P&L joins the cash it settles in, so that it moves with the coin and counts in equity. */
export function legsOf(
  holdings: readonly Holding[],
  { snapshot, units, rows }: Pick<ViewSources, "snapshot" | "units" | "rows">,
): Leg[] {
  const settled = new Map<number, number>();
  const gains = holdings.map(({ row, quantity, cost }) => {
    const instrument = snapshot.instruments[row]!;
    if (kindOf(instrument).isFunded) return 0;
    const gain = quantity * units.value[row]! - cost;
    const cash = rows.get(instrument.settlementCurrency)!;
    settled.set(cash, (settled.get(cash) ?? 0) + gain);
    return gain;
  });
  return holdings.map(({ row, exact, quantity: held, reserved }, k) => {
    const quantity = held + reserved + (settled.get(row) ?? 0);
    return {
      row,
      instrument: snapshot.instruments[row]!,
      exact,
      quantity,
      unrealised: gains[k]!,
      base: quantity * units.base[row]!,
      delta: quantity * units.delta[row]!,
      carry: quantity * units.carry[row]!,
    };
  });
}

function heldGroups(
  legs: readonly Leg[],
  { grouping, scenarios }: Need,
  bound: ViewSources,
  before: readonly HeldGroup[],
): readonly HeldGroup[] {
  const members = membersOf(legs, grouping);
  const pnlOf = scenarios === undefined ? () => nothing : pnlOfGroups(members, legs, bound, scenarios, before);
  return members.map(({ index, legs: held }) => {
    let [base, delta] = [0, 0];
    for (const leg of held) {
      base += leg.base;
      delta += leg.delta;
    }
    return { index, legs: held, base, delta, pnl: pnlOf(index) };
  });
}

const nothing = new Float64Array(0);

/** Legs that add up, in row order. */
type Members = Pick<HeldGroup, "index"> & { readonly legs: Leg[] };

/** Touched groups in group order. */
function membersOf(legs: readonly Leg[], { groupOf }: Grouping): Members[] {
  const members = new Map<number, Members>();
  for (const leg of legs) {
    const index = groupOf[leg.row]!;
    const known = members.get(index);
    if (known === undefined) members.set(index, { index, legs: [leg] });
    else known.legs.push(leg);
  }
  return [...members.values()].sort((a, b) => a.index - b.index);
}

/** [S] P&L of a group by its index, of those whose holdings changed as it was. */
function pnlOfGroups(
  members: readonly Members[],
  legs: readonly Leg[],
  bound: ViewSources,
  scenarios: ScenarioSet,
  before: readonly HeldGroup[],
): (index: number) => Float64Array {
  const offsetting = legs.filter((leg) => isOffsetting(leg, bound.treatments[leg.row]!));
  // What offsets makes good the losses of all groups, so that none stays as it was.
  const kept = new Map(
    before
      .filter(({ index, legs: held }) => offsetting.length === 0 && isSameHeld(held, members, index))
      .map(({ index, pnl }) => [index, pnl]),
  );
  const changed = members.filter(({ index }) => !kept.has(index));
  const count = scenarios.scenarios.length;
  const pnl = groupPnl(changed, legs, offsetting, bound, bound.matrices.get(scenarios)!, count);
  changed.forEach(({ index }, slot) => {
    kept.set(index, pnl.subarray(slot * count, (slot + 1) * count));
  });
  return (index) => kept.get(index)!;
}

function isSameHeld(before: readonly Leg[], members: readonly Members[], index: number): boolean {
  const now = members.find((one) => one.index === index)?.legs;
  return (
    now?.length === before.length &&
    now.every(({ row, quantity }, k) => row === before[k]!.row && quantity === before[k]!.quantity)
  );
}

/** [G×S] of what moves; then what offsets makes good the losses of all groups, leg by leg. */
function groupPnl(
  members: readonly Members[],
  legs: readonly Leg[],
  offsetting: readonly Leg[],
  { treatments }: ViewSources,
  matrix: Float64Array,
  count: number,
): Float64Array {
  const moving = members.map(({ legs: held }) => {
    const own = offsetting.length === 0 ? held : held.filter((leg) => !offsetting.includes(leg));
    return own.map(({ row, quantity }) => ({ row, quantity: movingQuantity(quantity, treatments[row]!) }));
  });
  const pnl = heldPnl(moving, matrix, count);
  if (offsetting.length === 0) return pnl;
  const losses = new OffsettableLosses(
    legs.filter((leg) => !offsetting.includes(leg)),
    matrix,
    count,
  );
  for (const leg of offsetting) {
    const slot = members.findIndex(({ legs: held }) => held.includes(leg));
    losses.makeGood(leg, treatments[leg.row]!, pnl.subarray(slot * count, (slot + 1) * count));
  }
  return pnl;
}
