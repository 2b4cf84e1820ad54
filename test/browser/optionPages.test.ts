import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../src/cli/commands/explain.ts";
import { greeks } from "../../src/cli/commands/greeks.ts";
import { margin } from "../../src/cli/commands/margin.ts";
import { surface } from "../../src/cli/commands/surface.ts";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import { executable, launched } from "./pageChecks.ts";
import { pageClaims } from "./pageClaims.ts";

const dayMs = 86_400_000;
const time = Date.UTC(2024, 4, 24, 12);
const [forward, index] = [60_400, 60_000];
const expiries = [
  ["7JUN24", Date.UTC(2024, 5, 7, 8)],
  ["28JUN24", Date.UTC(2024, 5, 28, 8)],
  ["27SEP24", Date.UTC(2024, 8, 27, 8)],
] as const;
const strikes = [40_000, 45_000, 50_000, 55_000, 60_000, 65_000, 70_000, 80_000, 90_000];
const columns =
  "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";

/** Quotes of a smile, prices in coin. */
function chainText(): string {
  const rows = expiries.flatMap(([day, expiresAt]) =>
    strikes.flatMap((strike) =>
      (["call", "put"] as const).map((optionType) => {
        const years = (expiresAt - time) / (365 * dayMs);
        const moneyness = Math.log(strike / forward);
        const volatility = 0.55 - 0.1 * moneyness + 0.4 * moneyness * moneyness;
        const mark = black76Value({ optionType, forward, strike, years, volatility, rate: 0 }) / forward;
        const letter = optionType === "call" ? "C" : "P";
        const prices = [mark, "", 0.97 * mark, 1.03 * mark].map((price) =>
          typeof price === "number" ? price.toFixed(10) : price,
        );
        const terms = [`BTC-${day}-${strike}-${letter}`, expiresAt, strike, letter, forward, index];
        return [time, "deribit", "BTC", ...terms, ...prices, "", "", "", "", "", "", "", ""].join(",");
      }),
    ),
  );
  return `${[columns, ...rows].join("\n")}\n`;
}

function barsText(price: number): string {
  const bars = Array.from({ length: 400 }, (_, k) => {
    const close = (price * (1 + 0.03 * Math.sin(k))).toFixed(2);
    return `${time - 12 * 3_600_000 - (400 - k) * dayMs},${close},${close},${close},${close},1`;
  });
  return `ts_ms,open,high,low,close,volume\n${bars.join("\n")}\n`;
}

/** One book with options, one without, one of a coin alone. */
const book = `account,instrument,quantity,entryPrice
maker,BTC,5 BTC,
maker,BTC-28JUN24-70000-C,-20 BTC,
maker,BTC-28JUN24-50000-P,-10 BTC,
maker,BTC-27SEP24-60000-C,4 BTC,
maker,BTC-PERPETUAL,500000 USD,
trader,USDT,20000000 USDT,
trader,BTC/USDT:USDT,-120 BTC,
trader,ETH/USDT:USDT,1500 ETH,
holder,BTC,2 BTC,
`;

describe.skipIf(executable === undefined)("option pages in a browser (skipped where no Chromium is found)", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-pages-"));
  const chain = join(folder, "deribit_BTC_chain_20240524T1200Z.csv");
  const names = ["margin", "surface", "laws", "explain"] as const;
  const files = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.html`)])) as Record<
    (typeof names)[number],
    string
  >;
  let browser: Browser;

  beforeAll(async () => {
    const [history, portfolio] = [join(folder, "history"), join(folder, "book.csv")];
    mkdirSync(history);
    writeFileSync(chain, chainText());
    writeFileSync(portfolio, book);
    writeFileSync(join(history, "invented_BTCUSDT_1d.csv"), barsText(index));
    writeFileSync(join(history, "invented_ETHUSDT_1d.csv"), barsText(3000));
    const common = { chain, out: folder, json: false, quiet: true };
    const ours = ["fixed-ratio", "historical-tail", "filtered-historical-tail"];
    expect(await margin({ ...common, chain: [chain], portfolio, history, currency: "USD", model: ours })).toBe(0);
    expect(await surface({ ...common, method: "svi" })).toBe(0);
    expect(await greeks({ ...common, chain: [chain], portfolio, history, currency: "USD", laws: true })).toBe(0);
    const times = { from: "2024-03-01", to: "2024-05-20" };
    const linear = join(folder, "linear.csv");
    writeFileSync(
      linear,
      "account,instrument,quantity,entryPrice\ntrader,BTC/USDT:USDT,-120 BTC,\nholder,BTC,2 BTC,\n",
    );
    const { chain: _, ...priced } = common;
    const models = ["fixed-ratio", "historical-tail"];
    expect(await explain({ ...priced, ...times, portfolio: linear, history, currency: "USD", model: models })).toBe(0);
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  for (const name of names)
    pageClaims(
      name,
      () => files[name],
      () => browser,
    );

  it("margin draws a heat map where there are options and a line where there are none", () => {
    const text = readFileSync(files.margin, "utf8");
    expect(text.match(/worst cell/g)).toHaveLength(1);
    for (const title of [
      "maker: P&amp;L over BTC and its volatility, USD",
      "maker: payoff profile in BTC",
      "trader: P&amp;L over the price of BTC",
      "trader: P&amp;L over the price of ETH",
      "holder: P&amp;L over the price of BTC",
    ])
      expect(text).toContain(`<h2>${title}</h2>`);
  });
});
