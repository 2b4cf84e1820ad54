import type { Instrument } from "../../instruments/kinds.ts";
import { bind } from "../../margin/bind.ts";
import {
  bankruptcyPrice,
  type CoinDistance,
  liquidationDistances,
  liquidationPrice,
  type PricesOfNoReturn,
} from "../../margin/liquidationPrice.ts";
import type { Failure, Outcome } from "../../numerics/outcome.ts";
import { success } from "../../numerics/outcome.ts";
import type { Account, MarginGroup } from "../../portfolio/account.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { listedPart } from "../listedPart.ts";
import { provenance } from "../marginResult.ts";
import { failureText, money, percent, table, wrapped } from "../present.ts";
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

/** How far each coin alone may move before a group meets its maintenance, and the prices of a group of one contract. */
export async function liquidation(options: MarginOptions & CommonOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const book = await readBook(options, needsOf(rulebooks.value), rulebooks.value);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot } = book.value;
  const able = preparable(rulebooks.value, snapshot, false);
  if (!able.ok) return reportFailure(able.failure, options);
  const lines: Line[] = [];
  const refusals: Failure[] = [...able.value.refusals];
  const notes: string[] = [];
  const bounds = able.value.rulebooks.flatMap((rulebook) => {
    const bound = bind(rulebook, snapshot);
    return bound.ok ? [bound.value] : [];
  });
  for (const account of accounts) {
    for (const bound of bounds) {
      const { rulebook } = bound;
      const { listed, note } = listedPart(account, bound);
      if (note !== undefined) notes.push(`${account.id} under ${rulebook.id}: ${note}`);
      for (const [k, group] of listed.groups.entries()) {
        const whole = account.groups[k]!;
        if (whole.positions.length > 0 && group.positions.length === 0) continue;
        const found = linesOf(listed, group, bound, singleContract(whole, snapshot.instruments));
        if (found.ok) lines.push(...found.value);
        else refusals.push({ ...found.failure, path: `${rulebook.id}, ${found.failure.path}` });
      }
    }
  }
  const [first] = refusals;
  if (lines.length === 0 && first !== undefined) return reportFailure(first, options);
  if (options.json)
    terminal.out(JSON.stringify({ schemaVersion: 1, plimsoll: version, lines, refusals, notes }, null, 2));
  else {
    const refused = refusals.map((one) => wrapped(`not computed: ${failureText(one)}`, 2));
    const noted = notes.map((note) => wrapped(`note: ${note}`, 2));
    const parts = [
      textOf(lines),
      ...(noted.length === 0 ? [] : [noted.join("\n")]),
      ...(refused.length === 0 ? [] : [refused.join("\n")]),
      provenance(snapshot, []),
    ];
    terminal.out(parts.join("\n\n"));
  }
  return exitCodes.ok;
}

function linesOf(
  account: Account,
  group: MarginGroup,
  bound: Parameters<typeof liquidationDistances>[1],
  single: SingleContract | undefined,
): Outcome<Line[]> {
  const distances = liquidationDistances(account, bound, group.id);
  if (!distances.ok) return distances;
  const name = account.groups.length > 1 ? `${account.id}/${group.id}` : account.id;
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
