import { join } from "node:path";
import type { Currency } from "../instruments/money.ts";
import { isSyntheticMarket, type MarketSnapshot, snapshotId } from "../market/marketSnapshot.ts";
import { type Outcome, success } from "../numerics/outcome.ts";
import type { Account } from "../portfolio/account.ts";
import { valuations } from "../pricing/valuations.ts";
import type { ReportSection, SectionReportData } from "../reports/sectionReport.ts";
import { type ExitCode, exitCodes } from "./exitCodes.ts";
import { checkFolder, makeFolder } from "./files/writeFile.ts";
import { writeSections } from "./files/writeSections.ts";
import { decimalsOf, minuteText, money, table, wrapped } from "./present.ts";
import { type BookGreeks, bookGreeks, bookValue, type LawBook, lawBook } from "./sensitivityBook.ts";
import { bumps, drawnPrices, shapes, shownGreeks, shownGreeksText } from "./sensitivityBumps.ts";
import { type CommonOptions, reportFailure, terminalFor } from "./terminal.ts";
import { version } from "./version.ts";

interface AccountLaws {
  readonly account: string;
  readonly book: LawBook;
  /** One row a bump, by law. */
  readonly rows: readonly { readonly bump: string; readonly laws: Readonly<Record<string, BookGreeks>> }[];
}

/** Every account's value and Greeks under every law and bumped input: terminal, JSON and a page. */
export async function bookLaws(
  accounts: readonly Account[],
  snapshot: MarketSnapshot,
  options: CommonOptions & { readonly currency: Currency; readonly out?: string },
): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const writable = options.out === undefined ? success(true) : await checkFolder(options.out);
  if (!writable.ok) return reportFailure(writable.failure, options);
  const all: AccountLaws[] = [];
  for (const account of accounts) {
    const book = lawBook(account, snapshot, options.currency);
    if (!book.ok) return reportFailure(book.failure, options);
    all.push({
      account: account.id,
      book: book.value,
      rows: rowsOf(book.value, (bump) => terminal.progress(`${account.id}: ${bump}`)),
    });
  }
  terminal.endProgress();
  const files = await writePage(all, snapshot, options);
  if (!files.ok) return reportFailure(files.failure, options);
  if (options.json) {
    const accountsShown = all.map(({ account, rows }) => ({ account, rows }));
    const document = {
      schemaVersion: 1,
      plimsoll: version,
      asOf: new Date(snapshot.timestamp).toISOString(),
      snapshotId: snapshotId(snapshot),
      currency: options.currency,
      units: shownGreeksText,
      laws: valuations.map(({ id, title, shape, source }) => ({ id, title, shape, source })),
      accounts: accountsShown,
      files: files.value,
    };
    terminal.out(JSON.stringify(document, null, 2));
  } else {
    const wrote = files.value.map((file) => `Wrote ${file}`);
    terminal.out([textOf(all, snapshot, options.currency), ...wrote].join("\n"));
  }
  return exitCodes.ok;
}

const rowsOf = (book: LawBook, progress: (bump: string) => void): AccountLaws["rows"] =>
  bumps.map(({ label, move }) => {
    progress(label);
    return { bump: label, laws: Object.fromEntries(valuations.map((law) => [law.id, bookGreeks(book, law, move)])) };
  });

const ids = valuations.map((law) => law.id);

const valueCells = ({ rows }: AccountLaws, decimals: number): string[][] =>
  rows.map(({ bump, laws }) => [bump, ...ids.map((id) => money(laws[id]!.value, decimals))]);

const greekCells = ({ rows }: AccountLaws): string[][] =>
  shownGreeks.map(({ key, label }) => [label, ...ids.map((id) => money(rows[0]!.laws[id]![key], 2))]);

const moves =
  "every coin moves alike, and perpetuals, futures and balances the same under all laws; a coin-settled option counts at its forward";

function textOf(all: readonly AccountLaws[], snapshot: MarketSnapshot, currency: Currency): string {
  const decimals = decimalsOf(currency);
  return [
    ...all.flatMap((one) => [
      `${one.account}: book value, ${currency}`,
      table(["input", ...ids], valueCells(one, decimals)),
      table(["Greek", ...ids], greekCells(one)),
    ]),
    [moves, shownGreeksText, ...shapes()].map((text) => wrapped(text, 2)).join("\n"),
    wrapped(`As of ${minuteText(snapshot.timestamp)}, market snapshot ${snapshotId(snapshot)}, plimsoll ${version}`, 2),
  ].join("\n\n");
}

/** @returns the files written: one, or none without a folder */
async function writePage(
  all: readonly AccountLaws[],
  snapshot: MarketSnapshot,
  { out, currency }: { readonly out?: string; readonly currency: Currency },
): Promise<Outcome<string[]>> {
  if (out === undefined) return success([]);
  const made = await makeFolder(out);
  if (!made.ok) return made;
  const path = join(out, "laws.html");
  await writeSections(path, reportOf(all, snapshot, currency));
  return success([path]);
}

function reportOf(all: readonly AccountLaws[], snapshot: MarketSnapshot, currency: Currency): SectionReportData {
  return {
    title: `Books under every law, ${currency}`,
    dataLabel: isSyntheticMarket(snapshot) ? "SYNTHETIC market" : minuteText(snapshot.timestamp),
    sentences: [
      "Every law has the total variance of the market's own volatilities, so they differ by shape only.",
      `Moved alone, the other inputs as they are: ${moves}.`,
      ...shapes(),
    ],
    sections: all.flatMap((one) => accountSections(one, currency)),
    provenance: [
      ["plimsoll", version],
      ["market snapshot", snapshotId(snapshot)],
      ...(snapshot.source === undefined
        ? []
        : [["prices", `${snapshot.source.file}, SHA-256 ${snapshot.source.sha256}`] as const]),
    ],
  };
}

function accountSections(one: AccountLaws, currency: Currency): ReportSection[] {
  const curves = valuations.map((law) => ({
    id: law.id,
    points: drawnPrices.map((price) => ({ x: 100 * (price - 1), y: bookValue(one.book, law, { price }) })),
  }));
  const against = curves.slice(1).map(({ id, points }) => ({
    id: `${id} less ${ids[0]}`,
    points: points.map(({ x, y }, k) => ({ x, y: y - curves[0]!.points[k]!.y })),
  }));
  const axes = { xLabel: "move of every price, %", yLabel: currency };
  const [own, apart] = [`${one.account}: value against the price`, `${one.account}: difference from Black-76`];
  // Drawings first: five laws beside each other do not fit a narrow first screen.
  return [
    { title: own, lines: { label: own, ...axes, curves } },
    { title: apart, lines: { label: apart, ...axes, curves: against } },
    {
      title: `${one.account}: book value, ${currency}`,
      text: "Each input is moved alone: every price of a coin and the coin itself in one proportion, every volatility by the same points, the clock by a day, every rate by a point. Perpetuals, futures and balances are the same under every law.",
      table: { head: ["input", ...ids], rows: valueCells(one, decimalsOf(currency)) },
    },
    {
      title: `${one.account}: Greeks, ${currency}`,
      text: shownGreeksText,
      table: { head: ["Greek", ...ids], rows: greekCells(one) },
    },
  ];
}
