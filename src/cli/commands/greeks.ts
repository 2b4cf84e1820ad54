import { toNumber } from "../../instruments/decimal.ts";
import type { Instrument } from "../../instruments/kinds.ts";
import { endedFault } from "../../margin/bind.ts";
import { checkCovered } from "../../margin/holdings.ts";
import { levelOf, type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import { factorsOf } from "../../market/riskFactor.ts";
import type { Failure } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { type ContractGreeks, contractGreeks } from "../../pricing/greeks.ts";
import { yearsLeft } from "../../risk/unitValues.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { bookLadders } from "../greeksLadders.ts";
import { inQuoteCurrency } from "../inQuoteCurrency.ts";
import { minuteText, money, table, wrapped } from "../present.ts";
import { bookLaws } from "../sensitivityLaws.ts";
import { reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, readBook } from "./margin.ts";

/** One volatility or rate point, one day, one per cent. */
const [point, day, percent] = [0.01, 1 / 365, 0.01];

export interface GreeksOptions extends MarginOptions {
  /** Second-order Greeks and rho on the terminal too; JSON has them always. */
  readonly allGreeks?: boolean;
  /** The book under every law and with bumped inputs instead. */
  readonly laws?: boolean;
  /** The book at other prices instead. */
  readonly ladder?: boolean;
}

/** Of a whole position. */
interface Sums {
  /** Units of the underlying, and the same in quote currency: the gain of +100 % of the price to first order. */
  readonly delta: number;
  readonly cashDelta: number;
  /** Change of delta for 1 % of the price, underlying; of cash delta, quote currency. */
  readonly gammaPercent: number;
  readonly cashGammaPercent: number;
  /** Quote currency, for a point of volatility, a day, a point of the rate. */
  readonly vegaPoint: number;
  readonly thetaDay: number;
  readonly rhoPoint: number;
  /** Change of delta for a point of volatility, underlying; of vegaPoint for one, quote currency; of delta in a day. */
  readonly vannaPoint: number;
  readonly volgaPoint: number;
  readonly charmDay: number;
  /** Underlying; of what settles in the coin. */
  readonly premiumAdjustedDelta: number;
}

interface Row extends Sums {
  readonly account: string;
  readonly instrument: string;
  readonly underlying: string;
  readonly quoteCurrency: string;
  readonly quantity: number;
}

const units =
  "held in contracts; delta, gammaPercent, vannaPoint, charmDay and premiumAdjustedDelta in underlying, gammaPercent per 1 % of the price; cashDelta, cashGammaPercent, vegaPoint, thetaDay, rhoPoint and volgaPoint in quote currency; points of 0.01, days";

/** Greeks of every position, and their sums by account and underlying; or the book under every law or at other prices. */
export async function greeks(options: GreeksOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const fault = faultOf(options);
  if (fault !== undefined) return reportFailure(fault, options);
  const book = await readBook(options);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot } = book.value;
  const ended = endedFault(snapshot);
  if (ended !== undefined) return reportFailure(ended, options);
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return reportFailure(covered.failure, options);
  }
  if (options.laws) return bookLaws(accounts, snapshot, options);
  if (options.ladder) return bookLadders(accounts, snapshot, options);
  const rows = accounts.flatMap((account) => rowsOf(account, snapshot));
  const sums = sumsOf(rows);
  if (options.json) {
    const asOf = new Date(snapshot.timestamp).toISOString();
    const document = { schemaVersion: 1, plimsoll: version, asOf, snapshotId: snapshotId(snapshot), units };
    terminal.out(JSON.stringify({ ...document, positions: rows, sums }, null, 2));
  } else terminal.out(greeksText(rows, sums, snapshot, options.allGreeks ?? false));
  return exitCodes.ok;
}

function faultOf({ out, laws = false, ladder = false }: GreeksOptions): Failure | undefined {
  if (laws && ladder) {
    const message = "every law and a ladder of prices are two answers";
    return { code: "invalid", path: "--ladder", message, hint: "leave --laws or --ladder out" };
  }
  if (out === undefined || laws || ladder) return undefined;
  const message = "only --laws and --ladder make a page";
  return { code: "invalid", path: "--out", message, hint: "add --laws or --ladder" };
}

function rowsOf(account: Account, snapshot: MarketSnapshot): Row[] {
  const terms = new Map<string, Instrument>(snapshot.instruments.map((row) => [row.id, row]));
  return account.groups.flatMap((group) =>
    group.positions.map(({ instrumentId, quantity: exact }) => {
      const instrument = terms.get(instrumentId)!;
      const levels = factorsOf(instrument).map((factor) => levelOf(snapshot, factor.id));
      const one = contractGreeks(instrument, levels, yearsLeft(instrument, snapshot.timestamp));
      const quantity = toNumber(exact);
      const held = quantity * inQuoteCurrency(instrument, snapshot);
      return {
        account: account.id,
        instrument: instrumentId,
        underlying: "underlying" in instrument ? instrument.underlying : instrumentId,
        quoteCurrency: "quoteCurrency" in instrument ? instrument.quoteCurrency : instrumentId,
        quantity,
        ...sized(one, held, levels[0] ?? 0),
      };
    }),
  );
}

const sized = (one: ContractGreeks, held: number, price: number): Sums => ({
  delta: held * one.delta,
  cashDelta: held * one.delta * price,
  gammaPercent: held * one.gamma * price * percent,
  cashGammaPercent: held * one.gamma * price * price * percent,
  vegaPoint: held * one.vega * point,
  thetaDay: held * one.theta * day,
  rhoPoint: held * one.rho * point,
  vannaPoint: held * one.vanna * point,
  volgaPoint: held * one.volga * point * point,
  charmDay: held * one.charm * day,
  premiumAdjustedDelta: held * (one.premiumAdjustedDelta ?? 0),
});

const summed = [
  "delta",
  "cashDelta",
  "gammaPercent",
  "cashGammaPercent",
  "vegaPoint",
  "thetaDay",
  "rhoPoint",
  "vannaPoint",
  "volgaPoint",
  "charmDay",
  "premiumAdjustedDelta",
] as const satisfies readonly (keyof Sums)[];

function sumsOf(rows: readonly Row[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.account} ${row.underlying} ${row.quoteCurrency}`;
    const before = sums.get(key);
    const added = summed.map((of) => [of, (before?.[of] ?? 0) + row[of]] as const);
    const instrument = `all ${row.underlying}, ${row.quoteCurrency}`;
    sums.set(key, { ...row, instrument, quantity: 0, ...Object.fromEntries(added) });
  }
  return [...sums.values()];
}

function greeksText(rows: readonly Row[], sums: readonly Row[], snapshot: MarketSnapshot, all: boolean): string {
  const lines = [
    ...rows.map((row) => ({ row, held: money(row.quantity, 2) })),
    ...sums.map((row) => ({ row, held: "" })),
  ];
  const first = lines.map(({ row, held }) => [
    row.account,
    row.instrument,
    held,
    money(row.delta, 3),
    money(row.gammaPercent, 4),
    money(row.vegaPoint, 1),
    money(row.thetaDay, 1),
  ]);
  const second = lines.map(({ row }) => [
    row.account,
    row.instrument,
    money(row.premiumAdjustedDelta, 3),
    money(row.rhoPoint, 2),
    money(row.vannaPoint, 4),
    money(row.volgaPoint, 2),
    money(row.charmDay, 4),
  ]);
  const head = ["account", "instrument", "held", "delta", "gamma 1%", "vega 1pt", "theta 1d"];
  const headSecond = ["account", "instrument", "delta coin", "rho 1pt", "vanna 1pt", "volga 1pt", "charm 1d"];
  const meaning =
    "held in contracts; delta in the underlying; gamma its change for 1 % of the price; vega and theta in quote currency";
  const meaningSecond =
    "delta coin is premium-adjusted, of what settles in the coin; vanna and charm change delta; rho and volga in quote currency";
  return [
    table(head, first),
    ...(all ? [table(headSecond, second)] : []),
    wrapped(`${meaning}; ${all ? `${meaningSecond}; ` : ""}balances are not positions and are left out`, 2),
    wrapped(`As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}
