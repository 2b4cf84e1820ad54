import { decimalOf } from "../../instruments/decimal.ts";
import { resolveInstrument } from "../../instruments/names.ts";
import { contractsOf, parseQuantity } from "../../instruments/quantity.ts";
import type { MarketSnapshot } from "../../market/marketSnapshot.ts";
import { markId } from "../../market/riskFactor.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account, Position } from "../../portfolio/account.ts";
import { costOf } from "../../portfolio/cost.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { type MarginResult, marginDocument } from "../marginResult.ts";
import { accountMarket, marketAt } from "../market.ts";
import { money, table } from "../present.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { assessAll, type MarginOptions, preparable, readBook, rulebooksOf } from "./margin.ts";

export interface WhatIfOptions extends MarginOptions, CommonOptions {
  /** `+10 BTC BTC-PERPETUAL`: quantity with its unit, then the instrument. */
  readonly add: readonly string[];
}

/** Margin before and after trades at mark, and whether they would be accepted. */
export async function whatIf(options: WhatIfOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const book = await readBook(options);
  if (!book.ok) return reportFailure(book.failure, options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const names = options.add.map((text) => text.trim().split(/\s+/).slice(2).join(" "));
  const added = names.map((name, k) =>
    resolveInstrument(name, accountMarket(book.value.data, undefined).known, `--add ${options.add[k]}`),
  );
  const bad = added.find((one) => !one.ok);
  if (bad !== undefined && !bad.ok) return reportFailure(bad.failure, options, exitCodes.usage);
  const instruments = [...book.value.snapshot.instruments, ...added.flatMap((one) => (one.ok ? [one.value] : []))];
  const market = marketAt(book.value.data, instruments, book.value.asOf);
  if (!market.ok) return reportFailure(market.failure, options);
  const snapshot = market.value;
  const able = preparable(rulebooks.value, snapshot, options.model !== undefined);
  if (!able.ok) return reportFailure(able.failure, options);
  const trades = tradesOf(options.add, snapshot);
  if (!trades.ok) return reportFailure(trades.failure, options, exitCodes.usage);
  const before = assessAll(book.value.accounts, able.value.rulebooks, snapshot);
  if (!before.ok) return reportFailure(before.failure, options);
  const after = assessAll(
    book.value.accounts.map((one) => withTrades(one, trades.value)),
    able.value.rulebooks,
    snapshot,
  );
  if (!after.ok) return reportFailure(after.failure, options);
  const decisions = after.value.map((one, k) => decisionOf(before.value[k]!, one));
  if (options.json) {
    const document = {
      schemaVersion: 1,
      before: marginDocument(before.value),
      after: marginDocument(after.value),
      decisions,
    };
    terminal.out(JSON.stringify(document, null, 2));
  } else terminal.out(whatIfText(before.value, after.value, decisions));
  return decisions.every((one) => one.accepted) ? exitCodes.ok : exitCodes.checkFailed;
}

function tradesOf(texts: readonly string[], snapshot: MarketSnapshot): Outcome<Position[]> {
  const trades: Position[] = [];
  for (const text of texts) {
    const path = `--add ${text}`;
    const parts = /^([+-]?\S+\s+\S+)\s+(\S+)$/.exec(text.trim());
    if (parts === null) {
      return failed({
        code: "parsing",
        path,
        message: "a trade is a quantity with its unit and an instrument",
        hint: '--add "+10 BTC BTC-PERPETUAL"',
      });
    }
    const quantity = parseQuantity(parts[1] ?? "", path);
    if (!quantity.ok) return quantity;
    const instrument = resolveInstrument(parts[2] ?? "", [], path);
    if (!instrument.ok) return instrument;
    const { id } = instrument.value;
    const mark = snapshot.levels.get(markId(id));
    if (mark === undefined)
      return failed({
        code: "invalid",
        path,
        message: `${id} is not a contract`,
        hint: "cash is deposited, not traded",
      });
    const contracts = contractsOf(instrument.value, quantity.value, mark, path);
    if (!contracts.ok) return contracts;
    const cost = costOf(instrument.value, contracts.value, decimalOf(mark, 12));
    trades.push({ instrumentId: id, quantity: contracts.value, cost });
  }
  return success(trades);
}

const withTrades = (account: Account, trades: readonly Position[]): Account => ({
  ...account,
  groups: account.groups.map((group, k) =>
    k === 0 ? { ...group, positions: [...group.positions, ...trades] } : group,
  ),
});

/** A trade is accepted when equity covers the initial requirement after it, or when it lowers the requirement. */
function decisionOf(before: MarginResult, after: MarginResult) {
  const [was, is] = [before.assessment.groups[0]!, after.assessment.groups[0]!];
  const covered = is.equity >= is.requirement.initial;
  const reduces = is.requirement.initial < was.requirement.initial;
  const reason = covered
    ? "equity covers the initial requirement"
    : reduces
      ? "it lowers the requirement"
      : `equity ${money(is.equity)} is below the initial requirement ${money(is.requirement.initial)}`;
  return { accountId: after.assessment.accountId, rulebook: after.rulebook.id, accepted: covered || reduces, reason };
}

function whatIfText(
  before: readonly MarginResult[],
  after: readonly MarginResult[],
  decisions: readonly { accepted: boolean; reason: string }[],
): string {
  const rows = after.map(({ assessment, rulebook }, k) => {
    const was = before[k]!.assessment.groups[0]!.requirement.initial;
    const is = assessment.groups[0]!.requirement.initial;
    return [
      assessment.accountId,
      rulebook.id,
      money(was),
      money(is),
      money(is - was),
      decisions[k]!.accepted ? "accept" : "reject",
    ];
  });
  const currency = after[0]?.rulebook.reportingCurrency ?? "";
  const head = ["account", "model", "before", "after", "change", "decision"];
  const reasons = decisions.map(
    (one, k) => `${after[k]!.rulebook.id}: ${one.accepted ? "accept" : "reject"}, ${one.reason}`,
  );
  return [`Initial requirement, ${currency}`, table(head, rows), reasons.join("\n")].join("\n\n");
}
