import { type Assessment, assessAccount } from "../../margin/assess.ts";
import { bind } from "../../margin/bind.ts";
import { checkCovered } from "../../margin/holdings.ts";
import type { Rulebook } from "../../margin/rulebook.ts";
import { type MarketSnapshot, snapshotId } from "../../market/marketSnapshot.ts";
import type { TimeSeries } from "../../market/timeSeries.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account } from "../../portfolio/account.ts";
import { importAccounts } from "../../venues/accountImporters.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { accountMarket, marketAt, parseTime, readSeries } from "../market.ts";
import { modelArgument } from "../modelArgument.ts";
import { minuteText, money, table } from "../present.ts";
import { readInputFile } from "../readFile.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface MarginOptions extends CommonOptions {
  readonly portfolio: string;
  readonly history: string;
  readonly asOf?: string;
  readonly model?: readonly string[];
  readonly interval?: string;
  readonly venue?: string;
  readonly currency: string;
  readonly explain?: boolean;
}

export interface MarginResult {
  readonly rulebook: Rulebook;
  readonly snapshot: MarketSnapshot;
  readonly assessment: Assessment;
}

/** Margin of every account of a file under every model asked for. */
export async function margin(options: MarginOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const book = await readBook(options);
  if (!book.ok) return reportFailure(book.failure, options);
  const rulebooks = await rulebooksOf(options.model, options.currency);
  if (!rulebooks.ok) return reportFailure(rulebooks.failure, options, exitCodes.usage);
  const results = assessAll(book.value.accounts, rulebooks.value, book.value.snapshot);
  if (!results.ok) return reportFailure(results.failure, options);
  if (options.json) terminal.out(JSON.stringify(marginDocument(results.value), null, 2));
  else terminal.out(marginText(results.value, options.explain ?? false));
  const inDeficit = results.value.some(({ assessment }) => assessment.groups.some((group) => group.marginDeficit > 0));
  return inDeficit ? exitCodes.checkFailed : exitCodes.ok;
}

export interface LoadedBook {
  readonly accounts: readonly Account[];
  readonly snapshot: MarketSnapshot;
  readonly series: readonly TimeSeries[];
}

/** Reads the market, then the accounts against it. */
export async function readBook(options: MarginOptions): Promise<Outcome<LoadedBook>> {
  const asOf = options.asOf === undefined ? undefined : parseTime(options.asOf, "--as-of");
  if (asOf !== undefined && !asOf.ok) return asOf;
  const file = await readInputFile(options.portfolio);
  if (!file.ok) return file;
  const { history, interval, venue } = options;
  const series = await readSeries({ history, ...(interval ? { interval } : {}), ...(venue ? { venue } : {}) });
  if (!series.ok) return series;
  const accounts = importAccounts(file.value.text, file.value.name, accountMarket(series.value, asOf?.value));
  if (!accounts.ok) return accounts;
  const reporting = { kind: "cash", id: options.currency, settlementCurrency: options.currency } as const;
  const market = marketAt(series.value, [...accounts.value.instruments, reporting], asOf?.value);
  if (!market.ok) return market;
  return success({ accounts: accounts.value.accounts, snapshot: market.value.snapshot, series: series.value });
}

export async function rulebooksOf(
  names: readonly string[] | undefined,
  currency: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Promise<Outcome<Rulebook[]>> {
  const rulebooks: Rulebook[] = [];
  for (const name of names ?? ["fixed-ratio", "historical-tail", "filtered-historical-tail"]) {
    const rulebook = await modelArgument(name, currency, overrides);
    if (!rulebook.ok) return rulebook;
    rulebooks.push(rulebook.value);
  }
  return success(rulebooks);
}

export function assessAll(
  accounts: readonly Account[],
  rulebooks: readonly Rulebook[],
  snapshot: MarketSnapshot,
): Outcome<MarginResult[]> {
  const results: MarginResult[] = [];
  for (const account of accounts) {
    const covered = checkCovered(account, snapshot);
    if (!covered.ok) return covered;
    for (const rulebook of rulebooks) {
      const bound = bind(rulebook, snapshot);
      if (!bound.ok) return failed({ ...bound.failure, path: `${rulebook.id} at ${bound.failure.path}` });
      results.push({ rulebook, snapshot, assessment: assessAccount(account, bound.value) });
    }
  }
  return success(results);
}

/** One row an account, margin group and model; then where every number came from. */
export function marginText(results: readonly MarginResult[], explain: boolean): string {
  const currency = results[0]?.rulebook.reportingCurrency ?? "";
  const rows = results.flatMap(({ rulebook, assessment }) =>
    assessment.groups.map((group) => [
      `${assessment.accountId}${assessment.groups.length > 1 ? `/${group.id}` : ""}`,
      rulebook.id,
      money(group.equity),
      money(group.requirement.initial),
      money(group.requirement.maintenance),
      money(group.equity - group.requirement.initial),
    ]),
  );
  const head = ["account", "model", "equity", "initial", "maint.", "excess"];
  const parts = [`Margin, ${currency}`, table(head, rows)];
  if (explain) parts.push(...results.map(explanation));
  const [first] = results;
  if (first !== undefined) parts.push(provenance(first.snapshot, results));
  return parts.join("\n\n");
}

function explanation({ rulebook, assessment }: MarginResult): string {
  const lines = assessment.groups.flatMap((group) => [
    `${assessment.accountId} under ${rulebook.id}:`,
    ...group.requirement.components.map(
      (one) =>
        `  ${one.id.padEnd(18)} initial ${money(one.initial, 2)}  maintenance ${money(one.maintenance, 2)}${one.note ? `\n    ${one.note}` : ""}`,
    ),
    ...(group.worstScenario
      ? [`  worst scenario ${group.worstScenario.label}: P&L ${money(group.worstScenario.pnl, 2)}`]
      : []),
  ]);
  return lines.join("\n");
}

function provenance(snapshot: MarketSnapshot, results: readonly MarginResult[]): string {
  const models = [...new Map(results.map(({ rulebook }) => [rulebook.id, rulebook])).values()];
  const assumed = [...snapshot.history.columns].flatMap(([id, { assumption }]) =>
    assumption ? [`${id} ${assumption}`] : [],
  );
  const fixed = [...snapshot.history.fixed.values()].map(({ assumption }) => assumption);
  return [
    `As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}`,
    ...models.map((one) => `${one.model.id}@${one.model.version} parameters ${one.parametersHash}`),
    ...[...assumed, ...fixed.filter((text) => text !== "the numeraire")].map((text) => `assumed: ${text}`),
  ].join("\n");
}

/** The stable form for machines. */
export function marginDocument(results: readonly MarginResult[]) {
  return {
    schemaVersion: 1,
    results: results.map(({ rulebook, snapshot, assessment }) => ({
      accountId: assessment.accountId,
      model: rulebook.model.id,
      modelVersion: rulebook.model.version,
      rulebook: rulebook.id,
      parameters: rulebook.parameters,
      parametersHash: rulebook.parametersHash,
      reportingCurrency: rulebook.reportingCurrency,
      asOf: new Date(snapshot.timestamp).toISOString(),
      snapshotId: snapshotId(snapshot),
      groups: assessment.groups.map((group) => ({
        id: group.id,
        equity: group.equity,
        initialRequirement: group.requirement.initial,
        maintenanceRequirement: group.requirement.maintenance,
        excess: group.excess,
        marginDeficit: group.marginDeficit,
        components: group.requirement.components.map(({ id, initial, maintenance, note }) => ({
          id,
          initial,
          maintenance,
          note,
        })),
        ...(group.worstScenario === undefined
          ? {}
          : { worstScenario: { label: group.worstScenario.label, pnl: group.worstScenario.pnl } }),
      })),
    })),
  };
}
