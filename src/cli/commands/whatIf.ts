import { type ComboLeg, isComboName, resolveCombo } from "../../instruments/combo.ts";
import { decimal, decimalOf, multiply, signOf } from "../../instruments/decimal.ts";
import type { Instrument } from "../../instruments/kinds.ts";
import type { Currency } from "../../instruments/money.ts";
import { resolveInstrument } from "../../instruments/names.ts";
import { contractsOf, parseQuantity, type Quantity } from "../../instruments/quantity.ts";
import { checkSteps } from "../../instruments/tradingTerms.ts";
import type { Assessment, GroupAssessment } from "../../margin/assessment.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { type Failure, FaultList, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account, MarginGroup } from "../../portfolio/account.ts";
import { type Fill, fillOf, withFills } from "../../portfolio/fill.ts";
import { tradePriceOf } from "../../risk/tradePrice.ts";
import { exportAccounts } from "../../venues/exportAccounts.ts";
import { importOptionListings } from "../../venues/optionImporters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { readInputFile } from "../files/readFile.ts";
import { writeWhole } from "../files/writeFile.ts";
import { groupName, type MarginResult, marginDocument, notesOf, provenance, unverifiedNotes } from "../marginResult.ts";
import { accountMarket, marketAt } from "../market.ts";
import { decimalsOf, failureText, money, table, wrapped } from "../present.ts";
import { shownIn } from "../shownResult.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { assessEvery, isNamed, type MarginOptions, needsOf, preparable, readBook, rulebooksOf } from "./margin.ts";

export interface WhatIfOptions extends MarginOptions, CommonOptions {
  /** `+10 BTC BTC-PERPETUAL`: quantity with its unit, then the instrument. */
  readonly add: readonly string[];
  readonly account?: string;
  readonly group?: string;
  /** Where the account goes as it would be afterwards, an account JSON file. */
  readonly export?: string;
  /** A venue's list of instruments: trades off their ticks and lots are refused. */
  readonly listing?: string;
}

/** Margin of one account before and after trades at mark, and whether they would be accepted. */
export async function whatIf(options: WhatIfOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const needs = needsOf(rulebooks.value);
  const book = await readBook(options, needs, rulebooks.value);
  if (!book.ok) return reportFailure(book.failure, options);
  const { data, asOf, accounts } = book.value;
  const trader = traderOf(accounts, options);
  if (!trader.ok) return reportFailure(trader.failure, options, exitCodes.usage);
  const orders = tradesOf(options.add, accountMarket(data, undefined).known);
  if (!orders.ok) return reportFailure(orders.failure, options, exitCodes.usage);
  const kept = await keepsSteps(orders.value, options.listing);
  if (!kept.ok) return reportFailure(kept.failure, options);
  const instruments = [...book.value.snapshot.instruments, ...orders.value.map((one) => one.instrument)];
  const snapshot = marketAt(data, instruments, asOf, needs);
  if (!snapshot.ok) return reportFailure(snapshot.failure, options);
  const fills = fillsOf(orders.value, snapshot.value);
  if (!fills.ok) return reportFailure(fills.failure, options, exitCodes.usage);
  const able = preparable(rulebooks.value, snapshot.value, isNamed(options.model));
  if (!able.ok) return reportFailure(able.failure, options);
  const { account, group } = trader.value;
  const traded = tradedAccount(account, group, fills.value);
  const tradedIds = new Set(orders.value.map((one) => one.instrument.id));
  const answers = able.value.rulebooks.map((rulebook) => {
    const before = assessEvery([account], [rulebook], snapshot.value);
    const after = assessEvery([traded], [rulebook], snapshot.value);
    return answerOf({ rulebook, before, after }, { group, tradedIds, currency: options.currency });
  });
  const refusals = [
    ...able.value.refusals,
    ...answers.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal])),
  ];
  const decisions = answers.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
  if (decisions.length === 0) return reportFailure(refusals[0]!, options);
  if (options.export !== undefined) {
    const terms = new Map<string, Instrument>(snapshot.value.instruments.map((row) => [row.id, row]));
    await writeWhole(
      options.export,
      exportAccounts([traded], (id) => terms.get(id)),
    );
  }
  const pairs = answers.flatMap(({ pair }) => (pair === undefined ? [] : [pair]));
  const [was, is] = [pairs.map(({ before }) => before), pairs.map(({ after }) => after)];
  if (options.json) {
    const documents = { before: marginDocument(was), after: marginDocument(is) };
    terminal.out(JSON.stringify({ schemaVersion: 1, ...documents, decisions, refusals }, null, 2));
  } else terminal.out(whatIfText(pairs, decisions, refusals, options.currency));
  return decisions.every((one) => one.accepted) ? exitCodes.ok : exitCodes.checkFailed;
}

/** One rulebook's numbers on both sides of the trade. */
interface Pair {
  readonly before: MarginResult;
  readonly after: MarginResult;
  readonly decision: Decision;
}

interface Answer {
  readonly pair?: Pair;
  readonly decision?: Decision;
  /** Why the rulebook says nothing of this account, traded or not. */
  readonly refusal?: Failure;
}

interface Tried {
  readonly rulebook: Rulebook;
  readonly before: Outcome<MarginResult[]>;
  readonly after: Outcome<MarginResult[]>;
}

interface Asked {
  readonly group: MarginGroup;
  readonly tradedIds: ReadonlySet<string>;
  readonly currency: Currency;
}

/** What could be assessed before the trade and cannot be afterwards, the rules refuse. */
function answerOf({ rulebook, before, after }: Tried, { group, tradedIds, currency }: Asked): Answer {
  if (!before.ok) return { refusal: before.failure };
  const [was] = before.value;
  if (!after.ok) {
    const { path, message } = after.failure;
    const accountId = was!.assessment.accountId;
    const reason = `${path}: ${message}`;
    return { decision: { accountId, group: group.id, rulebook: rulebook.id, accepted: false, reason } };
  }
  const pair = { before: shownIn(was!, currency), after: shownIn(after.value[0]!, currency) };
  const decision = decisionOf(pair.before, pair.after, group.id, tradedIds);
  return { pair: { ...pair, decision }, decision };
}

/** The account and the group that trade. */
function traderOf(
  accounts: readonly Account[],
  { account: id, group: groupId }: WhatIfOptions,
): Outcome<{ account: Account; group: MarginGroup }> {
  const named = (path: string, message: string, ids: readonly string[]) =>
    failed({ code: "invalid", path, message, hint: `choose one of ${ids.join(", ")}` });
  const ids = accounts.map((one) => one.id);
  const account = id === undefined ? accounts[0] : accounts.find((one) => one.id === id);
  if (id === undefined && accounts.length > 1) return named("--account", `the file has ${ids.length} accounts`, ids);
  if (account === undefined) return named("--account", `no account "${id}"`, ids);
  const { groups } = account;
  const group =
    groupId === undefined
      ? (groups.find((one) => one.marginMode !== "isolated") ?? groups[0])
      : groups.find((one) => one.id === groupId);
  if (group !== undefined) return success({ account, group });
  return named(
    "--group",
    `no margin group "${groupId}"`,
    groups.map((one) => one.id),
  );
}

interface Trade {
  readonly path: string;
  readonly quantity: Quantity;
  readonly instrument: Instrument;
  /** 1, or how many a combo trades of the leg per unit of its own. */
  readonly ratio: number;
  readonly isLeg: boolean;
}

function tradesOf(texts: readonly string[], known: readonly string[]): Outcome<Trade[]> {
  const trades: Trade[] = [];
  for (const text of texts) {
    const path = `--add ${text}`;
    const parts = /^([+-]?\S+\s+\S+)\s+(\S+)$/.exec(text.trim());
    if (parts === null) {
      const message = "a trade is a quantity with its unit, then an instrument";
      return failed({ code: "parsing", path, message, hint: '--add "+10 BTC BTC-PERPETUAL"' });
    }
    const quantity = parseQuantity(parts[1] ?? "", path);
    if (!quantity.ok) return quantity;
    if (signOf(quantity.value.amount) === 0) {
      return failed({ code: "invalid", path, message: "the quantity is 0, it must not be" });
    }
    const legs = legsOf(parts[2] ?? "", known, path);
    if (!legs.ok) return legs;
    const isLeg = legs.value.length > 1;
    trades.push(...legs.value.map((leg) => ({ path, quantity: quantity.value, isLeg, ...leg })));
  }
  return success(trades);
}

function legsOf(name: string, known: readonly string[], path: string): Outcome<readonly ComboLeg[]> {
  if (isComboName(name)) {
    const combo = resolveCombo(name, path);
    return combo.ok ? success(combo.value.legs) : combo;
  }
  const instrument = resolveInstrument(name, known, path);
  return instrument.ok ? success([{ instrument: instrument.value, ratio: 1 }]) : instrument;
}

/** Every trade that is no multiple of the lot that the listing states for it. */
async function keepsSteps(trades: readonly Trade[], listing: string | undefined): Promise<Outcome<true>> {
  if (listing === undefined) return success(true);
  const file = await readInputFile(listing);
  if (!file.ok) return file;
  const listed = importOptionListings(file.value);
  if (!listed.ok) return listed;
  const terms = new Map<string, Instrument>(listed.value.listings.map(({ instrument }) => [instrument.id, instrument]));
  const faults = new FaultList();
  for (const { path, quantity, instrument, ratio } of trades) {
    const steps = terms.get(instrument.id);
    if (steps === undefined || !("contractSize" in steps)) continue;
    const contracts = contractsOf(instrument, quantity, undefined, path);
    if (!contracts.ok) faults.add(contracts.failure);
    else {
      const size = multiply(contracts.value, decimal(String(ratio)));
      const kept = checkSteps(steps, { quantity: size }, path);
      if (!kept.ok) faults.add(kept.failure);
    }
  }
  return faults.count === 0 ? success(true) : failed(faults.toFailure("--add", "the trades"));
}

/** Decimals kept of a mark price that enters a cost. */
const markScale = 12;

/** The trades done at mark, those of a combo leg by leg. */
function fillsOf(trades: readonly Trade[], snapshot: MarketSnapshot): Outcome<Fill[]> {
  const fills: Fill[] = [];
  for (const { path, quantity: stated, instrument, ratio, isLeg } of trades) {
    if (instrument.kind === "cash") {
      const hint = "exchange it on a spot market: +1 BTC BTC/USDT";
      return failed({ code: "unsupported", path, message: `${instrument.id} is a currency, not a contract`, hint });
    }
    const mark = tradePriceOf(snapshot, instrument);
    // A leg's own price would give each leg of a combo another number of contracts, and an option's is a premium.
    const converting = isLeg || "strike" in instrument ? undefined : mark;
    const contracts = contractsOf(instrument, stated, converting, path);
    if (!contracts.ok) return contracts;
    const quantity = multiply(contracts.value, decimal(String(ratio)));
    fills.push(fillOf(instrument, quantity, decimalOf(mark, markScale)));
  }
  return success(fills);
}

const tradedAccount = (account: Account, group: MarginGroup, fills: readonly Fill[]): Account => ({
  ...account,
  groups: account.groups.map((one) => (one === group ? withFills(one, fills) : one)),
});

interface Decision {
  readonly accountId: string;
  readonly group: string;
  readonly rulebook: string;
  readonly accepted: boolean;
  readonly reason: string;
}

/** The groups of an account that a trade changes: one, or wallets of several coins. */
const changedBy = (before: MarginResult, after: MarginResult): GroupAssessment[] =>
  after.assessment.groups.filter((is) => {
    const was = groupOf(before.assessment, is.id);
    return was?.equity !== is.equity || was.requirement.initial !== is.requirement.initial;
  });

/**
 * Accepted when the equity of every group that the trade changes covers its initial requirement and its maintenance
 * afterwards, or when the trade lowers it. A venue that keeps coins apart has several wallets of one group.
 */
function decisionOf(before: MarginResult, after: MarginResult, group: string, traded: ReadonlySet<string>): Decision {
  const rulebook = after.rulebook.id;
  const { assessment } = after;
  const decided = { accountId: assessment.accountId, group, rulebook };
  const unknown = (after.unlisted ?? []).filter((id) => traded.has(id));
  if (unknown.length > 0) {
    return { ...decided, accepted: false, reason: `the rulebook lists no such contract: ${unknown.join(", ")}` };
  }
  const decimals = decimalsOf(after.rulebook.reportingCurrency);
  const needOf = ({ requirement: { initial, maintenance } }: GroupAssessment): number => Math.max(initial, maintenance);
  const short = changedBy(before, after).filter((is) => is.equity < needOf(is));
  const [worst] = short;
  if (worst === undefined) return { ...decided, accepted: true, reason: "equity covers the initial requirement" };
  const which = worst.requirement.maintenance > worst.requirement.initial ? "maintenance" : "initial";
  const where = assessment.groups.length > 1 ? ` of ${groupName(assessment, worst)}` : "";
  const gap = `equity ${money(worst.equity, decimals)}${where} is below the ${which} requirement ${money(needOf(worst), decimals)}`;
  const lowers = short.every((is) => {
    const was = groupOf(before.assessment, is.id);
    return was !== undefined && is.requirement.initial < was.requirement.initial;
  });
  return { ...decided, accepted: lowers, reason: lowers ? `it lowers the requirement; ${gap}` : gap };
}

const groupOf = ({ groups }: Assessment, id: string): GroupAssessment | undefined =>
  groups.find((one) => one.id === id);

function whatIfText(
  pairs: readonly Pair[],
  decisions: readonly Decision[],
  refusals: readonly Failure[],
  currency: Currency,
): string {
  const decimals = decimalsOf(currency);
  const rows = pairs.flatMap(({ before, after, decision }) => {
    const changed = new Set(changedBy(before, after).map(({ id }) => id));
    return after.assessment.groups.map((is) => {
      const was = groupOf(before.assessment, is.id)?.requirement.initial ?? 0;
      return [
        groupName(after.assessment, is),
        after.rulebook.id,
        money(is.equity, decimals),
        money(was, decimals),
        money(is.requirement.initial, decimals),
        money(is.requirement.initial - was, decimals),
        changed.has(is.id) ? (decision.accepted ? "accept" : "reject") : "",
      ];
    });
  });
  const head = ["account", "model", "equity", "before", "after", "change", ""];
  const reasons = decisions.map(({ rulebook, accepted, reason }) =>
    wrapped(`${rulebook}: ${accepted ? "accept" : "reject"}, ${reason}`, 2),
  );
  const results = pairs.map(({ after }) => after);
  const said = [...unverifiedNotes(results.map(({ rulebook }) => rulebook)), ...new Set(results.flatMap(notesOf))];
  const notes = said.map((note) => wrapped(`note: ${note}`, 2));
  const refused = refusals.map((one) => wrapped(`not computed: ${failureText(one)}`, 2));
  const [first] = results;
  return [
    `Initial requirement, ${currency}`,
    ...(rows.length === 0 ? [] : [table(head, rows)]),
    reasons.join("\n"),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    ...(refused.length === 0 ? [] : [refused.join("\n")]),
    ...(first === undefined ? [] : [provenance(first.snapshot, results)]),
  ].join("\n\n");
}
