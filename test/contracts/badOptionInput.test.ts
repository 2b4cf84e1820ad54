/** Option input at and beyond the edge of what is sensible: a typed failure, or a stated rule against a number of its own. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fitSurface } from "../../src/calibration/fitSurface.ts";
import { forwardOf } from "../../src/calibration/forward.ts";
import { svi } from "../../src/calibration/methods/svi.ts";
import { smilePointRules, smilePointsOf } from "../../src/calibration/smilePoints.ts";
import { decimal } from "../../src/instruments/decimal.ts";
import type { InverseOption } from "../../src/instruments/kinds/inverseOption.ts";
import { bind } from "../../src/margin/bind.ts";
import type { MarginModel } from "../../src/margin/marginModel.ts";
import { historicalTail } from "../../src/margin/models/historicalTail.ts";
import { checkParameters } from "../../src/margin/parameters.ts";
import { rulebookOf } from "../../src/margin/rulebook.ts";
import type { OptionChain, OptionQuote } from "../../src/market/optionChain.ts";
import { quotedSnapshot } from "../../src/market/quotes.ts";
import { forwardId, volatilityId } from "../../src/market/riskFactor.ts";
import type { Outcome } from "../../src/numerics/outcome.ts";
import { chainValues } from "../../src/pricing/chainValues.ts";
import { black76, black76Value } from "../../src/pricing/formulas/black76.ts";
import { impliedVolatility } from "../../src/pricing/impliedVolatility.ts";
import { importOptionChain } from "../../src/venues/optionImporters.ts";
import { plimsoll } from "../cli/plimsoll.ts";
import { accountOf, assessed, dayMs, historyOf, instrument, seriesOf, sourced, unwrapped } from "./market.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-bad-options-"));
afterAll(() => rmSync(folder, { recursive: true }));

const minuteMs = 60_000;
const yearMs = 365 * dayMs;
const time = Date.UTC(2024, 4, 24, 12);
const forward = 60_000;

/**
 * Undiscounted E[max(0, ±(S − K))] by Simpson's rule over the logarithm of a lognormal price of mean `forward`: knows no
 * formula for an option, no error function, and nothing of `src`.
 */
function integrated(type: "call" | "put", strike: number, deviation: number, mean = forward): number {
  const kink = (Math.log(strike / mean) + 0.5 * deviation * deviation) / deviation;
  const [from, to] = type === "call" ? [kink, Math.max(kink, deviation) + 14] : [Math.min(kink, 0) - 14, kink];
  const steps = 40_000;
  const width = (to - from) / steps;
  let total = 0;
  for (let step = 0; step <= steps; step++) {
    const z = from + step * width;
    const price = mean * Math.exp(deviation * z - 0.5 * deviation * deviation);
    const paid = type === "call" ? price - strike : strike - price;
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    total += (weight * paid * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI);
  }
  return (total * width) / 3;
}

/** How far two numbers are apart, as a share of the second. */
const apart = (one: number, other: number): number => Math.abs(one / other - 1);

function failureOf<T>(outcome: Outcome<T>) {
  if (outcome.ok) throw new Error("a failure was expected");
  return outcome.failure;
}

/* A chain as values. */

const quote = (name: string, rest: Partial<OptionQuote>): OptionQuote => ({
  instrument: instrument(name) as InverseOption,
  ...rest,
});
const chainOf = (quotes: readonly OptionQuote[], timestamp = time): OptionChain => ({
  venue: "invented",
  underlying: "BTC",
  quoteCurrency: "USD",
  settlementCurrency: "BTC",
  timestamp,
  quotes,
  source: { file: "chain.csv", sha256: "00", format: "invented" },
  notes: [],
});
const fitted = (quotes: readonly OptionQuote[]) =>
  fitSurface(chainOf(quotes), { method: svi, parameters: svi.defaults, rules: smilePointRules });

/* A chain as a file. */

const header =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";
interface Row {
  readonly name: string;
  readonly forward?: number | "";
  readonly mark?: number;
  readonly percent?: number;
  readonly bid?: number;
  readonly ask?: number;
}
function rowOf({ name, forward: stated = forward, mark, percent, bid, ask }: Row): string {
  const { strike, optionType, expiresAt } = instrument(name) as InverseOption;
  const terms = [time, "deribit", "BTC", name, expiresAt, strike, optionType === "call" ? "C" : "P"];
  return [...terms, stated, 59_900, mark, percent, bid, ask, "", "", 1, 1, "", "", "", ""].join(",");
}
const textOf = (rows: readonly Row[]): string => `${[header, ...rows.map(rowOf)].join("\n")}\n`;
const chainName = "deribit_BTC_chain_20240524T1200Z.csv";
const imported = (...rows: readonly Row[]) => importOptionChain({ name: chainName, text: textOf(rows), sha256: "00" });

/* The command line. */

let files = 0;
const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const chainFile = (...rows: readonly Row[]): string => {
  files += 1;
  return written(`deribit_BTC_chain_20240524T12${String(files).padStart(2, "0")}Z.csv`, textOf(rows));
};
const bookFile = (...lines: readonly string[]): string => {
  files += 1;
  return written(`book${files}.csv`, `account,instrument,quantity\n${lines.map((line) => `a,${line}\n`).join("")}`);
};
async function refusedBook(line: string, ...rows: readonly Row[]): Promise<string> {
  const answer = await plimsoll("margin", "--portfolio", bookFile("BTC,3 BTC", line), "--chain", chainFile(...rows));
  expect(answer.code).toBe(4);
  expect(answer.stdout).toBe("");
  expect(answer.stderr).not.toContain("    at ");
  return answer.stderr.replaceAll(/\s+/g, " ");
}

/* A book under a margin model. */

const historical = historicalTail as unknown as MarginModel;
const closes = [100, 90, 99, 108.9, 100];

interface Setting {
  readonly option: string;
  readonly quoteCurrency: string;
  readonly volatility: number;
  /** The time before the option's expiry; the last close when left out. */
  readonly leftMs?: number;
}
/** The market of one option on a forward of 104, the coin at 100, with a past of four moves. */
function bookMarket({ option, quoteCurrency, volatility, leftMs }: Setting) {
  const held = instrument(option) as InverseOption;
  const names = [option, "BTC"];
  const history = historyOf([seriesOf("BTC/USDT", closes)], names);
  const timestamp = leftMs === undefined ? history.startMs + 4 * dayMs : held.expiresAt - leftMs;
  const levels = sourced([
    [forwardId("BTC", quoteCurrency, held.expiresAt), 104],
    [volatilityId(held.id), volatility],
    ["currency:BTC", 100],
  ]);
  const source = { file: "chain.csv", sha256: "00", format: "invented" };
  const at = { timestamp, maxAgeMs: dayMs };
  const snapshot = unwrapped(quotedSnapshot({ quotes: [], levels, source }, names.map(instrument), at, history));
  const given = {
    lookbackDays: 4,
    scenariosMin: 1,
    measure: "worst-case",
    volatilityPerFall: 2,
    volatilityPerRise: 0.5,
  };
  const parameters = unwrapped(checkParameters(historical.parameters, given, historical.id));
  return bind(rulebookOf(historical, parameters, quoteCurrency), snapshot);
}
function assessedBook(
  setting: Setting,
  quantities: readonly string[],
  balances: Readonly<Record<string, string>> = {},
) {
  const held = quantities.map((text) => ({
    instrumentId: instrument(setting.option).id,
    quantity: decimal(text),
    cost: decimal("0"),
  }));
  const { equity, requirement } = assessed(accountOf(held, balances), unwrapped(bookMarket(setting)));
  const outcomes = [...requirement.components[0]!.outcomes!];
  return { equity, initial: requirement.initial, maintenance: requirement.maintenance, outcomes };
}
const call = (expiry: string, quoteCurrency = "USDT"): string =>
  `BTC/${quoteCurrency}:${quoteCurrency}-${expiry}-100-C`;

describe("an expired option", () => {
  test("has no value: the reason is said, at expiry and after it, not before", () => {
    const [one] = [quote("BTC-28JUN24-60000-C", { forward, markVolatility: 0.5 })];
    const { expiresAt } = one.instrument;
    for (const at of [expiresAt, expiresAt + 1, expiresAt + yearMs]) {
      const { values, unvalued } = chainValues(chainOf([one]), at);
      expect([values, unvalued.map(({ reason }) => reason)]).toEqual([[], ["expired"]]);
    }
    expect(chainValues(chainOf([one]), expiresAt - 1).values).toHaveLength(1);
  });

  test.each([0, -minuteMs])(
    "%d ms before its expiry cannot be margined: the failure names it and the time",
    (leftMs) => {
      const setting = { option: call("240628"), quoteCurrency: "USDT", volatility: 0.5, leftMs };
      expect(failureOf(bookMarket(setting))).toMatchObject({
        code: "invalid",
        path: new Date(Date.UTC(2024, 5, 28, 8) - leftMs).toISOString(),
        message: expect.stringContaining(call("240628")),
        hint: expect.stringContaining("earlier time"),
      });
    },
  );

  test("is left out of a chain with a note, and a chain of nothing else is refused with its time", () => {
    const [old, live] = [
      { name: "BTC-24MAY24-60000-C", mark: 0.01 },
      { name: "BTC-28JUN24-60000-C", mark: 0.05 },
    ];
    const chain = unwrapped(imported(old, live));
    expect(chain.quotes.map((one) => one.instrument.id)).toEqual([live.name]);
    expect(chain.notes.join()).toContain(`expired at the snapshot (${old.name})`);
    expect(failureOf(imported(old))).toMatchObject({
      code: "missing-data",
      path: chainName,
      message: "all 1 options had expired at the last quote, 2024-05-24T12:00:00.000Z",
    });
  });

  test("in a book is refused by name on the command line", async () => {
    const said = await refusedBook("BTC-24MAY24-60000-C,1 BTC", { name: "BTC-28JUN24-60000-C", mark: 0.05 });
    expect(said).toContain("BTC-24MAY24-60000-C");
  });
});

describe("an unknown strike", () => {
  const known = { name: "BTC-28JUN24-60000-C", mark: 0.05 };

  test("in a book is refused by name, with the way to see which options have a price", async () => {
    const said = await refusedBook("BTC-28JUN24-61000-C,1 BTC", known);
    expect(said).toContain("nothing gives the volatility of BTC-28JUN24-61000-C");
    expect(said).toContain("plimsoll price names those without");
  });

  test("asked of a chain is refused with one that it has", async () => {
    const words = ["--chain", chainFile(known), "--instrument", "BTC-28JUN24-61000-C"];
    const answer = await plimsoll("price", ...words);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain("does not quote BTC-28JUN24-61000-C");
    expect(answer.stderr).toContain("did you mean BTC-28JUN24-60000-C?");
  });

  test("that is no decimal is an unknown name, each with its line and the forms that names have", async () => {
    const names = ["-5", "1e5", "six", "60000.", ""].map((strike) => `BTC-28JUN24-${strike}-C`);
    const book = bookFile(...names.map((name) => `${name},1 BTC`));
    const { code, stdout, stderr } = await plimsoll("margin", "--portfolio", book, "--chain", chainFile(known));
    expect([code, stdout]).toEqual([4, ""]);
    names.forEach((name, k) => {
      expect(stderr).toContain(`.csv:${k + 2}: unknown instrument "${name}"`);
    });
    expect(stderr.match(/did you mean|names look like/g)).toHaveLength(names.length);
  });

  test("in a chain that contradicts the name is a fault with line, value and rule", () => {
    const text = textOf([known]).replace(",60000,C,", ",61000,C,");
    const failure = failureOf(importOptionChain({ name: chainName, text, sha256: "00" }));
    expect(failure.faults![0]).toMatchObject({
      code: "parsing",
      path: `${chainName}:2`,
      message: expect.stringMatching(/strike is "61000".*60000/),
    });
  });

  test("of 0 is a strike: the call is the forward itself, the put nothing", () => {
    for (const volatility of [0, 0.5, 10]) {
      const terms = { forward, strike: 0, years: 0.25, volatility, rate: 0 };
      expect(black76({ ...terms, optionType: "call" })).toMatchObject({ value: forward, delta: 1, gamma: 0, vega: 0 });
      expect(black76({ ...terms, optionType: "put" })).toMatchObject({ value: 0, gamma: 0, vega: 0 });
    }
    const terms = { optionType: "call", forward, strike: 0, years: 0.25, rate: 0 } as const;
    expect(impliedVolatility({ ...terms, price: 59_000 })).toEqual({ found: false, reason: "invalid-input" });
  });
});

describe("a surface of one quote", () => {
  const one = quote("BTC-28JUN24-60000-C", { forward, mark: 0.05 });

  test("is refused: the expiry, how many strikes it has and needs, and what to do", () => {
    const failure = failureOf(fitted([one]));
    expect(failure).toMatchObject({
      code: "missing-data",
      path: "chain.csv",
      message: expect.stringContaining("1 tried"),
    });
    expect(failure.faults).toEqual([
      {
        code: "missing-data",
        path: "2024-06-28T08:00:00.000Z",
        message: expect.stringMatching(/at least \d+ strikes .*have 1$/),
        hint: "leave this expiry out, and the surface interpolates over it",
      },
    ]);
  });

  test("a call and a put of one strike are one strike", () => {
    const pair = [one, quote("BTC-28JUN24-60000-P", { forward, mark: 0.05 })];
    expect(failureOf(fitted(pair)).faults![0]!.message).toMatch(/have 1$/);
  });

  test("leaves out the expiry of one quote and keeps the one of many, naming what it left", () => {
    const deviation = 0.5 * Math.sqrt((Date.UTC(2024, 5, 28, 8) - time) / yearMs);
    const many = [45_000, 50_000, 55_000, 60_000, 65_000, 70_000, 80_000].map((strike) => {
      const type = strike < forward ? "put" : "call";
      const mark = integrated(type, strike, deviation) / forward;
      return quote(`BTC-28JUN24-${strike}-${type === "call" ? "C" : "P"}`, { forward, mark });
    });
    const { surface, fit } = unwrapped(fitted([...many, quote("BTC-26JUL24-60000-C", { forward, mark: 0.08 })]));
    expect(surface.slices.map(({ expiresAt }) => expiresAt)).toEqual([Date.UTC(2024, 5, 28, 8)]);
    expect(fit.failures.map(({ path }) => path)).toEqual(["2024-07-26T08:00:00.000Z"]);
  });
});

describe("crossed and locked quotes", () => {
  const name = "BTC-28JUN24-60000-C";
  const put = "BTC-28JUN24-60000-P";

  test("a crossed quote has no value, even where a mark and a volatility stand beside it, and is said so", () => {
    const crossed = quote(name, { forward, bid: 0.06, ask: 0.05, mark: 0.055, markVolatility: 0.5 });
    const { values, unvalued } = chainValues(chainOf([crossed]));
    expect([values.length, unvalued.map(({ reason }) => reason)]).toEqual([0, ["crossed"]]);
  });

  test("a crossed quote is no point of a smile and no part of a parity forward", () => {
    const crossed = quote(name, { forward, bid: 0.06, ask: 0.05 });
    const [smile] = smilePointsOf(chainOf([crossed])).smiles;
    expect([smile!.points.length, smile!.refused.map(({ reason }) => reason)]).toEqual([0, ["crossed"]]);
    expect(forwardOf([quote(name, { bid: 0.06, ask: 0.05 }), quote(put, { bid: 0.04, ask: 0.05 })])).toBeUndefined();
  });

  test("a locked quote counts at its price: in a value, on a smile at the floor of the spread, in a parity forward", () => {
    const deviation = 0.5 * Math.sqrt((Date.UTC(2024, 5, 28, 8) - time) / yearMs);
    const price = integrated("call", 60_000, deviation) / forward;
    const locked = quote(name, { forward, bid: price, ask: price });
    const { values } = chainValues(chainOf([locked]));
    expect(values[0]!.volatilitySource).toBe("from mid");
    expect(apart(values[0]!.volatility, 0.5)).toBeLessThan(1e-9);
    const [smile] = smilePointsOf(chainOf([locked])).smiles;
    expect(smile!.points[0]).toMatchObject({ weight: 1 / smilePointRules.spreadFloor, source: "mid" });
    // Coin prices of 0.06 and 0.04: call − put is 0.02 = 1 − K/F.
    const pair = [quote(name, { bid: 0.06, ask: 0.06 }), quote(put, { bid: 0.04, ask: 0.04 })];
    expect(forwardOf(pair)).toMatchObject({ forward: 60_000 / 0.98, source: "parity-of-mids", count: 1 });
  });

  test("both are kept as shown by an importer, with a note that names them", () => {
    const chain = unwrapped(imported({ name, bid: 0.06, ask: 0.05 }, { name: put, bid: 0.05, ask: 0.05 }));
    expect(chain.quotes).toMatchObject([
      { bid: 0.06, ask: 0.05 },
      { bid: 0.05, ask: 0.05 },
    ]);
    expect(chain.notes).toContain(`1 quote: bid above ask, kept as shown (${name})`);
    expect(chain.notes).toContain(`1 quote: bid equal to ask, kept as shown (${put})`);
  });

  test("a crossed option in a book is refused by name", async () => {
    const said = await refusedBook(
      `${name},1 BTC`,
      { name, mark: 0.05, bid: 0.06, ask: 0.05 },
      { name: put, mark: 0.05 },
    );
    expect(said).toContain(`nothing gives the volatility of ${name}`);
  });
});

describe("a negative price", () => {
  const name = "BTC-28JUN24-60000-C";

  test.each([
    ["mark_price", { mark: -0.05 }, "-0.05"],
    ["bid", { bid: -0.01, ask: 0.05 }, "-0.01"],
    ["ask", { bid: 0.01, ask: -0.05 }, "-0.05"],
    ["underlying_price", { forward: -60_000, mark: 0.05 }, "-60000"],
    ["mark_iv", { mark: 0.05, percent: -50 }, "-50"],
  ])("in a chain's %s is a fault with line, column, value and rule", (column, given, shown) => {
    const failure = failureOf(imported({ name: "BTC-28JUN24-70000-C", mark: 0.02 }, { name, ...given }));
    expect(failure.hint).toBeDefined();
    expect(failure.faults).toEqual([
      expect.objectContaining({
        code: "parsing",
        path: `${chainName}:3`,
        message: `column ${column} is "${shown}": must not be below 0`,
      }),
    ]);
  });

  test("has no implied volatility and is no point of a smile", () => {
    const terms = { optionType: "call", forward, strike: 60_000, years: 0.1, rate: 0 } as const;
    for (const price of [-0, -1e-300, -3000, Number.NEGATIVE_INFINITY]) {
      expect(impliedVolatility({ ...terms, price }).found).toBe(false);
    }
    const [smile] = smilePointsOf(chainOf([quote(name, { forward, mark: -0.05 })])).smiles;
    expect(smile!.refused.map(({ reason }) => reason)).toEqual(["negative-price"]);
  });

  test("in a price file is a fault with file and line, and nothing is computed", async () => {
    const market = written("negative.csv", "time,instrument,price\n2024-05-24T12:00Z,BTC,-60000\n");
    const answer = await plimsoll("margin", "--portfolio", bookFile("BTC,1 BTC"), "--market", market);
    expect([answer.code, answer.stdout]).toEqual([4, ""]);
    expect(answer.stderr).toContain("negative.csv:2");
    expect(answer.stderr).toContain("-60000");
  });
});

describe("a volatility of 0", () => {
  test.each([
    ["call", 50_000, 10_000, 1],
    ["call", 70_000, 0, 0],
    ["put", 50_000, 0, 0],
    ["put", 70_000, 10_000, -1],
    ["call", 60_000, 0, 0],
    ["put", 60_000, 0, 0],
  ] as const)(
    "leaves a %s of strike %d its intrinsic value %d, delta %d, and no Greek that is no number",
    (optionType, strike, value, delta) => {
      for (const years of [0.25, 0]) {
        const all = black76({ optionType, forward, strike, years, volatility: 0, rate: 0 });
        expect(Object.values(all).every(Number.isFinite)).toBe(true);
        expect([all.value, all.delta, all.gamma, all.vega].map((x) => x + 0)).toEqual([value, delta, 0, 0]);
      }
    },
  );

  test("is what a volatility goes to, from above, without a jump", () => {
    const terms = { optionType: "call", forward, strike: 50_000, years: 0.25, rate: 0 } as const;
    for (const volatility of [1e-3, 1e-9, 1e-160, Number.MIN_VALUE]) {
      const all = black76({ ...terms, volatility });
      expect(Object.values(all).every(Number.isFinite)).toBe(true);
      expect(all.value).toBeCloseTo(10_000, 9);
    }
  });

  test("stated by a venue is none stated: the mark decides, and a mark at intrinsic value has none", () => {
    const deviation = 0.7 * Math.sqrt((Date.UTC(2024, 5, 28, 8) - time) / yearMs);
    const mark = integrated("call", 65_000, deviation) / forward;
    const chain = unwrapped(
      imported(
        { name: "BTC-28JUN24-65000-C", mark, percent: 0 },
        { name: "BTC-28JUN24-75000-P", mark: 0.25, percent: 0 },
      ),
    );
    const { values, unvalued } = chainValues(chain);
    expect(values).toMatchObject([{ volatilitySource: "from mark" }]);
    expect(apart(values[0]!.volatility, 0.7)).toBeLessThan(1e-8);
    expect(unvalued.map(({ reason }) => reason)).toEqual(["at-or-below-intrinsic"]);
  });

  test("margins a short call by its intrinsic value now and after each move of the past", () => {
    const { equity, outcomes } = assessedBook({ option: call("240628"), quoteCurrency: "USDT", volatility: 0 }, ["-1"]);
    expect(equity).toBe(-4);
    // A forward of 104, a strike of 100: 4 now; 93.6 after −10 %, 114.4 after +10 %, 95.5 after the last day's fall.
    const after = closes.slice(1).map((close, k) => Math.max(0, (104 * close) / closes[k]! - 100));
    outcomes.forEach((pnl, s) => {
      expect(pnl).toBeCloseTo(4 - after[s]!, 9);
    });
  });
});

describe("a volatility of 1,000 %", () => {
  test.each([
    ["call", 60_000],
    ["call", 200_000],
    ["put", 60_000],
    ["put", 10_000],
  ] as const)(
    "gives a %s of strike %d a month away the integral of its payoff, and the price its volatility back",
    (optionType, strike) => {
      const years = 1 / 12;
      const all = black76({ optionType, forward, strike, years, volatility: 10, rate: 0 });
      expect(Object.values(all).every(Number.isFinite)).toBe(true);
      const price = integrated(optionType, strike, 10 * Math.sqrt(years));
      expect(apart(all.value, price)).toBeLessThan(1e-10);
      const implied = impliedVolatility({ optionType, forward, strike, years, rate: 0, price });
      expect(implied.found && apart(implied.volatility, 10)).toBeLessThan(1e-8);
    },
  );

  test("over five years is the bound in float64: the call is the forward, and the bound has no volatility", () => {
    const terms = { optionType: "call", forward, strike: 60_000, years: 5, rate: 0 } as const;
    const all = black76({ ...terms, volatility: 10 });
    expect(Object.values(all).every(Number.isFinite)).toBe(true);
    // What lacks to the bound is E[min(S, K)], at most K·Φ(−11): no digit of a float64 next to 60,000.
    expect(all.value).toBe(forward);
    expect(impliedVolatility({ ...terms, price: all.value })).toEqual({ found: false, reason: "at-or-above-bound" });
  });

  test("in a chain is priced, as the venue states it, by the command line", async () => {
    const name = "BTC-28JUN24-90000-C";
    const { code, stdout } = await plimsoll("price", "--chain", chainFile({ name, percent: 1000 }), "--json");
    expect(code).toBe(0);
    const [one] = JSON.parse(stdout).options;
    const deviation = 10 * Math.sqrt((Date.UTC(2024, 5, 28, 8) - time) / yearMs);
    expect(one.volatility).toBe(10);
    expect(apart(one.value, integrated("call", 90_000, deviation) / forward)).toBeLessThan(1e-9);
  });

  test("margins a short call by integrals of its payoff, a day later and at the volatility of the rule", () => {
    const { equity, outcomes } = assessedBook({ option: call("240628"), quoteCurrency: "USDT", volatility: 10 }, [
      "-1",
    ]);
    const years = (Date.UTC(2024, 5, 28, 8) - Date.UTC(2024, 0, 5)) / yearMs;
    const now = integrated("call", 100, 10 * Math.sqrt(years), 104);
    expect(apart(equity, -now)).toBeLessThan(1e-9);
    closes.slice(1).forEach((close, k) => {
      const move = Math.log(close / closes[k]!);
      const volatility = 10 * Math.exp(move < 0 ? -2 * move : 0.5 * move);
      const later = integrated("call", 100, volatility * Math.sqrt(years - 1 / 365), 104 * Math.exp(move));
      expect(outcomes[k]).toBeCloseTo(now - later, 6);
    });
  });
});

describe("one minute to expiry", () => {
  const years = minuteMs / yearMs;

  test("at the money an option is worth σ√T/√(2π) of the forward, away from it its intrinsic value", () => {
    const terms = { forward, years, volatility: 0.5, rate: 0 };
    const root = 0.5 * Math.sqrt(years);
    // Black-76 at the money is F·(2Φ(s/2) − 1) = F·s/√(2π)·(1 − s²/24 + …).
    const series = (forward * root * (1 - (root * root) / 24)) / Math.sqrt(2 * Math.PI);
    expect(apart(black76Value({ ...terms, optionType: "call", strike: forward }), series)).toBeLessThan(1e-11);
    expect(black76Value({ ...terms, optionType: "call", strike: 59_000 })).toBe(1_000);
    expect(black76Value({ ...terms, optionType: "put", strike: 59_000 })).toBeLessThan(1e-100);
    for (const strike of [59_000, 60_000, 60_010, 90_000]) {
      const all = black76({ ...terms, optionType: "put", strike });
      expect(Object.values(all).every(Number.isFinite)).toBe(true);
      expect(apart(all.value, integrated("put", strike, root) || all.value)).toBeLessThan(1e-7);
    }
  });

  test("a coin-settled option's volatility falls as that of a thirty-minute average of which 29 are fixed", () => {
    const name = "BTC-28JUN24-60000-C";
    const { expiresAt } = instrument(name) as InverseOption;
    const stated = quote(name, { forward, markVolatility: 0.5 });
    const varianceAt = (leftMs: number): number => {
      const [one] = chainValues(chainOf([stated]), expiresAt - leftMs).values;
      return (one!.dollars.value / forward) ** 2 * 2 * Math.PI;
    };
    // Variance of the mean of 1,800 seconds when the last n are open: Σ Σ min(i, j) over them, over 1,800².
    const open = (n: number): number => (n * (n + 1) * (2 * n + 1)) / 6;
    expect(apart(varianceAt(minuteMs) / varianceAt(30 * minuteMs), open(60) / open(1_800))).toBeLessThan(0.03);
  });

  test("a short call counts at intrinsic value now, and after a day at the payoff of each move", () => {
    const setting = { option: call("240628"), quoteCurrency: "USDT", volatility: 0.5, leftMs: minuteMs };
    const { equity, outcomes } = assessedBook(setting, ["-1"]);
    expect(equity).toBeCloseTo(-4, 9);
    const paid = closes.slice(1).map((close, k) => Math.max(0, (104 * close) / closes[k]! - 100));
    outcomes.forEach((pnl, s) => {
      expect(pnl).toBeCloseTo(4 - paid[s]!, 9);
    });
  });

  test("a coin-settled one moves by the thirtieth that is open", () => {
    const setting = { option: "BTC-28JUN24-100-C", quoteCurrency: "USD", volatility: 0.5, leftMs: minuteMs };
    const { outcomes } = assessedBook(setting, ["-1"], { BTC: "1" });
    closes.slice(1).forEach((close, k) => {
      const ratio = close / closes[k]!;
      const settled = 104 * (1 + (ratio - 1) / 30);
      const [before, after] = [(1 - 4 / 104) * 100, (1 - (settled - 100) / settled) * 100 * ratio];
      expect(outcomes[k]).toBeCloseTo(after - before, 9);
    });
  });
});

describe("five years", () => {
  test.each([
    ["call", 30_000],
    ["call", 60_000],
    ["call", 300_000],
    ["put", 60_000],
  ] as const)(
    "a %s of strike %d is the integral of its payoff, discounted where a rate is given",
    (optionType, strike) => {
      const deviation = 0.6 * Math.sqrt(5);
      const terms = { optionType, forward, strike, years: 5, volatility: 0.6 };
      const undiscounted = integrated(optionType, strike, deviation);
      expect(apart(black76Value({ ...terms, rate: 0 }), undiscounted)).toBeLessThan(1e-10);
      expect(apart(black76Value({ ...terms, rate: 0.05 }), Math.exp(-0.25) * undiscounted)).toBeLessThan(1e-10);
      const implied = impliedVolatility({ ...terms, rate: 0, price: undiscounted });
      expect(implied.found && apart(implied.volatility, 0.6)).toBeLessThan(1e-9);
    },
  );

  test("a listed option of 2029 is priced from its mark", async () => {
    const name = "BTC-29JUN29-60000-C";
    const years = (Date.UTC(2029, 5, 29, 8) - time) / yearMs;
    const mark = integrated("call", 60_000, 0.6 * Math.sqrt(years)) / forward;
    const { code, stdout } = await plimsoll("price", "--chain", chainFile({ name, mark }), "--json");
    const [one] = JSON.parse(stdout).options;
    expect(code).toBe(0);
    expect(apart(one.volatility, 0.6)).toBeLessThan(1e-9);
  });

  test("margins a short call by integrals of its payoff", () => {
    const setting = { option: call("290629"), quoteCurrency: "USDT", volatility: 0.6 };
    const { equity, outcomes } = assessedBook(setting, ["-1"]);
    const years = (Date.UTC(2029, 5, 29, 8) - Date.UTC(2024, 0, 5)) / yearMs;
    const now = integrated("call", 100, 0.6 * Math.sqrt(years), 104);
    expect(apart(equity, -now)).toBeLessThan(1e-9);
    closes.slice(1).forEach((close, k) => {
      const move = Math.log(close / closes[k]!);
      const volatility = 0.6 * Math.exp(move < 0 ? -2 * move : 0.5 * move);
      const later = integrated("call", 100, volatility * Math.sqrt(years - 1 / 365), 104 * Math.exp(move));
      expect(outcomes[k]).toBeCloseTo(now - later, 6);
    });
  });
});

describe("a quantity of 1e15", () => {
  const setting = { option: call("240628"), quoteCurrency: "USDT", volatility: 0 };

  test("keeps every digit: 1e15 calls at an intrinsic value of 4 are 4e15 of equity and lose at most that", () => {
    // Volatility 0, so that every number of the book is known by hand: 4 a call now, and nothing after −10 %.
    const long = assessedBook(setting, ["1e15"]);
    expect(long.equity).toBe(4e15);
    expect(apart(long.initial, 4e15)).toBeLessThan(1e-14);
    expect(apart(long.maintenance, 3e15)).toBeLessThan(1e-14);
    const short = assessedBook(setting, ["-1e15"]);
    expect(short.equity).toBe(-4e15);
    // After +10 % the forward is 114.4 and the call 14.4: a loss of 10.4 each.
    expect(apart(short.initial, 10.4e15)).toBeLessThan(1e-13);
    for (const pnl of [...long.outcomes, ...short.outcomes]) expect(Number.isFinite(pnl)).toBe(true);
  });

  test("against 1e15 less a tenth leaves the tenth, to the bit", () => {
    const live = { ...setting, volatility: 0.5 };
    const netted = assessedBook(live, ["1000000000000000.1", "-1e15"]);
    expect(netted).toEqual(assessedBook(live, ["0.1"]));
    expect(netted.equity).toBeGreaterThan(0.4);
  });

  test("on the command line is margined, in numbers", async () => {
    const name = "BTC-28JUN24-60000-C";
    const words = ["--portfolio", bookFile(`${name},1e15 BTC`), "--chain", chainFile({ name, mark: 0.0625 })];
    const answer = await plimsoll("margin", ...words, "--model", "fixed-ratio", "--json");
    const [{ groups }] = JSON.parse(answer.stdout).results;
    expect([0, 3]).toContain(answer.code);
    // 0.0625 coins each, at an index of 59,900. At the money Φ(s/2) is (1 + 0.0625)/2, so that the delta in coins is
    // 0.53125 − 0.0625, and a tenth of it is owed.
    expect(apart(groups[0].equity, 0.0625 * 59_900 * 1e15)).toBeLessThan(1e-12);
    expect(apart(groups[0].initialRequirement, 0.1 * 0.46875 * 59_900 * 1e15)).toBeLessThan(1e-11);
  });

  test("times 1e300 is refused at the door, by file, line and value", async () => {
    const name = "BTC-28JUN24-60000-C";
    const said = await refusedBook(`${name},1e315 BTC`, { name, mark: 0.05 });
    expect(said).toMatch(/book\d+\.csv:3: "1e315 BTC" is beyond any number/);
  });
});

describe("a missing forward", () => {
  const name = "BTC-28JUN24-60000-C";

  test.each(["", 0] as const)("%j in a chain is none, noted and never read as a price", (stated) => {
    const chain = unwrapped(imported({ name, forward: stated, mark: 0.05, percent: 50 }));
    expect(chain.quotes[0]).not.toHaveProperty("forward");
    expect(chain.notes).toContain(`1 quote: no forward (${name})`);
    expect(chainValues(chain).unvalued.map(({ reason }) => reason)).toEqual(["no forward"]);
  });

  test("of an expiry without a pair leaves no smile; with a pair it is put-call parity's", () => {
    const alone = quote(name, { mark: 0.06 });
    const { smiles, refused } = smilePointsOf(chainOf([alone]));
    expect([smiles, refused.map(({ reason }) => reason)]).toEqual([[], ["no-forward"]]);
    expect(failureOf(fitted([alone]))).toMatchObject({
      code: "missing-data",
      path: "chain.csv",
      message: expect.stringContaining("1 quotes stale, expired or without a forward"),
    });
    // Coin prices: call − put = 0.02 = 1 − K/F.
    const pair = smilePointsOf(chainOf([alone, quote("BTC-28JUN24-60000-P", { mark: 0.04 })])).smiles[0]!;
    expect([pair.forward, pair.forwardSource]).toEqual([60_000 / 0.98, "parity-of-marks"]);
  });

  test("in a market is a failure that names it, and no spot price stands in for it", () => {
    const option = instrument(name);
    const levels = sourced([
      [volatilityId(option.id), 0.5],
      ["currency:BTC", 60_000],
    ]);
    const source = { file: "chain.csv", sha256: "00", format: "invented" };
    const at = { timestamp: time, maxAgeMs: dayMs };
    expect(failureOf(quotedSnapshot({ quotes: [], levels, source }, [option], at))).toMatchObject({
      code: "missing-data",
      path: "chain.csv",
      message: expect.stringContaining("forward:BTC/USD-2024-06-28"),
    });
  });

  test("of an option in a book is refused by name, with what to do", async () => {
    const said = await refusedBook(`${name},1 BTC`, { name, forward: "", mark: 0.05, percent: 50 });
    expect(said).toContain("forward:BTC/USD-2024-06-28");
    expect(said).toContain("the option must be in the chain");
  });
});
