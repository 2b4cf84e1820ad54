/** The model `greeks` against full revaluation over the same moves, on recorded option chains. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { decimal } from "../../src/instruments/decimal.ts";
import { moveScenarios } from "../../src/margin/greeksModel/moveScenarios.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { greeks } from "../../src/margin/models/greeks.ts";
import { viewOf } from "../../src/margin/view.ts";
import type { MarketSnapshot } from "../../src/market/marketSnapshot.ts";
import { quotedSnapshot } from "../../src/market/quotes.ts";
import { markId } from "../../src/market/riskFactor.ts";
import type { Account } from "../../src/portfolio/account.ts";
import { chainLevels, chainValues, type QuoteValue } from "../../src/pricing/chainValues.ts";
import { unitPnl } from "../../src/risk/unitPnl.ts";
import { importOptionChain } from "../../src/venues/optionImporters.ts";
import { accountOf, assessed, bound, dayMs, instrument, position, sourced, unwrapped } from "./market.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(process.env["PLIMSOLL_HISTORY"] ?? join(root, "../shared/data"), "options");

/** Whether the chains are there. */
export const hasChains = existsSync(folder);

/** What is measured on one chain: how large, and which expiries are the nearest, the near and the far. */
interface Measured {
  readonly file: string;
  readonly coin: string;
  /** Contracts of one leg. */
  readonly size: number;
  readonly expiries: Readonly<Record<Expiry, string>>;
  readonly perpetual: string;
}

type Expiry = "next" | "week" | "month" | "far";

export const bitcoin: Measured = {
  file: "deribit_BTC_chain_20240524.csv.gz",
  coin: "BTC",
  size: 10,
  expiries: { next: "26MAY24", week: "31MAY24", month: "28JUN24", far: "27SEP24" },
  perpetual: "BTC-PERPETUAL",
};

export const ether: Measured = {
  file: "deribit_ETH_chain_20240108T1119Z.csv.gz",
  coin: "ETH",
  size: 100,
  expiries: { next: "9JAN24", week: "19JAN24", month: "23FEB24", far: "28JUN24" },
  perpetual: "ETH-PERPETUAL",
};

interface Chain {
  readonly snapshot: MarketSnapshot;
  readonly values: readonly QuoteValue[];
}

function chainOf({ file, coin, perpetual }: Measured): Chain {
  const bytes = readFileSync(join(folder, file));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const chain = unwrapped(importOptionChain({ name: file, text: gunzipSync(bytes).toString(), sha256 }));
  const valued = chainValues(chain);
  const levels = chainLevels(chain, valued);
  const index = levels.get(`currency:${coin}`)!;
  const stated = sourced([...levels, [markId(perpetual), index]]);
  const rows = [...valued.values.map(({ quote }) => quote.instrument), instrument(perpetual), instrument(coin)];
  const at = { timestamp: chain.timestamp, maxAgeMs: dayMs };
  return {
    snapshot: unwrapped(quotedSnapshot({ quotes: [], levels: stated, source: chain.source }, rows, at)),
    values: valued.values,
  };
}

/** Contracts by instrument, and coins held. */
interface Book {
  readonly name: string;
  readonly legs: readonly (readonly [id: string, contracts: number])[];
  readonly coins?: number;
}

/** The option of an expiry whose strike lies nearest to a share of the forward. */
const optionAt = (values: readonly QuoteValue[], expiry: string, type: "call" | "put", share: number): string => {
  const own = values.filter(({ quote: { instrument: row } }) => {
    return row.id.split("-")[1] === expiry && row.optionType === type;
  });
  const distance = ({ quote, forward }: QuoteValue): number =>
    Math.abs(Number(quote.instrument.strike) / forward - share);
  return own.toSorted((a, b) => distance(a) - distance(b))[0]!.quote.instrument.id;
};

function booksOf({ size, expiries, perpetual }: Measured, { snapshot, values }: Chain): Book[] {
  const at = (expiry: Expiry, type: "call" | "put", share: number): string =>
    optionAt(values, expiries[expiry], type, share);
  const straddle = (expiry: Expiry, contracts: number): Book["legs"] => [
    [at(expiry, "call", 1), contracts],
    [at(expiry, "put", 1), contracts],
  ];
  const strangle: Book["legs"] = [
    [at("month", "call", 1.15), -size],
    [at("month", "put", 0.85), -size],
  ];
  return [
    { name: "long straddle, a month", legs: straddle("month", size) },
    { name: "short straddle, a month", legs: straddle("month", -size) },
    { name: "short straddle, next day", legs: straddle("next", -size) },
    { name: "long straddle, next day", legs: straddle("next", size) },
    { name: "short strangle, 15 % out", legs: strangle },
    {
      name: "calendar, week sold",
      legs: [
        [at("week", "call", 1), -size],
        [at("far", "call", 1), size],
      ],
    },
    {
      name: "butterfly, 10 % wings",
      legs: [
        [at("month", "call", 0.9), size],
        [at("month", "call", 1), -2 * size],
        [at("month", "call", 1.1), size],
      ],
    },
    {
      name: "risk reversal, 10 % out",
      legs: [
        [at("month", "call", 1.1), size],
        [at("month", "put", 0.9), -size],
      ],
    },
    { name: "short far put, 40 % out", legs: [[at("month", "put", 0.6), -size]] },
    { name: "covered call, 10 % out", legs: [[at("month", "call", 1.1), -size]], coins: size },
    hedgedBook(values, size, perpetual, snapshot),
  ];
}

/** Fifty options out of the money, long and short by turns, their delta sold or bought as a perpetual. */
function hedgedBook(values: readonly QuoteValue[], size: number, perpetual: string, snapshot: MarketSnapshot): Book {
  const out = values.filter(({ quote, forward, years }) => {
    const { strike, optionType } = quote.instrument;
    const moneyness = Number(strike) / forward;
    return (
      years > 3 / 365 && moneyness > 0.6 && moneyness < 1.6 && (optionType === "call" ? moneyness > 1 : moneyness < 1)
    );
  });
  const ordered = out.toSorted((a, b) => (a.quote.instrument.id < b.quote.instrument.id ? -1 : 1));
  const chosen = Array.from({ length: 50 }, (_, k) => ordered[Math.floor((k * ordered.length) / 50)]!);
  const contractsOf = (k: number): number => (((k * 7) % 11) - 5 || 2) * (size / 10);
  const delta = chosen.reduce((sum, { dollars }, k) => sum + contractsOf(k) * dollars.delta, 0);
  const terms = instrument(perpetual) as { readonly contractSize: string };
  const price = snapshot.levels.get(markId(perpetual))!;
  return {
    name: "50 options, hedged",
    legs: [
      ...chosen.map(({ quote }, k) => [quote.instrument.id, contractsOf(k)] as const),
      [perpetual, -Math.round((delta * price) / Number(terms.contractSize))],
    ],
  };
}

function accountFor({ legs, coins = 0 }: Book, { coin, perpetual }: Measured, snapshot: MarketSnapshot): Account {
  const price = String(snapshot.levels.get(markId(perpetual))!);
  const positions = legs.map(([id, contracts]) =>
    id === perpetual
      ? position(id, String(contracts), price)
      : { instrumentId: id, quantity: decimal(String(contracts)), cost: decimal("0") },
  );
  return accountOf(positions, coins === 0 ? {} : { [coin]: String(coins) });
}

interface Losses {
  readonly expansion: number;
  readonly revaluation: number;
}

/** Distance of prices on the grid of revaluations, and how many volatilities it has beside the first. */
const [priceStep, volatilitySteps] = [0.00125, 5];
const stepsFrom = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, k) => low + ((high - low) * k) / count);

/**
 * The worst loss of every book over a box of prices `±range` and the default moves of volatility and time: by the model,
 * and by revaluing every contract at each point of a grid over the same box, now and at the horizon.
 */
function lossesOf(
  measured: Measured,
  { chain, books }: { readonly chain: Chain; readonly books: readonly Book[] },
  range: number,
): (Losses & { readonly name: string })[] {
  const { snapshot } = chain;
  const rulebook = bound(greeks as unknown as MarginModel, snapshot, { priceDown: range, priceUp: range }, "USD");
  const { volatilityDown, volatilityUp, vegaPower, horizonHours } = rulebook.rulebook.parameters as Readonly<
    Record<"volatilityDown" | "volatilityUp" | "vegaPower" | "horizonHours", number>
  >;
  const moves = stepsFrom(-range, range, Math.round((2 * range) / priceStep)).flatMap((price) =>
    stepsFrom(-volatilityDown, volatilityUp, volatilitySteps).map((volatility) => ({ price, volatility })),
  );
  const matrices = [0, horizonHours / 8760].map((elapsedYears) => {
    const set = moveScenarios(snapshot, { coin: measured.coin, moves, elapsedYears, vegaPower });
    return unitPnl(snapshot, set, "USD");
  });
  return books.map((book) => {
    const account = accountFor(book, measured, snapshot);
    const { components } = assessed(account, rulebook).requirement;
    const { legs } = viewOf(account.groups[0]!, rulebook);
    const outcomes = matrices.flatMap((matrix) =>
      moves.map((_, s) => legs.reduce((sum, { row, quantity }) => sum + quantity * matrix[row * moves.length + s]!, 0)),
    );
    return {
      name: book.name,
      expansion: components.find(({ id }) => id === `worst-move ${measured.coin}`)!.initial,
      revaluation: -Math.min(...outcomes),
    };
  });
}

/** A snapshot of nothing but what the books hold: the rest of the chain need not be revalued. */
function heldPart(snapshot: MarketSnapshot, books: readonly Book[], coin: string): MarketSnapshot {
  const held = new Set([coin, "USD", ...books.flatMap(({ legs }) => legs.map(([id]) => id))]);
  return { ...snapshot, instruments: snapshot.instruments.filter(({ id }) => held.has(id)) };
}

const ranges: readonly number[] = [0.05, 0.1, 0.2];

const dollars = (value: number): string => Math.round(value).toLocaleString("en-US");
const errorOf = ({ expansion, revaluation }: Losses): string => {
  const percent = Math.round((100 * (expansion - revaluation)) / revaluation);
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent)} %`;
};

/** The table of the docs page. */
export function errorTable(measured: Measured): string {
  const whole = chainOf(measured);
  const books = booksOf(measured, whole);
  const chain = { ...whole, snapshot: heldPart(whole.snapshot, books, measured.coin) };
  const columns = ranges.map((range) => lossesOf(measured, { chain, books }, range));
  const heads = ranges.flatMap((range) => [`±${100 * range} % Greeks`, "revalued", "error"]);
  const rows = columns[0]!.map(({ name }, k) => {
    const cells = columns.flatMap((column) => {
      const one = column[k]!;
      return [dollars(one.expansion), dollars(one.revaluation), errorOf(one)];
    });
    return `| ${[name, ...cells].join(" | ")} |`;
  });
  return [
    `| ${[`${measured.coin}, USD`, ...heads].join(" | ")} |`,
    `|---|${heads.map(() => "---|").join("")}`,
    ...rows,
  ].join("\n");
}
