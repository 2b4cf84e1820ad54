/** An account importer: contracts with their entry prices, to be replaced by the layout and unit of the venue. */
import type { MemberKind, MemberName } from "./memberKind.ts";

export const accountImporter: MemberKind = {
  id: "account-importer",
  folder: "src/venues/importers/accounts",
  list: "src/venues/accountImporters.ts",
  source: (member) => source(member),
  unitTest: (member) => unitTest(member),
};

/** Of a layout that no other importer recognises, even another one fresh from this template. */
const headerOf = ({ name }: MemberName): string => `${name}Account,symbol,contracts,entryPrice`;

const source = (
  member: MemberName,
): string => `/** ${member.title}: what it reads. Source: say who publishes the layout and the unit of its quantities. */
import { parseDecimal } from "../../../instruments/decimal.ts";
import type { Instrument } from "../../../instruments/kinds.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import { failed, type Outcome, success } from "../../../numerics/outcome.ts";
import type { Position } from "../../../portfolio/account.ts";
import { costOf } from "../../../portfolio/cost.ts";
import { CsvReader, firstLine } from "../history/csvReader.ts";
import type { AccountImport, AccountImporter, AccountMarket } from "./accountFile.ts";

const header = "${headerOf(member)}";
const unitNote = "quantities are contracts, short below 0; entry prices are in quote currency";

export const ${member.name}: AccountImporter = {
  id: "${member.id}",
  title: "${member.title}",
  unitNote,
  howToGet: "the public call or download that makes such a file, to be named before this importer is merged",
  recognises: (text) => firstLine(text) === header,
  read,
};

interface Holding {
  readonly account: string;
  readonly instrument: Instrument;
  readonly position: Position;
}

function read(text: string, file: string, market: AccountMarket): Outcome<AccountImport> {
  const csv = new CsvReader(file, text, 1);
  const holdings: Holding[] = [];
  for (const { line, cells } of csv.read()) {
    const holding = readHolding(cells, \`\${file}:\${line}\`, market);
    if (holding.ok) holdings.push(holding.value);
    else csv.faults.add(holding.failure);
  }
  const failure = csv.failure();
  if (failure !== null) return failed(failure);
  const ids = [...new Set(holdings.map(({ account }) => account))];
  const positionsOf = (id: string): Position[] =>
    holdings.flatMap(({ account, position }) => (account === id ? [position] : []));
  return success({
    accounts: ids.map((id) => ({
      id,
      groups: [{ id: "cross", marginMode: "cross", positions: positionsOf(id), balances: [], orders: [] }],
    })),
    instruments: [...new Map(holdings.map(({ instrument }) => [instrument.id, instrument])).values()],
    unitNote,
  });
}

function readHolding(cells: readonly string[], path: string, market: AccountMarket): Outcome<Holding> {
  const [account = "", symbol = "", contracts = "", price = ""] = cells;
  if (account === "") return failed({ code: "invalid", path, message: "account is empty" });
  const instrument = resolveInstrument(symbol, market.known, path);
  if (!instrument.ok) return instrument;
  if (!("contractSize" in instrument.value)) {
    return failed({ code: "unsupported", path, message: \`\${symbol} is not a contract\` });
  }
  const quantity = parseDecimal(contracts, path);
  if (!quantity.ok) return quantity;
  const entryPrice = parseDecimal(price, path);
  if (!entryPrice.ok) return entryPrice;
  if (entryPrice.value.units <= 0n) {
    return failed({ code: "invalid", path, message: \`entryPrice \${price} must be above 0\` });
  }
  const cost = costOf(instrument.value, quantity.value, entryPrice.value);
  const position = { instrumentId: instrument.value.id, quantity: quantity.value, cost };
  return success({ account, instrument: instrument.value, position });
}
`;

const unitTest = (member: MemberName): string => `import { expect, test } from "vitest";
import { decimalText } from "../../../instruments/decimal.ts";
import { importAccounts } from "../../accountImporters.ts";

const market = { markPriceOf: () => undefined, known: [] };
const read = (row: string) => importAccounts(\`${headerOf(member)}\\n\${row}\\n\`, "book.csv", market);

test("2 contracts of ${member.id} at 50000 cost 100000, with no price asked of the market", () => {
  const imported = read("desk,BTC/USDT:USDT,2,50000");
  const position = imported.ok ? imported.value.accounts[0]?.groups[0]?.positions[0] : undefined;
  expect(position?.instrumentId).toBe("BTC/USDT:USDT");
  expect(position && [position.quantity, position.cost].map(decimalText)).toEqual(["2", "100000"]);
});

test("a contract that nobody lists refuses the file of ${member.id} with its line", () => {
  const imported = read("desk,BTC-PERPETUL,2,50000");
  const fault = imported.ok ? undefined : imported.failure.faults?.[0];
  expect(fault?.path).toBe("book.csv:2");
  expect(fault?.hint).toContain("BTC-PERPETUAL");
});
`;
