/** A history importer: bars at second stamps under the vendor's name, to be replaced by the vendor's layout. */
import type { MemberKind, MemberName } from "./memberKind.ts";

export const historyImporter: MemberKind = {
  id: "history-importer",
  folder: "src/venues/importers/history",
  list: "src/venues/historyImporters.ts",
  source: (member) => source(member),
  unitTest: (member) => unitTest(member),
};

const header = "time,open,high,low,close,volume";

const source = ({ id, name, title }: MemberName): string => `import { failed } from "../../../numerics/outcome.ts";
import { candles, importBars } from "./bars.ts";
import { CsvReader } from "./csvReader.ts";
import { namedMarket, stemOf } from "./fileNames.ts";
import type { HistoryImporter } from "./historyImporter.ts";

const header = "${header}";
const form = "${id}_SYMBOL_interval.csv, like ${id}_BTCUSDT_1h.csv";
const nameForm = /^${id}_([A-Z0-9]+)_([0-9]+[a-z])$/;

export const ${name}: HistoryImporter = {
  id: "${id}",
  title: "${title}",
  vendor: "to be named before this importer is merged",
  unitsNote: "time is the bar's open in seconds UTC, moved to its close; prices in quote currency",
  howToGet: "the public call or download that makes such a file, to be named before this importer is merged",
  recognises: (line, fileName) => line === header && fileName.startsWith("${id}_"),
  read: (text, source) => {
    const [, symbol = "", interval = ""] = nameForm.exec(stemOf(source.file)) ?? [];
    const named = namedMarket(source.file, form, { venue: "${id}", symbol, interval, linear: false });
    if (!named.ok) return failed(named.failure);
    const csv = new CsvReader(source.file, text, 1);
    const bars = candles(csv, (row) => 1000 * csv.number(row, 0));
    const columns = { timeColumn: "time", closeColumn: "close" } as const;
    return importBars(csv, bars, { ...named.value, ...columns, kind: "trade", order: "oldest-first" }, source);
  },
};
`;

const unitTest = ({ id }: MemberName): string => `import { expect, test } from "vitest";
import { importHistory } from "./importHistory.ts";

const read = (...rows: string[]) =>
  importHistory({ name: "${id}_BTCUSDT_1h.csv", text: ["${header}", ...rows].join("\\n"), sha256: "00" });

test("bars of ${id} stand at their close, and an absent hour is a gap, never a zero", () => {
  const imported = read("1609459200,1,2,1,2,5", "1609466400,2,2,1,1,5");
  expect(imported.ok && imported.value.series).toMatchObject({
    market: "BTC/USDT",
    stepMs: 3_600_000,
    startMs: Date.UTC(2021, 0, 1, 1),
    present: Uint8Array.from([1, 0, 1]),
    gaps: [{ fromMs: Date.UTC(2021, 0, 1, 2), bars: 1, reason: "absent" }],
    source: { format: "${id}" },
  });
});

test("a price of 0 from ${id} refuses the file with its line", () => {
  const imported = read("1609459200,1,2,1,2,5", "1609462800,0,2,0,1,5");
  expect(!imported.ok && imported.failure.faults?.[0]?.path).toBe("${id}_BTCUSDT_1h.csv:3");
});
`;
