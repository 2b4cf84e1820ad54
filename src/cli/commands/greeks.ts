import { toNumber } from "../../instruments/decimal.ts";
import type { Instrument } from "../../instruments/kinds.ts";
import { endedFault } from "../../margin/bind.ts";
import { checkCovered } from "../../margin/holdings.ts";
import { levelOf, type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import { factorsOf } from "../../market/riskFactor.ts";
import type { Account } from "../../portfolio/account.ts";
import { type ContractGreeks, contractGreeks } from "../../pricing/greeks.ts";
import { yearsLeft } from "../../risk/unitValues.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { minuteText, money, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, readBook } from "./margin.ts";

/** One volatility point, one day, one per cent. */
const [point, day, percent] = [0.01, 1 / 365, 0.01];

interface Row {
  readonly account: string;
  readonly instrument: string;
  readonly underlying: string;
  readonly quoteCurrency: string;
  readonly quantity: number;
  /** Of the whole position: units of the underlying, the same for 1 % of the price, quote currency, quote currency. */
  readonly delta: number;
  readonly gammaPercent: number;
  readonly vegaPoint: number;
  readonly thetaDay: number;
}

/** Greeks of every position, and their sums by account and underlying. */
export async function greeks(options: MarginOptions & CommonOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const book = await readBook(options);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot } = book.value;
  const ended = endedFault(snapshot);
  if (ended !== undefined) return reportFailure(ended, options);
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return reportFailure(covered.failure, options);
  }
  const rows = accounts.flatMap((account) => rowsOf(account, snapshot));
  const sums = sumsOf(rows);
  if (options.json) {
    const asOf = new Date(snapshot.timestamp).toISOString();
    const units =
      "held in contracts; delta in underlying, gammaPercent in underlying per 1 %, vegaPoint and thetaDay in quote currency";
    const document = { schemaVersion: 1, plimsoll: version, asOf, snapshotId: snapshotId(snapshot), units };
    terminal.out(JSON.stringify({ ...document, positions: rows, sums }, null, 2));
  } else terminal.out(greeksText(rows, sums, snapshot));
  return exitCodes.ok;
}

function rowsOf(account: Account, snapshot: MarketSnapshot): Row[] {
  const terms = new Map<string, Instrument>(snapshot.instruments.map((row) => [row.id, row]));
  return account.groups.flatMap((group) =>
    group.positions.map(({ instrumentId, quantity: exact }) => {
      const instrument = terms.get(instrumentId)!;
      const factors = factorsOf(instrument);
      const levels = factors.map((factor) => levelOf(snapshot, factor.id));
      const quantity = toNumber(exact);
      const one: ContractGreeks = contractGreeks(instrument, levels, yearsLeft(instrument, snapshot.timestamp));
      return {
        account: account.id,
        instrument: instrumentId,
        underlying: "underlying" in instrument ? instrument.underlying : instrumentId,
        quoteCurrency: "quoteCurrency" in instrument ? instrument.quoteCurrency : instrumentId,
        quantity,
        delta: quantity * one.delta,
        gammaPercent: quantity * one.gamma * (levels[0] ?? 0) * percent,
        vegaPoint: quantity * one.vega * point,
        thetaDay: quantity * one.theta * day,
      };
    }),
  );
}

function sumsOf(rows: readonly Row[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.account} ${row.underlying} ${row.quoteCurrency}`;
    const before = sums.get(key);
    const add = (of: "delta" | "gammaPercent" | "vegaPoint" | "thetaDay") => (before?.[of] ?? 0) + row[of];
    sums.set(key, {
      ...row,
      instrument: `all ${row.underlying}, ${row.quoteCurrency}`,
      quantity: 0,
      delta: add("delta"),
      gammaPercent: add("gammaPercent"),
      vegaPoint: add("vegaPoint"),
      thetaDay: add("thetaDay"),
    });
  }
  return [...sums.values()];
}

function greeksText(rows: readonly Row[], sums: readonly Row[], snapshot: MarketSnapshot): string {
  const cells = (row: Row, isSum: boolean) => [
    row.account,
    row.instrument,
    isSum ? "" : money(row.quantity, 2),
    money(row.delta, 3),
    money(row.gammaPercent, 4),
    money(row.vegaPoint, 1),
    money(row.thetaDay, 1),
  ];
  const head = ["account", "instrument", "held", "delta", "gamma 1%", "vega 1pt", "theta 1d"];
  const units =
    "held in contracts; delta in the underlying; gamma its change for 1 % of the price; vega and theta in quote currency";
  return [
    table(head, [...rows.map((row) => cells(row, false)), ...sums.map((row) => cells(row, true))]),
    wrapped(`${units}; balances are not positions and are left out`, 2),
    wrapped(`As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}
