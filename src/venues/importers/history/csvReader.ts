import { type Failure, FaultList } from "../../../numerics/outcome.ts";

export interface Row {
  /** 1-based line of the file. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Strict: no blanks, no sign but minus, no `NaN`, no `Infinity`, and never an empty cell. */
const numberForm = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const shownMax = 40;
const byteOrderMark = "\uFEFF";

/** The first line of a text, without a byte order mark or a carriage return. */
export function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return cleanLine(end < 0 ? text : text.slice(0, end), 1);
}

function cleanLine(line: string, number: number): string {
  const start = number === 1 && line.startsWith(byteOrderMark) ? 1 : 0;
  return line.slice(start, line.endsWith("\r") ? -1 : undefined);
}

function* linesOf(text: string): Generator<{ line: number; content: string }> {
  for (let [start, line] = [0, 1]; start < text.length; line += 1) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield { line, content: cleanLine(text.slice(start, end), line) };
    start = end + 1;
  }
}

/** The rows of one comma-separated file, and every fault found in them. */
export class CsvReader {
  readonly file: string;
  readonly faults = new FaultList();
  private readonly text: string;
  private readonly columns: readonly string[];
  private readonly headerLines: number;
  private rowCount = 0;

  /** @param headerLines lines before the first data row; without `columns` the last of them names the columns */
  constructor(file: string, text: string, headerLines: number, columns?: readonly string[]) {
    this.file = file;
    this.text = text;
    this.headerLines = headerLines;
    this.columns = columns ?? this.headerNames();
  }

  private headerNames(): readonly string[] {
    for (const { line, content } of linesOf(this.text)) {
      if (line === this.headerLines) return content.split(",").map((name) => name.trim());
    }
    return [];
  }

  /** Data rows read so far, faulty ones too. */
  get rows(): number {
    return this.rowCount;
  }

  /** Position of the column so named, in any case, or −1. */
  column(name: string | RegExp): number {
    return this.columns.findIndex((column) =>
      typeof name === "string" ? column.toLowerCase() === name : name.test(column),
    );
  }

  columnName(index: number): string {
    return this.columns[index] ?? `${index + 1}`;
  }

  /** Every row with the right number of cells; the others are faults. */
  *read(): Generator<Row> {
    for (const { line, content } of linesOf(this.text)) {
      if (line <= this.headerLines) continue;
      this.rowCount += 1;
      const row: Row = { line, cells: content.split(",") };
      if (row.cells.length === this.columns.length) yield row;
      else this.blame(row, "count", content, `${row.cells.length} columns, must be ${this.columns.length}`);
    }
  }

  cell(row: Row, index: number): string {
    return row.cells[index] ?? "";
  }

  /** The number in a cell; NaN after its fault has been listed. */
  number(row: Row, index: number): number {
    const text = this.cell(row, index);
    const value = numberForm.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) return value;
    this.blame(row, this.columnName(index), text, "must be a finite decimal number");
    return Number.NaN;
  }

  blame(row: Row, column: string, value: string | number, rule: string): void {
    const text = String(value);
    const shown = text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
    this.faults.add({
      code: "parsing",
      path: `${this.file}:${row.line}`,
      message: `column ${column} is "${shown}": ${rule}`,
    });
  }

  /** Why the rows read so far give no series, or null when they do. */
  failure(): Failure | null {
    if (this.faults.count > 0) {
      return {
        ...this.faults.toFailure(this.file, `${this.rowCount} rows`),
        hint: "get the file again from its vendor, or repair the listed lines",
      };
    }
    if (this.rowCount === 0) {
      return { code: "missing-data", path: this.file, message: "0 data rows, must be at least 1" };
    }
    return null;
  }
}
