import { join } from "node:path";
import { toNumber } from "../instruments/decimal.ts";
import type { Instrument } from "../instruments/kinds.ts";
import { isSyntheticMarket, type MarketSnapshot, snapshotId } from "../market/marketSnapshot.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import type { ReportSection } from "../reports/sectionReport.ts";
import { laddersOver } from "../risk/greeksLadder.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { checkFolder, makeFolder } from "./files/writeFile.ts";
import { writeSections } from "./files/writeSections.ts";
import { inQuoteCurrency } from "./inQuoteCurrency.ts";
import { decimalsOf, minuteText, money, table, wrapped } from "./present.ts";
import { drawnPrices } from "./sensitivityBumps.ts";
import { type CommonOptions, reportFailure, terminalFor } from "./terminal.ts";
import { version } from "./version.ts";

/** Shares by which the price moves on the rungs that are shown. */
const rungs: readonly number[] = [-0.3, -0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.05, 0.1, 0.2, 0.3];
const drawn: readonly number[] = drawnPrices.map((price) => price - 1);

/** One volatility point, one day, one per cent. */
const [point, day, percent] = [0.01, 1 / 365, 0.01];

/** What an account has on one coin, on one rung: quote currency, delta, gamma, vanna and charm in the underlying. */
interface Rung {
  /** Share by which the price moves. */
  readonly move: number;
  readonly gain: number;
  readonly delta: number;
  readonly gammaPercent: number;
  readonly vegaPoint: number;
  readonly thetaDay: number;
  readonly vannaPoint: number;
  readonly volgaPoint: number;
  readonly charmDay: number;
}

interface CoinLadder {
  readonly account: string;
  readonly underlying: string;
  readonly quoteCurrency: string;
  readonly rungs: readonly Rung[];
}

interface LadderOptions extends CommonOptions {
  readonly out?: string;
  readonly allGreeks?: boolean;
}

/** Gain and Greeks of every account while the price of each coin moves: terminal, JSON and a page. */
export async function bookLadders(
  accounts: readonly Account[],
  snapshot: MarketSnapshot,
  options: LadderOptions,
): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const ladders = accounts.flatMap((account) => laddersOf(account, snapshot, rungs));
  const files = await writePage(accounts, ladders, snapshot, options.out);
  if (!files.ok) return reportFailure(files.failure, options);
  if (options.json) {
    const asOf = new Date(snapshot.timestamp).toISOString();
    const document = { schemaVersion: 1, plimsoll: version, asOf, snapshotId: snapshotId(snapshot), units };
    terminal.out(JSON.stringify({ ...document, ladders, files: files.value }, null, 2));
  } else {
    const wrote = files.value.map((file) => `Wrote ${file}`);
    terminal.out([ladderText(ladders, snapshot, options.allGreeks ?? false), ...wrote].join("\n"));
  }
  return exitCodes.ok;
}

const units =
  "move is a share of the price; gain, vegaPoint, thetaDay and volgaPoint in quote currency; delta, gammaPercent, vannaPoint and charmDay in underlying; per 1 % of the price there, points of 0.01, days";

/** What is summed of a position, before its units. */
type Sums = Record<Exclude<keyof Rung, "move">, number>[];

/** By underlying and quote currency, in the order of the positions. */
function laddersOf(account: Account, snapshot: MarketSnapshot, moves: readonly number[]): CoinLadder[] {
  const terms = new Map<string, Instrument>(snapshot.instruments.map((row) => [row.id, row]));
  const ladderOf = laddersOver(snapshot, moves);
  const coins = new Map<string, { readonly underlying: string; readonly quoteCurrency: string; readonly sums: Sums }>();
  for (const { instrumentId, quantity } of account.groups.flatMap((group) => group.positions)) {
    const row = terms.get(instrumentId)!;
    if (!("contractSize" in row)) continue;
    const { underlying, quoteCurrency } = row;
    const key = `${underlying} ${quoteCurrency}`;
    const { sums } = coins.get(key) ?? { sums: moves.map(nothing) };
    coins.set(key, { underlying, quoteCurrency, sums });
    const held = toNumber(quantity) * inQuoteCurrency(row, snapshot);
    const { prices, gains, delta, gamma, vega, theta, vanna, volga, charm } = ladderOf(row);
    sums.forEach((sum, s) => {
      sum.gain += held * gains[s]!;
      sum.delta += held * delta[s]!;
      sum.gammaPercent += held * gamma[s]! * prices[s]! * percent;
      sum.vegaPoint += held * vega[s]! * point;
      sum.thetaDay += held * theta[s]! * day;
      sum.vannaPoint += held * vanna[s]! * point;
      sum.volgaPoint += held * volga[s]! * point * point;
      sum.charmDay += held * charm[s]! * day;
    });
  }
  return [...coins.values()].map(({ underlying, quoteCurrency, sums }) => ({
    account: account.id,
    underlying,
    quoteCurrency,
    rungs: sums.map((sum, s) => ({ move: moves[s]!, ...sum })),
  }));
}

const nothing = (): Sums[number] => ({
  gain: 0,
  delta: 0,
  gammaPercent: 0,
  vegaPoint: 0,
  thetaDay: 0,
  vannaPoint: 0,
  volgaPoint: 0,
  charmDay: 0,
});

const head = ["price", "gain", "delta", "gamma 1%", "vega 1pt", "theta 1d"];
const headSecond = ["price", "vanna 1pt", "volga 1pt", "charm 1d"];

const moveText = (move: number): string => `${move > 0 ? "+" : ""}${Math.round(100 * move)} %`;

const cells = ({ rungs: all, quoteCurrency }: CoinLadder): string[][] =>
  all.map(({ move, gain, delta, gammaPercent, vegaPoint, thetaDay }) => [
    moveText(move),
    money(gain, decimalsOf(quoteCurrency)),
    money(delta, 3),
    money(gammaPercent, 4),
    money(vegaPoint, 1),
    money(thetaDay, 1),
  ]);

const secondCells = ({ rungs: all }: CoinLadder): string[][] =>
  all.map(({ move, vannaPoint, volgaPoint, charmDay }) => [
    moveText(move),
    money(vannaPoint, 4),
    money(volgaPoint, 2),
    money(charmDay, 4),
  ]);

const titleOf = ({ account, underlying, quoteCurrency }: CoinLadder): string =>
  `${account}: all ${underlying}, ${quoteCurrency}`;

const meaning =
  "gain, vega and theta in quote currency; delta in the underlying; gamma its change for 1 % of the price there; volatilities, rates and the clock stay; balances are not positions and are left out";

function ladderText(ladders: readonly CoinLadder[], snapshot: MarketSnapshot, all: boolean): string {
  return [
    ...ladders.flatMap((one) => [
      titleOf(one),
      table(head, cells(one)),
      ...(all ? [table(headSecond, secondCells(one))] : []),
    ]),
    wrapped(meaning, 2),
    wrapped(`As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}

/** @returns the files written: one, or none without a folder */
async function writePage(
  accounts: readonly Account[],
  ladders: readonly CoinLadder[],
  snapshot: MarketSnapshot,
  out: string | undefined,
): Promise<Outcome<string[]>> {
  if (out === undefined) return success([]);
  const made = await makeFolder(out);
  if (!made.ok) return made;
  const path = join(out, "ladder.html");
  const curves = accounts.flatMap((account) => laddersOf(account, snapshot, drawn));
  const page = {
    title: "Greeks while the price moves",
    dataLabel: isSyntheticMarket(snapshot) ? "SYNTHETIC market" : minuteText(snapshot.timestamp),
    sentences: [`Of every account by coin: ${meaning}.`],
    sections: ladders.flatMap((one, k) => coinSections(one, curves[k]!)),
    provenance: [
      ["plimsoll", version],
      ["market snapshot", snapshotId(snapshot)],
      ...(snapshot.source === undefined
        ? []
        : [["prices", `${snapshot.source.file}, SHA-256 ${snapshot.source.sha256}`] as const]),
    ] as const,
  };
  await writeSections(path, page);
  return success([path]);
}

/** A drawing of each column, then the table. */
function coinSections(one: CoinLadder, { rungs: all }: CoinLadder): ReportSection[] {
  const { underlying, quoteCurrency } = one;
  const drawings = [
    ["gain", "gain", quoteCurrency],
    ["delta", "delta", underlying],
    ["gamma for 1 %", "gammaPercent", underlying],
    ["vega for a point", "vegaPoint", quoteCurrency],
    ["theta for a day", "thetaDay", quoteCurrency],
  ] as const;
  return [
    ...drawings.map(([name, column, yLabel]) => {
      const title = `${titleOf(one)}: ${name}`;
      const points = all.map((rung) => ({ x: 100 * rung.move, y: rung[column] }));
      const xLabel = `move of ${underlying}, %`;
      return { title, lines: { label: title, xLabel, yLabel, curves: [{ id: name, points }] } };
    }),
    { title: titleOf(one), table: { head, rows: cells(one) } },
  ];
}
