import { type Failure, failed, type Outcome, success } from "../../numerics/outcome.ts";
import { accountImporters } from "../../venues/accountImporters.ts";
import { historyImporters } from "../../venues/historyImporters.ts";
import type { AccountImport, AccountImporter } from "../../venues/importers/accounts/accountFile.ts";
import { firstLine } from "../../venues/importers/history/csvReader.ts";
import { importHistory } from "../../venues/importers/history/importHistory.ts";
import {
  importMarketRecords,
  importOptionChains,
  importOptionListings,
  marketRecordImporters,
  optionChainImporters,
  optionListingImporters,
} from "../../venues/optionImporters.ts";
import { importPriceFile, priceImporters } from "../../venues/priceImporters.ts";
import { refusalOf } from "../../venues/refusals.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { type InputFile, readInputFile } from "../files/readFile.ts";
import { dayText, failureText, table, wrapped } from "../present.ts";
import { type CommonOptions, terminalFor } from "../terminal.ts";

/** What a check saw in one sound file; the JSON of `data check` is a list of these. */
interface CheckedFile {
  readonly file: string;
  readonly kind: "history" | "prices" | "accounts" | "options";
  readonly format: string;
  readonly sha256: string;
  /** What the file is about, for the second line of its row: market, kind of price, interval. */
  readonly about: string;
  /** Data rows; of an account file positions, balances and orders. */
  readonly rows: number;
  /** Close of the first bar, or the first payment or price; ISO 8601, UTC. Account files state no time. */
  readonly from?: string;
  readonly to?: string;
  readonly notes: readonly string[];
  readonly history?: CheckedHistory;
}

interface CheckedHistory {
  readonly market: string;
  readonly venue: string;
  readonly priceKind?: "trade" | "mark" | "index";
  readonly interval?: string;
  readonly gapCount: number;
  readonly missingBars: number;
  readonly zeroVolumeBars: number;
  /** Every run of missing bars; absent for payments, whose gaps are counted only. */
  readonly gaps?: readonly { readonly from: string; readonly bars: number; readonly reason: string }[];
}

/** Reads every file as its importer would and reports faults; writes nothing. */
export async function checkData(files: readonly string[], options: CommonOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const good: CheckedFile[] = [];
  const failures: Failure[] = [];
  for (const path of files) {
    const file = await readInputFile(path);
    const checked = file.ok ? checkFile(file.value) : file;
    if (checked.ok) good.push(checked.value);
    else failures.push(checked.failure);
  }
  if (options.json) {
    const shown = good.map(({ about: _, history, ...one }) => ({ ...one, ...history }));
    terminal.out(JSON.stringify({ schemaVersion: 1, ok: failures.length === 0, files: shown, failures }, null, 2));
  } else {
    if (good.length > 0) terminal.out(checkedTable(good));
    for (const { file, notes } of good) for (const note of notes) terminal.out(wrapped(noteText(file, note), 2));
    for (const failure of failures) process.stderr.write(`${wrapped(failureText(failure), 4)}\n`);
  }
  return failures.length === 0 ? exitCodes.ok : exitCodes.badData;
}

const optionImporters = [...optionChainImporters, ...optionListingImporters, ...marketRecordImporters];

/**
 * By content, not by name: bars and payments, then accounts, chains and listings, prices, other records. Some answers are
 * of two kinds, a book summary of options and of futures: the first kind that it holds anything of counts.
 */
function checkFile(file: InputFile): Outcome<CheckedFile> {
  const header = firstLine(file.text);
  if (historyImporters.some((one) => one.recognises(header, file.name))) return checkHistory(file);
  const reads = (one: { recognises(text: string, name: string): boolean }): boolean =>
    one.recognises(file.text, file.name);
  const accounts = accountImporters.find(reads);
  const readers: (() => Outcome<CheckedFile>)[] = [
    ...(accounts === undefined ? [] : [() => checkAccounts(file, accounts)]),
    ...([...optionChainImporters, ...optionListingImporters].some(reads) ? [() => checkOptions(file)] : []),
    ...(priceImporters.some(reads) ? [() => checkPrices(file)] : []),
    ...(marketRecordImporters.some(reads) ? [() => checkOptions(file)] : []),
  ];
  let refused: Outcome<CheckedFile> | undefined;
  for (const reader of readers) {
    const read = reader();
    if (read.ok) return read;
    refused ??= read;
  }
  if (refused !== undefined) return refused;
  const refusal = refusalOf(file.text, file.name);
  if (refusal !== undefined) return failed(refusal);
  const known = [...historyImporters, ...priceImporters, ...optionImporters, ...accountImporters].map(
    ({ id, title }) => `${id} (${title})`,
  );
  return failed({
    code: "unsupported",
    path: `${file.name}:1`,
    message: `wrong vendor or unknown layout: ${openingText(file.text, header)}`,
    hint: `known layouts: ${known.join(", ")}`,
  });
}

/** JSON is often written with one bracket on its first line. */
function openingText(text: string, header: string): string {
  const isJson = /^\s*[[{]/.test(text);
  const shown = isJson ? text.slice(0, 80).replaceAll(/\s+/g, " ") : header.slice(0, 80);
  return isJson ? `it begins with ${shown}` : `the first line is "${shown}"`;
}

function checkHistory(file: InputFile): Outcome<CheckedFile> {
  const read = importHistory(file);
  if (!read.ok) return read;
  const { series, funding, report } = read.value;
  const { market, venue, source } = (series ?? funding)!;
  const ofBars =
    series === undefined
      ? {}
      : {
          priceKind: series.kind,
          interval: intervalText(series.stepMs),
          gaps: series.gaps.map(({ fromMs, bars, reason }) => ({ from: timeText(fromMs), bars, reason })),
        };
  const words = series === undefined ? ["funding"] : [series.kind, intervalText(series.stepMs)];
  return success({
    file: file.name,
    kind: "history",
    format: source.format,
    sha256: file.sha256,
    about: [market, ...words.filter((word) => word !== "trade")].join(" "),
    rows: report.rows,
    from: timeText(report.firstMs),
    to: timeText(report.lastMs),
    notes: report.notes,
    history: {
      market,
      venue,
      gapCount: report.gaps,
      missingBars: report.missingBars,
      zeroVolumeBars: report.zeroVolumeBars,
      ...ofBars,
    },
  });
}

function checkPrices(file: InputFile): Outcome<CheckedFile> {
  const read = importPriceFile(file, undefined);
  if (!read.ok) return read;
  const { quotes, source, notes } = read.value;
  const times = quotes.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
  const instruments = new Set(quotes.map(({ instrument }) => instrument.id));
  return success({
    file: file.name,
    kind: "prices",
    format: source.format,
    sha256: file.sha256,
    about: `prices of ${counted(instruments.size, "instrument")}`,
    rows: quotes.length,
    from: timeText(times[0]!),
    to: timeText(times.at(-1)!),
    notes,
  });
}

function checkOptions(file: InputFile): Outcome<CheckedFile> {
  const isOf = (list: readonly { recognises(text: string, name: string): boolean; readonly id: string }[]) =>
    list.find((one) => one.recognises(file.text, file.name))?.id;
  const common = { file: file.name, kind: "options", sha256: file.sha256 } as const;
  const ofChain = isOf(optionChainImporters);
  if (ofChain !== undefined) {
    const read = importOptionChains(file);
    if (!read.ok) return read;
    const times = read.value.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
    return success({
      ...common,
      format: ofChain,
      about: read.value.map((one) => `${one.underlying} options in ${one.settlementCurrency}`).join(", "),
      rows: read.value.reduce((count, one) => count + one.quotes.length, 0),
      from: timeText(times[0]!),
      to: timeText(times.at(-1)!),
      notes: read.value.flatMap((one) => one.notes),
    });
  }
  const ofListing = isOf(optionListingImporters);
  const read: Outcome<unknown> = ofListing === undefined ? importMarketRecords(file) : importOptionListings(file);
  if (!read.ok) return read;
  const [about, format] = ofListing === undefined ? ["records", isOf(marketRecordImporters)!] : ["listings", ofListing];
  const lists = Object.values(read.value as Readonly<Record<string, unknown>>).filter(Array.isArray);
  return success({ ...common, format, about, rows: Math.max(0, ...lists.map((list) => list.length)), notes: [] });
}

/** Stands in for prices while the rest of an account file is checked; no number made from it is shown. */
const standInPrice = 1;

/**
 * Reads an account file without a market. Where it needs a price, it is read again with a stand-in: what then
 * remains are the faults of the file itself, and what went are the places that only a market can check.
 */
function checkAccounts(file: InputFile, importer: AccountImporter): Outcome<CheckedFile> {
  const readWith = (price: number | undefined): Outcome<AccountImport> =>
    importer.read(file.text, file.name, { known: [], markPriceOf: () => price });
  const unpriced = readWith(undefined);
  const read = unpriced.ok ? unpriced : readWith(standInPrice);
  if (!read.ok) return read;
  const { accounts, instruments, notes = [] } = read.value;
  const groups = accounts.flatMap((account) => account.groups);
  const holdings = groups.flatMap(({ positions, balances, orders }) => [...positions, ...balances, ...orders]);
  return success({
    file: file.name,
    kind: "accounts",
    format: importer.id,
    sha256: file.sha256,
    about: `${counted(accounts.length, "account")}, ${counted(instruments.length, "instrument")}`,
    rows: holdings.length,
    notes: [...notes, ...(unpriced.ok ? [] : uncheckedNotes(unpriced.failure))],
  });
}

/** A note that says where in the file it belongs needs no name before it. */
const noteText = (file: string, note: string): string => (note.startsWith(file) ? note : `${file}: ${note}`);

function uncheckedNotes({ faults, ...failure }: Failure): string[] {
  return (faults ?? [failure]).map(({ path, message }) => `${path}: not checked without a market: ${message}`);
}

/** One row a file; what it is about stands under its name, so that both fit 80 columns. */
function checkedTable(files: readonly CheckedFile[]): string {
  const head = ["file\n  market, interval", "rows", "from", "to", "gaps/\nmissing", "zero\nvolume"];
  const rows = files.map(({ file, about, rows, from, to, history }) => [
    `${shortened(file)}\n  ${about}`,
    String(rows),
    from === undefined ? "–" : dayText(Date.parse(from)),
    to === undefined ? "–" : dayText(Date.parse(to)),
    history === undefined ? "–" : `${history.gapCount}/${history.missingBars}`,
    history === undefined ? "–" : String(history.zeroVolumeBars),
  ]);
  return table(head, rows);
}

/** What the other columns leave of 80, for a million rows and ten thousand gaps. */
const nameLengthMax = 25;

/** A long name without its ending, and without its middle if that does not do. */
function shortened(name: string): string {
  if (name.length <= nameLengthMax) return name;
  const stem = name.replace(/\.(?:csv|json)(?:\.gz)?$/i, "");
  if (stem.length <= nameLengthMax) return stem;
  const kept = nameLengthMax - 1;
  return `${stem.slice(0, Math.ceil(kept / 2))}…${stem.slice(-Math.floor(kept / 2))}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const timeText = (ms: number): string => new Date(ms).toISOString();

/** `1d`, `8h`, `5m`: the largest unit that divides the interval. */
function intervalText(stepMs: number): string {
  const minutes = stepMs / 60_000;
  if (minutes % 1440 === 0) return `${minutes / 1440}d`;
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** Every input type, its units, and the public call or download that makes one. */
export function describeData(options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const history = historyImporters.map(({ id, title, unitsNote, howToGet }) => ({
    kind: "history",
    id,
    title,
    units: unitsNote,
    howToGet,
  }));
  const accounts = accountImporters.map(({ id, title, unitNote, howToGet }) => ({
    kind: "accounts",
    id,
    title,
    units: unitNote,
    howToGet,
  }));
  const prices = priceImporters.map(({ id, title, unitsNote, howToGet }) => ({
    kind: "prices",
    id,
    title,
    units: unitsNote,
    howToGet,
  }));
  const ofOptions = optionImporters.map((one) => ({
    kind: "options",
    id: one.id,
    title: one.title,
    units: one.unitsNote,
    howToGet: one.howToGet,
  }));
  const all = [...history, ...prices, ...ofOptions, ...accounts];
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, inputs: all }, null, 2));
  else
    terminal.out(
      all
        .map((one) =>
          [
            wrapped(`${one.title} (${one.kind}: ${one.id})`, 2),
            wrapped(`  units: ${one.units}`, 4),
            wrapped(`  get it: ${one.howToGet}`, 4),
          ].join("\n"),
        )
        .join("\n\n"),
    );
  return exitCodes.ok;
}
