import { fundingByInstrument } from "../../backtest/funding.ts";
import { variationMargin } from "../../margin/variationMargin.ts";
import { type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import type { FundingSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import { marketAt, parseTime } from "../market.ts";
import { minuteText, money, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, readBook } from "./margin.ts";

export interface SettleOptions extends Omit<MarginOptions, "asOf">, CommonOptions {
  readonly from: string;
  readonly to: string;
  /** Length of an interval; one settlement each. */
  readonly every: string;
}

interface Line {
  readonly account: string;
  readonly from: number;
  readonly to: number;
  readonly currency: string;
  readonly markToMarket: number;
  readonly funding: number;
}

/** More intervals than this are a slip of --every. */
const intervalsMost = 10_000;

/** Cash that settles mark-to-market and funding, interval by interval and currency by currency. */
export async function settle(options: SettleOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const times = timesOf(options);
  if (!times.ok) return reportFailure(times.failure, options, exitCodes.usage);
  const book = await readBook({ ...options, asOf: options.to });
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot, data } = book.value;
  const funding = fundingByInstrument(data.curves?.funding ?? []);
  // Payments settle here; what is expected of later ones is no matter.
  const prices = { ...data, curves: { funding: [] as readonly FundingSeries[] } };
  const snapshots: MarketSnapshot[] = [];
  for (const time of times.value) {
    const market = marketAt(prices, snapshot.instruments, time);
    if (!market.ok) return reportFailure(market.failure, options);
    snapshots.push(market.value);
  }
  const lines = accounts.flatMap((account) =>
    snapshots.slice(1).flatMap((to, k): Line[] => {
      const from = snapshots[k]!;
      const settled = variationMargin(account, from, to, funding);
      return settled.map((one) => ({ account: account.id, from: from.timestamp, to: to.timestamp, ...one }));
    }),
  );
  if (options.json) {
    const ids = snapshots.map((one) => snapshotId(one));
    terminal.out(JSON.stringify({ schemaVersion: 1, plimsoll: version, snapshots: ids, settlements: lines }, null, 2));
  } else terminal.out(textOf(lines, snapshots));
  return exitCodes.ok;
}

function timesOf({ from, to, every }: SettleOptions): Outcome<number[]> {
  const [first, last] = [parseTime(from, "--from", "start"), parseTime(to, "--to")];
  if (!first.ok) return first;
  if (!last.ok) return last;
  const step = intervalMs(every);
  if (step === undefined) {
    return failed({ code: "invalid", path: "--every", message: `"${every}" is not a span`, hint: "write 8h or 1d" });
  }
  const count = Math.floor((last.value - first.value) / step);
  if (count < 1 || count > intervalsMost) {
    const message = `${count} intervals of ${every} between ${from} and ${to}, must be 1 to ${intervalsMost}`;
    return failed({ code: "invalid", path: "--every", message });
  }
  return success(Array.from({ length: count + 1 }, (_, k) => first.value + k * step));
}

function textOf(lines: readonly Line[], snapshots: readonly MarketSnapshot[]): string {
  const rows = lines.map(({ account, to, currency, markToMarket, funding }) => {
    const decimals = currency === "USD" || currency.startsWith("USD") ? 2 : 8;
    return [account, minuteText(to), currency, money(markToMarket, decimals), money(funding, decimals)];
  });
  const ids = [snapshots[0]!, snapshots.at(-1)!].map(snapshotId).join(" to ");
  return [
    "Settled by variation, received +",
    table(["account", "at", "currency", "mark-to-market", "funding"], rows),
    wrapped(`${snapshots.length - 1} intervals, market snapshots ${ids}, plimsoll ${version}`, 2),
  ].join("\n\n");
}
