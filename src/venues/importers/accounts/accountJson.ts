/** Plimsoll's own JSON: `{ accounts: [{ id, groups: [{ id, marginMode, positions, balances, orders }] }] }`. */
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { decimalOf, parseDecimal, zeroDecimal } from "../../../instruments/decimal.ts";
import { type Instrument, kindOf } from "../../../instruments/kinds.ts";
import { isCurrency, parseAmount } from "../../../instruments/money.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { contractsOf, parseQuantity } from "../../../instruments/quantity.ts";
import { FaultList, failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Balance, MarginGroup, Order, Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";

const unitNote = 'quantities carry their unit: "10 contracts", "10 BTC", "100000 USD"; amounts are decimal texts';

export const accountJson: AccountImporter = {
  id: "account-json",
  title: "Plimsoll account JSON",
  unitNote,
  howToGet:
    "write it: margin groups (cross, isolated), gross legs by side, balances and open orders; see docs/guide/commands.md",
  recognises: (text) => /^\s*\{/.test(text) && text.includes('"accounts"'),
  read,
};

const strict = { additionalProperties: false };
const side = Type.Enum(["long", "short"]);
const positionSchema = Type.Object(
  {
    instrument: Type.String(),
    quantity: Type.String(),
    entryPrice: Type.Optional(Type.String()),
    /** Instead of an entry price: what was paid less what is due already, settlement currency; exact. */
    cost: Type.Optional(Type.String()),
    side: Type.Optional(side),
  },
  strict,
);
const balanceSchema = Type.Object({ currency: Type.String(), amount: Type.String() }, strict);
const orderSchema = Type.Object(
  {
    instrument: Type.String(),
    side: Type.Enum(["buy", "sell"]),
    quantity: Type.String(),
    limitPrice: Type.Optional(Type.String()),
    reserved: Type.Optional(balanceSchema),
  },
  strict,
);
const groupSchema = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    marginMode: Type.Enum(["isolated", "cross", "portfolio"]),
    positions: Type.Array(positionSchema),
    balances: Type.Array(balanceSchema),
    orders: Type.Optional(Type.Array(orderSchema)),
    /** Where the venue keeps a wallet apart: what its charges are counted in. */
    reportingCurrency: Type.Optional(Type.String()),
  },
  strict,
);
const accountSchema = Type.Object(
  { id: Type.String({ minLength: 1 }), groups: Type.Array(groupSchema, { minItems: 1 }) },
  strict,
);
const fileSchema = Type.Object({ accounts: Type.Array(accountSchema, { minItems: 1 }) }, strict);

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return failed({ code: "parsing", path: file, message: error instanceof Error ? error.message : "not JSON" });
  }
  const faults = new FaultList();
  const checker = Compile(fileSchema);
  if (!checker.Check(content)) {
    for (const { instancePath, message } of checker.Errors(content)) {
      faults.add({ code: "invalid", path: `${file}${instancePath}`, message });
    }
    return failed(faults.toFailure(file, "accounts"));
  }
  const reader = new GroupReader(market, faults);
  const accounts = content.accounts.map((account, a) => ({
    id: account.id,
    groups: account.groups.map((group, g): MarginGroup => {
      const path = `${file}/accounts/${a}/groups/${g}`;
      return {
        id: group.id,
        marginMode: group.marginMode,
        ...reader.reportingCurrency(group.reportingCurrency, `${path}/reportingCurrency`),
        positions: group.positions.flatMap((one, k) => reader.position(one, `${path}/positions/${k}`)),
        balances: group.balances.flatMap((one, k) => reader.balance(one, `${path}/balances/${k}`)),
        orders: (group.orders ?? []).flatMap((one, k) => reader.order(one, `${path}/orders/${k}`)),
      };
    }),
  }));
  if (faults.count > 0) return failed(faults.toFailure(file, "accounts"));
  return success({ accounts, instruments: [...reader.instruments.values()], unitNote });
}

/** Reads the parts of a group; a part that cannot be read is a fault and no part. */
class GroupReader {
  readonly instruments = new Map<string, Instrument>();
  private readonly market: AccountMarket;
  private readonly faults: FaultList;

  constructor(market: AccountMarket, faults: FaultList) {
    this.market = market;
    this.faults = faults;
  }

  position(
    raw: { instrument: string; quantity: string; entryPrice?: string; cost?: string; side?: "long" | "short" },
    path: string,
  ): Position[] {
    const held = this.contracts(raw.instrument, raw.quantity, path);
    if (held === undefined) return [];
    const { instrument, mark, quantity } = held;
    const sided = raw.side === undefined ? {} : { side: raw.side };
    if (raw.cost !== undefined) {
      if (raw.entryPrice !== undefined) {
        const message = "a position has an entryPrice or a cost, not both";
        this.faults.add({ code: "invalid", path: `${path}/cost`, message, hint: "leave one of them out" });
      }
      const cost = this.taken(parseDecimal(raw.cost, `${path}/cost`));
      return cost === undefined ? [] : [{ instrumentId: instrument.id, quantity, cost, ...sided }];
    }
    const stated =
      raw.entryPrice === undefined ? undefined : this.taken(parseDecimal(raw.entryPrice, `${path}/entryPrice`));
    // What is paid for up front counts at its value: its cost is not used.
    const free = kindOf(instrument).isFunded ? zeroDecimal : undefined;
    const price = stated ?? (mark === undefined ? free : decimalOf(mark, 12));
    if (price === undefined || (price.units <= 0n && price !== free)) {
      this.faults.add({
        code: "invalid",
        path: `${path}/entryPrice`,
        message: "an entry price above 0 is needed, the market has none",
        hint: this.market.whyUnpriced?.(instrument) ?? "add an entryPrice: its cost would be a guess",
      });
      return [];
    }
    const cost = price === free ? zeroDecimal : costOf(instrument, quantity, price);
    return [{ instrumentId: instrument.id, quantity, cost, ...sided }];
  }

  reportingCurrency(currency: string | undefined, path: string): Pick<MarginGroup, "reportingCurrency"> {
    if (currency === undefined) return {};
    if (isCurrency(currency)) return { reportingCurrency: currency };
    this.faults.add({ code: "invalid", path, message: `"${currency}" is not a currency code` });
    return {};
  }

  balance({ currency, amount }: { currency: string; amount: string }, path: string): Balance[] {
    if (!isCurrency(currency)) {
      this.faults.add({ code: "invalid", path: `${path}/currency`, message: `"${currency}" is not a currency code` });
      return [];
    }
    const parsed = this.taken(parseAmount(amount, currency, `${path}/amount`));
    this.instruments.set(currency, { kind: "cash", id: currency, settlementCurrency: currency });
    return parsed === undefined ? [] : [parsed];
  }

  order(
    raw: {
      instrument: string;
      side: "buy" | "sell";
      quantity: string;
      limitPrice?: string;
      reserved?: { currency: string; amount: string };
    },
    path: string,
  ): Order[] {
    const held = this.contracts(raw.instrument, raw.quantity, path, "spot markets too");
    if (held === undefined) return [];
    if (held.quantity.units <= 0n) {
      this.faults.add({
        code: "invalid",
        path: `${path}/quantity`,
        message: `an order's quantity must be above 0; side says its direction`,
      });
      return [];
    }
    const limit =
      raw.limitPrice === undefined ? undefined : this.taken(parseDecimal(raw.limitPrice, `${path}/limitPrice`));
    const priced = limit === undefined ? {} : { limitPrice: limit };
    const [taken] = raw.reserved === undefined ? [] : this.balance(raw.reserved, `${path}/reserved`);
    const reserved = taken === undefined ? {} : { reserved: taken };
    return [{ instrumentId: held.instrument.id, side: raw.side, quantity: held.quantity, ...priced, ...reserved }];
  }

  private contracts(name: string, text: string, path: string, which?: "spot markets too") {
    const instrument = this.taken(resolveInstrument(name, this.market.known, `${path}/instrument`));
    const stated = this.taken(parseQuantity(text, `${path}/quantity`));
    if (instrument === undefined || stated === undefined) return undefined;
    const isSpot = "baseCurrency" in instrument && which !== undefined;
    if (!("contractSize" in instrument) && !isSpot) {
      const hint = "coins and cash are balances";
      this.faults.add({ code: "invalid", path: `${path}/instrument`, message: `${name} is not a contract`, hint });
      return undefined;
    }
    const mark = this.market.markPriceOf(instrument);
    const quantity = this.taken(contractsOf(instrument, stated, mark, `${path}/quantity`));
    this.instruments.set(instrument.id, instrument);
    return quantity === undefined ? undefined : { instrument, mark, quantity };
  }

  private taken<T>(outcome: Outcome<T>): T | undefined {
    if (outcome.ok) return outcome.value;
    this.faults.add(outcome.failure);
    return undefined;
  }
}
