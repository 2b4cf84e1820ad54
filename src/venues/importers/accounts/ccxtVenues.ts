/** What the fields of ccxt's positions and balances mean at each venue. */
import {
  type Decimal,
  decimalOf,
  multiply,
  negate,
  parseDecimal,
  subtract,
  zeroDecimal,
} from "../../../instruments/decimal.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";

export type Json = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What ccxt's fields mean at one venue, which is known by its own answer: ccxt hands that on as `info`. */
export interface CcxtVenue {
  readonly name: string;
  statesPosition(info: Json): boolean;
  statesBalance(info: Json): boolean;
  /** Size without its sign, in the unit of a contract's size. */
  sizeOf(raw: Json, isInverse: boolean, path: string): Outcome<Decimal>;
  /** Unrealised P&L since the entry price, settlement currency, as far as the total of a balance holds it beside cash. */
  profitInTotalOf(raw: Json, path: string): Outcome<Decimal>;
  /** Cash behind an isolated position; absent where ccxt states none. */
  isolatedCashOf?(raw: Json, path: string): Outcome<Decimal>;
}

/** @source parsePosition and parseBalance of each venue in ccxt 4.5.84, and the venue's documentation of the fields */
export const ccxtVenues: readonly CcxtVenue[] = [
  {
    name: "Binance futures",
    statesPosition: (info) => "positionAmt" in info && ("notional" in info || "notionalValue" in info),
    statesBalance: ({ assets }) =>
      Array.isArray(assets) && assets.every((one) => isRecord(one) && "marginBalance" in one),
    sizeOf: contractsTimesSize,
    profitInTotalOf: unrealised,
    isolatedCashOf: collateralLessProfit,
  },
  {
    name: "Bybit",
    statesPosition: (info) => "positionIdx" in info && "positionValue" in info,
    statesBalance: ({ result }) => isRecord(result) && Array.isArray(result["list"]),
    sizeOf: contractsTimesSize,
    profitInTotalOf: () => success(zeroDecimal), // total is the wallet balance
  },
  {
    // ccxt calls Deribit's signed size `contracts`, beside a contractSize that it is not counted in. Its floating P&L
    // starts anew at each daily settlement, the entry price does not.
    name: "Deribit",
    statesPosition: (info) => "instrument_name" in info && "size_currency" in info,
    statesBalance: (info) => Array.isArray(info["summaries"]) || ("equity" in info && "session_upl" in info),
    sizeOf: (raw, isInverse, path) => magnitudeAt(infoOf(raw), isInverse ? "size" : "size_currency", `${path}/info`),
    profitInTotalOf: (raw, path) => numberAt(infoOf(raw), "total_profit_loss", `${path}/info`),
  },
  {
    name: "Hyperliquid",
    statesPosition: ({ position }) => isRecord(position) && "szi" in position,
    statesBalance: (info) => isRecord(info["marginSummary"]),
    sizeOf: contractsTimesSize,
    profitInTotalOf: unrealised,
    isolatedCashOf: collateralLessProfit,
  },
  {
    name: "OKX",
    statesPosition: (info) => "instId" in info && "pos" in info && "mgnMode" in info,
    statesBalance: ({ data }) => Array.isArray(data) && data.every((one) => isRecord(one) && "details" in one),
    sizeOf: contractsTimesSize,
    profitInTotalOf: unrealised,
    isolatedCashOf: (raw, path) => numberAt(raw, "collateral", path), // the margin posted, without P&L
  },
];

export const venueNames = ccxtVenues.map(({ name }) => name).join(", ");

export const infoOf = (raw: Json): Json => (isRecord(raw["info"]) ? raw["info"] : {});

function unrealised(raw: Json, path: string): Outcome<Decimal> {
  return numberAt(raw, "unrealizedPnl", path);
}

/** Where collateral moves with P&L. */
function collateralLessProfit(raw: Json, path: string): Outcome<Decimal> {
  const collateral = numberAt(raw, "collateral", path);
  if (!collateral.ok) return collateral;
  const profit = unrealised(raw, path);
  return profit.ok ? success(subtract(collateral.value, profit.value)) : profit;
}

function contractsTimesSize(raw: Json, _isInverse: boolean, path: string): Outcome<Decimal> {
  const contracts = magnitudeAt(raw, "contracts", path);
  if (!contracts.ok || contracts.value.units === 0n) return contracts;
  const size = numberAt(raw, "contractSize", path);
  return size.ok ? success(multiply(contracts.value, size.value)) : size;
}

function magnitudeAt(raw: Json, key: string, path: string): Outcome<Decimal> {
  const value = numberAt(raw, key, path);
  return value.ok && value.value.units < 0n ? success(negate(value.value)) : value;
}

export function numberAt(raw: Json, key: string, path: string): Outcome<Decimal> {
  const value = raw[key];
  if (typeof value === "number" && Number.isFinite(value)) return success(decimalOf(value, 18));
  if (typeof value === "string") return parseDecimal(value, `${path}/${key}`);
  return failed({
    code: "parsing",
    path: `${path}/${key}`,
    message: `${key} is ${JSON.stringify(value) ?? "missing"}, it must be a number`,
  });
}
