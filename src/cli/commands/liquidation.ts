import type { Instrument } from "../../instruments/kinds.ts";
import { type BoundRulebook, bind } from "../../margin/bind.ts";
import { checkedAssessment } from "../../margin/checkedAssessment.ts";
import {
  bankruptcyPrice,
  type CoinDistance,
  coinsOf,
  liquidationDistances,
  liquidationPath,
  liquidationPrice,
  type PathDistances,
  type PricePath,
  type PricesOfNoReturn,
} from "../../margin/liquidationPrice.ts";
import { keptBy } from "../../margin/wallets.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account, MarginGroup } from "../../portfolio/account.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { listedPart } from "../listedPart.ts";
import { provenance, unverifiedNotes } from "../marginResult.ts";
import { decimalsOf, failureText, money, percent, table, wrapped } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { version } from "../version.ts";
import { type MarginOptions, needsOf, preparable, readBook, rulebooksOf } from "./margin.ts";

interface Line extends CoinDistance {
  readonly account: string;
  readonly rulebook: string;
  /** Present where the group holds one contract alone: what a venue shows beside a position. */
  readonly liquidationPrice?: number | null;
  readonly bankruptcyPrice?: number | null;
}

interface PathLine extends PathDistances {
  readonly account: string;
  readonly rulebook: string;
}

export interface LiquidationOptions extends MarginOptions, CommonOptions {
  /** `BTC=1,ETH=1.2`: how far each coin moves along, the others stay. */
  readonly path?: string;
}

/** How far each coin alone may move before a group meets its maintenance, and the prices of a group of one contract. */
export async function liquidation(options: LiquidationOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const path = options.path === undefined ? success(undefined) : pathOf(options.path);
  if (!path.ok) return reportFailure(path.failure, options, exitCodes.usage);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const book = await readBook(options, needsOf(rulebooks.value), rulebooks.value);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot } = book.value;
  const unknown = unknownCoin(path.value, snapshot);
  if (unknown !== undefined) return reportFailure(unknown, options, exitCodes.usage);
  const able = preparable(rulebooks.value, snapshot, false);
  if (!able.ok) return reportFailure(able.failure, options);
  const lines: Line[] = [];
  const paths: PathLine[] = [];
  const refusals: Failure[] = [...able.value.refusals];
  const notes: string[] = unverifiedNotes(able.value.rulebooks);
  const deficits: string[] = [];
  const bounds = able.value.rulebooks.flatMap((rulebook) => {
    const bound = bind(rulebook, snapshot);
    return bound.ok ? [bound.value] : [];
  });
  for (const given of accounts) {
    for (const bound of bounds) {
      const { rulebook } = bound;
      const account = keptBy(given, bound);
      const { listed, note } = listedPart(account, bound);
      if (note !== undefined) notes.push(`${account.id} under ${rulebook.id}: ${note}`);
      for (const [k, group] of listed.groups.entries()) {
        const whole = account.groups[k]!;
        if (whole.positions.length > 0 && group.positions.length === 0) continue;
        const deficit = deficitNote(listed, group, bound);
        if (deficit !== undefined) deficits.push(deficit);
        const found = linesOf(listed, group, bound, singleContract(whole, snapshot.instruments));
        if (found.ok) lines.push(...found.value);
        else refusals.push({ ...found.failure, path: `${rulebook.id}, ${found.failure.path}` });
        const along = path.value && found.ok ? liquidationPath(listed, bound, group.id, path.value) : undefined;
        if (along?.ok === true) paths.push({ account: nameOf(listed, group), rulebook: rulebook.id, ...along.value });
        else if (along !== undefined)
          refusals.push({ ...along.failure, path: `${rulebook.id}, ${along.failure.path}` });
      }
    }
  }
  const [first] = refusals;
  if (lines.length === 0 && first !== undefined) return reportFailure(first, options);
  const along = path.value === undefined ? {} : { path: path.value, paths };
  if (options.json)
    terminal.out(
      JSON.stringify(
        { schemaVersion: 1, plimsoll: version, lines, ...along, refusals, notes: [...deficits, ...notes] },
        null,
        2,
      ),
    );
  else {
    const refused = refusals.map((one) => wrapped(`not computed: ${failureText(one)}`, 2));
    const noted = [...deficits, ...notes].map((note) => wrapped(`note: ${note}`, 2));
    const parts = [
      textOf(lines),
      ...(paths.length === 0 ? [] : [pathText(paths)]),
      ...(noted.length === 0 ? [] : [noted.join("\n")]),
      ...(refused.length === 0 ? [] : [refused.join("\n")]),
      provenance(snapshot, []),
    ];
    terminal.out(parts.join("\n\n"));
  }
  return deficits.length > 0 ? exitCodes.checkFailed : exitCodes.ok;
}

/** Where maintenance is not covered now, what is found is where it would be again. */
function deficitNote(account: Account, group: MarginGroup, bound: BoundRulebook): string | undefined {
  const assessed = checkedAssessment(account, bound);
  const own = assessed.ok ? assessed.value.groups.find(({ id }) => id === group.id) : undefined;
  if (own === undefined || own.marginDeficit === 0) return undefined;
  const { id, reportingCurrency } = bound.rulebook;
  const amount = `${money(own.marginDeficit, decimalsOf(reportingCurrency))} ${reportingCurrency}`;
  return `${nameOf(account, group)} under ${id}: in deficit by ${amount} now; the moves are those after which it is covered`;
}

const nameOf = ({ id, groups }: Account, group: MarginGroup): string => (groups.length > 1 ? `${id}/${group.id}` : id);

/** Beyond it the price of a coin runs out of numbers before the search ends. */
const pathShareMax = 10;

function pathOf(text: string): Outcome<PricePath> {
  const path: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [, coin, share] = /^\s*([A-Z0-9]+)=(-?\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
    if (
      coin === undefined ||
      share === undefined ||
      Number(share) === 0 ||
      Math.abs(Number(share)) > pathShareMax ||
      coin in path
    ) {
      const message = `"${part}" is not a coin and how far it moves along, each coin once, none by 0 or by more than ${pathShareMax}`;
      return failed({ code: "invalid", path: "--path", message, hint: "write BTC=1,ETH=1.2,SOL=1.5" });
    }
    path[coin] = Number(share);
  }
  return success(path);
}

function unknownCoin(path: PricePath | undefined, snapshot: MarketSnapshot): Failure | undefined {
  const known = coinsOf(snapshot);
  const unknown = Object.keys(path ?? {}).filter((coin) => !known.includes(coin));
  if (unknown.length === 0) return undefined;
  const message = `the book moves with no price of ${unknown.join(", ")}`;
  return { code: "invalid", path: "--path", message, hint: `it moves with ${known.join(", ")}` };
}

function linesOf(
  account: Account,
  group: MarginGroup,
  bound: Parameters<typeof liquidationDistances>[1],
  single: SingleContract | undefined,
): Outcome<Line[]> {
  const distances = liquidationDistances(account, bound, group.id);
  if (!distances.ok) return distances;
  const name = nameOf(account, group);
  const lines: Line[] = [];
  for (const distance of distances.value) {
    const line = { account: name, rulebook: bound.rulebook.id, ...distance };
    if (single === undefined || single.underlying !== distance.coin) {
      lines.push(line);
      continue;
    }
    const question = { instrumentId: single.id, groupId: group.id };
    const [liquidated, bankrupt] = [
      liquidationPrice(account, bound, question),
      bankruptcyPrice(account, bound, question),
    ];
    if (!liquidated.ok) return liquidated;
    if (!bankrupt.ok) return bankrupt;
    lines.push({
      ...line,
      liquidationPrice: nearestOf(liquidated.value, distance),
      bankruptcyPrice: nearestOf(bankrupt.value, distance),
    });
  }
  return success(lines);
}

/** The side on which the account is liquidated: where both are, the nearer one; where neither is, the one that there is. */
function nearestOf({ below, above }: PricesOfNoReturn, { fall, rise }: CoinDistance): number | null {
  if (below === null || above === null) return below ?? above;
  return Math.abs(fall ?? Number.POSITIVE_INFINITY) <= Math.abs(rise ?? Number.POSITIVE_INFINITY) ? below : above;
}

interface SingleContract {
  readonly id: string;
  readonly underlying: string;
}

/** The one contract that a group holds, where it holds no other. */
function singleContract({ positions }: MarginGroup, instruments: readonly Instrument[]): SingleContract | undefined {
  const [only] = positions;
  const instrument = instruments.find(({ id }) => id === only?.instrumentId);
  if (only === undefined || positions.length > 1 || instrument === undefined || !("underlying" in instrument)) {
    return undefined;
  }
  return { id: instrument.id, underlying: instrument.underlying };
}

function pathText(paths: readonly PathLine[]): string {
  const movesText = (moves: PricePath | null): string =>
    moves === null
      ? "none"
      : Object.entries(moves)
          .map(([coin, move]) => `${coin} ${move > 0 ? "+" : ""}${percent(move, 1)}`)
          .join(", ");
  const rows = paths.map(({ account, rulebook, back, ahead }) => [
    account,
    rulebook,
    movesText(back),
    movesText(ahead),
  ]);
  return ["Along the path, before equity meets maintenance", table(["account", "model", "back", "ahead"], rows)].join(
    "\n\n",
  );
}

function textOf(lines: readonly Line[]): string {
  const move = (share: number | null): string => (share === null ? "none" : percent(share, 1));
  const priceText = (value: number | null | undefined): string =>
    value === undefined ? "" : value === null ? "none" : money(value, 2);
  const rows = lines.map(({ account, rulebook, coin, fall, rise, ...prices }) => [
    account,
    rulebook,
    coin,
    move(fall),
    move(rise),
    priceText(prices.liquidationPrice),
    priceText(prices.bankruptcyPrice),
  ]);
  return [
    "How far each coin may move, alone, before equity meets maintenance",
    table(["account", "model", "coin", "fall", "rise", "liquidation", "bankruptcy"], rows),
    wrapped("prices where a group holds one contract alone; none: no price of the coin does it", 2),
  ].join("\n\n");
}
