/** One account from the positions and the cash that a venue's own answers state. */
import {
  add,
  type Decimal,
  decimal,
  multiply,
  negate,
  signOf,
  subtract,
  zeroDecimal,
} from "../../../instruments/decimal.ts";
import { type Instrument, kindOf } from "../../../instruments/kinds.ts";
import { amountOf, type Currency, isCurrency } from "../../../instruments/money.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { contractsOf } from "../../../instruments/quantity.ts";
import { type FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Balance, MarginGroup, Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import type { AccountImport, AccountMarket } from "./accountFile.ts";
import type { VenueRecord } from "./venueRecords.ts";

/** A contract that counts its size: everything that a position can be of. */
export type Contract = Extract<Instrument, { readonly contractSize: string }>;

/** One position; quantity and cost as `Position` has them. */
export interface VenueHolding {
  readonly instrument: Contract;
  readonly position: Position;
  /** Ledger cash behind an isolated position, without unrealised P&L; absent under cross margin. */
  readonly isolated?: VenueCash;
  /** Where it stands in the file. */
  readonly path: string;
}

/** Ledger cash of one currency: what would be left if every position closed at its entry price. */
export interface VenueCash {
  readonly currency: Currency;
  readonly amount: Decimal;
}

/** The contract that a venue's name means, in Deribit or ccxt form; else a fault of the member that holds the name. */
export function contractNamed(
  record: VenueRecord,
  member: string,
  name: string,
  market: AccountMarket,
): Contract | undefined {
  if (record.text(member) === "") return record.blame(member, "must name a contract");
  const instrument = record.taken(resolveInstrument(name, market.known, record.at(member)));
  if (instrument === undefined) return undefined;
  if ("contractSize" in instrument) return instrument;
  return record.blame(member, `${instrument.id} is not a contract`, {
    code: "unsupported",
    hint: "coins are balances",
  });
}

/** A size as a venue states it. */
export interface StatedSize {
  /** The member that states it, for faults. */
  readonly member: string;
  /** Long +. */
  readonly amount: Decimal;
  /** `contracts`, or the currency of a contract's size. */
  readonly unit: string;
}

/**
 * A position from its size and entry price. What is paid for up front costs its premium, in the settlement currency;
 * all else costs its entry value.
 *
 * @param more the side of a gross leg; P&L since the entry that the venue has paid out already, settlement currency
 */
export function positionFrom(
  record: VenueRecord,
  instrument: Contract,
  size: StatedSize,
  price: Decimal,
  more: { readonly side?: "long" | "short"; readonly paidOut?: Decimal } = {},
): Position | undefined {
  const quantity = record.taken(contractsOf(instrument, size, undefined, record.at(size.member)));
  if (quantity === undefined) return undefined;
  const { side, paidOut } = more;
  const entry = kindOf(instrument).isFunded
    ? multiply(multiply(quantity, decimal(instrument.contractSize)), price)
    : costOf(instrument, quantity, price);
  const cost = paidOut === undefined ? entry : add(entry, paidOut);
  return { instrumentId: instrument.id, quantity, cost, ...(side === undefined ? {} : { side }) };
}

/** The currency that a member names; else a fault. */
export function currencyIn(record: VenueRecord, member: string): Currency | undefined {
  const text = record.text(member);
  if (isCurrency(text)) return text;
  return record.blame(member, "must be a currency code like BTC", { code: "invalid" });
}

/** What a venue's file comes down to. */
export interface VenueAccount {
  /** Names the account, since these answers do not. */
  readonly venue: string;
  /** Absent where the file says nothing of positions. */
  readonly holdings: readonly VenueHolding[] | undefined;
  /** Cash of the cross group; absent where the file says nothing of balances. */
  readonly cash: readonly VenueCash[] | undefined;
  /** Cash that backs no position, a group of its own: a venue's separate spot account. */
  readonly apart?: { readonly id: string; readonly cash: readonly VenueCash[] };
  readonly unitNote: string;
  readonly notes?: readonly string[];
}

/** The account, or every fault; a file without positions or without balances is one and says so in its notes. */
export function venueAccount(file: string, account: VenueAccount, faults: FaultList): Outcome<AccountImport> {
  const { venue, holdings, cash, apart, unitNote, notes = [] } = account;
  blameTwins(holdings ?? [], faults);
  if (faults.count > 0) return failed(faults.toFailure(file, `the ${venue} account`));
  const held = holdings ?? [];
  const balances = balancesOf(cash ?? []);
  const set = apart === undefined ? [] : balancesOf(apart.cash);
  const instruments = new Map<string, Instrument>(held.map(({ instrument }) => [instrument.id, instrument]));
  for (const { currency } of [...balances, ...set, ...held.flatMap(({ isolated }) => isolated ?? [])]) {
    instruments.set(currency, { kind: "cash", id: currency, settlementCurrency: currency });
  }
  const cross = held.filter(({ isolated }) => isolated === undefined).map(({ position }) => position);
  const groups: MarginGroup[] = [
    { id: "cross", marginMode: "cross", positions: cross, balances, orders: [] },
    ...held.flatMap(isolatedGroup),
    ...(apart === undefined
      ? []
      : [{ id: apart.id, marginMode: "cross" as const, positions: [], balances: set, orders: [] }]),
  ];
  return success({
    accounts: [{ id: venue, groups }],
    instruments: [...instruments.values()],
    unitNote,
    notes: [...absences(account), ...notes],
  });
}

/** A venue holds one position of a contract, side and margin mode; a second one is an answer that was pasted twice. */
function blameTwins(holdings: readonly VenueHolding[], faults: FaultList): void {
  const paths = new Map<string, string>();
  for (const { position, isolated, path } of holdings) {
    const name = [position.instrumentId, position.side, isolated && "isolated"].filter(Boolean).join(" ");
    const before = paths.get(name);
    if (before === undefined) paths.set(name, path);
    else faults.add({ code: "conflict", path, message: `${name} is held twice, first at ${before}` });
  }
}

function absences({ holdings, cash }: VenueAccount): string[] {
  if (holdings === undefined) return ["balances alone: the account is read as one without positions"];
  if (cash !== undefined) return [];
  return ["positions alone: the account is read as one without cash, so its equity is what the positions show"];
}

function isolatedGroup({ position, isolated }: VenueHolding, k: number): MarginGroup[] {
  if (isolated === undefined) return [];
  return [
    {
      id: `isolated ${position.instrumentId} ${k}`,
      marginMode: "isolated",
      positions: [position],
      balances: balancesOf([isolated]),
      orders: [],
    },
  ];
}

/** Rounded against the account at the eighteenth decimal; nothing is listed of a currency that nothing is left of. */
const balancesOf = (cash: readonly VenueCash[]): Balance[] =>
  cash.filter(({ amount }) => signOf(amount) !== 0).map(({ currency, amount }) => amountOf(amount, currency, "down"));

/** Cash of each currency once; a second statement of one is a fault, since neither of the two is more true. */
export function cashOf(
  records: readonly VenueRecord[],
  readOne: (record: VenueRecord) => VenueCash | undefined,
  member: string,
): VenueCash[] {
  const found = new Map<Currency, VenueCash>();
  for (const record of records) {
    const one = readOne(record);
    if (one === undefined) continue;
    if (found.has(one.currency)) record.blame(member, "stated before in this file", { code: "conflict" });
    else found.set(one.currency, one);
  }
  return [...found.values()];
}

/** Cash less what stands behind isolated positions, for venues whose balances hold that too. */
export function lessIsolated(cash: readonly VenueCash[], holdings: readonly VenueHolding[]): VenueCash[] {
  const left = new Map(cash.map((one) => [one.currency, one.amount]));
  for (const { isolated } of holdings) {
    if (isolated === undefined) continue;
    left.set(isolated.currency, subtract(left.get(isolated.currency) ?? zeroDecimal, isolated.amount));
  }
  return [...left].map(([currency, amount]) => ({ currency, amount }));
}

export const magnitude = (value: Decimal): Decimal => (signOf(value) < 0 ? negate(value) : value);
