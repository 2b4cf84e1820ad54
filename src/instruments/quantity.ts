import { failed, type Outcome, success } from "../numerics/outcome.ts";
import {
  compare,
  type Decimal,
  decimal,
  decimalOf,
  decimalText,
  divide,
  multiply,
  parseDecimal,
  roundTo,
  toNumber,
} from "./decimal.ts";
import { type Instrument, kindOf } from "./kinds.ts";

/** A quantity as a person states it: never without its unit. */
export interface Quantity {
  readonly amount: Decimal;
  /** `contracts`, or a currency code. */
  readonly unit: string;
}

const quantityForm = /^([+-]?[0-9.]+(?:[eE][+-]?\d+)?)\s+(contracts?|[A-Z][A-Z0-9]{1,14})$/;
/** Decimals kept of a number of contracts that a price had to decide. */
const convertedScale = 8;

/** Reads `10 contracts`, `-0.5 BTC` or `100000 USD`. A bare number is refused: its unit would be a guess. */
export function parseQuantity(text: string, path = "quantity"): Outcome<Quantity> {
  const parts = quantityForm.exec(text.trim());
  if (parts === null) {
    return failed({
      code: "parsing",
      path,
      message: `"${text}" is not a quantity with its unit`,
      hint: 'write "10 contracts", "10 BTC" or "100000 USD"',
    });
  }
  const amount = parseDecimal(parts[1] ?? "", path);
  if (!amount.ok) return amount;
  if (!Number.isFinite(toNumber(amount.value))) {
    return failed({ code: "invalid", path, message: `"${text}" is beyond any number that a computer holds` });
  }
  const unit = parts[2] ?? "";
  return success({ amount: amount.value, unit: unit.startsWith("contract") ? "contracts" : unit });
}

/**
 * Contracts that a stated quantity means. Exact when the unit is contracts or the unit of the contract's size;
 * otherwise the mark price decides and the number is rounded half-even to eight decimals.
 *
 * @param markPrice quote currency; needed only to cross between underlying and quote units
 */
export function contractsOf(
  instrument: Instrument,
  { amount, unit }: Quantity,
  markPrice: number | undefined,
  path = "quantity",
): Outcome<Decimal> {
  const own = kindOf(instrument).contractUnit(instrument);
  if (unit === own || (unit === "contracts" && "contractSize" in instrument)) {
    if (!("contractSize" in instrument) || unit === "contracts") return success(amount);
    return exactContracts(amount, decimal(instrument.contractSize), instrument.id, path);
  }
  if (!("contractSize" in instrument)) return wrongUnit(instrument.id, unit, [own], path);
  const { underlying, quoteCurrency, contractSize } = instrument;
  if (own === "contracts") return wrongUnit(instrument.id, unit, [own], path);
  const other = own === underlying ? quoteCurrency : underlying;
  if (unit !== other) return wrongUnit(instrument.id, unit, ["contracts", own, other], path);
  if (markPrice === undefined) {
    return failed({
      code: "missing-data",
      path,
      message: `${decimalText(amount)} ${unit} of ${instrument.id} needs a mark price to become contracts`,
      hint: `state it in contracts or in ${own}`,
    });
  }
  const price = decimalOf(markPrice, 12);
  const inOwn = own === underlying ? divide(amount, price, 18, "half-even") : multiply(amount, price);
  return success(divide(inOwn, decimal(contractSize), convertedScale, "half-even"));
}

function exactContracts(amount: Decimal, size: Decimal, id: string, path: string): Outcome<Decimal> {
  const contracts = divide(amount, size, 18, "half-even");
  if (compare(multiply(contracts, size), amount) === 0) return success(contracts);
  const nearest = roundTo(contracts, 0, "half-even");
  return failed({
    code: "invalid",
    path,
    message: `${decimalText(amount)} is no exact number of ${id} contracts of ${decimalText(size)}`,
    hint: `the nearest is ${decimalText(nearest)} contracts`,
  });
}

const wrongUnit = (id: string, unit: string, accepted: readonly string[], path: string): Outcome<Decimal> =>
  failed({
    code: "invalid",
    path,
    message: `${id} cannot be held in ${unit}`,
    hint: `its units are ${accepted.join(", ")}`,
  });
