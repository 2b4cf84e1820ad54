/** Files that a coin is calibrated from besides its prices, as sources publish them; all invented. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { black76Value } from "../../src/pricing/formulas/black76.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";

const dayMs = 86_400_000;
const startMs = Date.UTC(2022, 0, 1);

/** Writes chain, funding, open interest and orders of a coin into a folder, and says how they are named to a command. */
export function writeSources(folder: string, coin: string): string[] {
  const path = (name: string) => join(folder, name);
  const [chain, funding, openInterest, orders] = [
    path(`deribit_${coin}_chain_20220115T0000Z.csv`),
    path(`invented_${coin}USDT_funding.csv`),
    path("invented_oi.csv"),
    path(`invented_${coin}USD_orders_20220101.csv`),
  ];
  writeFileSync(chain, chainText(coin));
  writeFileSync(funding, fundingText());
  writeFileSync(openInterest, openInterestText(coin));
  writeFileSync(orders, ordersText());
  return ["--chain", chain, "--funding", funding, "--open-interest", openInterest, "--orders", orders];
}

/** 60 % at every strike, quoted a hundredth of the price to either side. */
function chainText(coin: string): string {
  const header =
    "ts_ms,venue,underlying,instrument,expiry_ms,strike,type,underlying_price,index_price,mark_price,mark_iv,bid,ask,bid_iv,ask_iv,open_interest,volume,delta,gamma,theta,vega";
  const [seenMs, expiryMs] = [Date.UTC(2022, 0, 15), Date.UTC(2022, 1, 25, 8)];
  const years = (expiryMs - seenMs) / (365 * dayMs);
  const rows = Array.from({ length: 12 }, (_, k) => 780 + 40 * k).map((strike) => {
    const optionType = strike < 1000 ? "put" : "call";
    const price = black76Value({ optionType, forward: 1000, strike, years, volatility: 0.6, rate: 0 }) / 1000;
    const type = optionType === "put" ? "P" : "C";
    const sides = `${(price * 0.99).toFixed(8)},${(price * 1.01).toFixed(8)}`;
    return `${seenMs},deribit,${coin},${coin}-25FEB22-${strike}-${type},${expiryMs},${strike},${type},1000,1000,${price.toFixed(8)},,${sides},,,1,1,,,,`;
  });
  return `${[header, ...rows].join("\n")}\n`;
}

function fundingText(): string {
  const random = new RandomStream({ seed: 31, stream: 0 });
  let deviation = 0;
  const rows = Array.from({ length: 900 }, (_, k) => {
    deviation = 0.7 * deviation + 1e-4 * random.nextNormal();
    return `${startMs + (k * dayMs) / 3},${(1e-4 + deviation).toFixed(8)}`;
  });
  return `${["ts_ms,funding_rate", ...rows].join("\n")}\n`;
}

function openInterestText(coin: string): string {
  const random = new RandomStream({ seed: 32, stream: 0 });
  let held = 5e7;
  const rows = Array.from({ length: 300 }, (_, k) => {
    held *= 1 + 0.03 * random.nextNormal();
    return `${startMs + k * dayMs},${coin}USD_PERP.A,1,1,1,${held.toFixed(0)}`;
  });
  return `${["ts_ms,symbol,oi_open,oi_high,oi_low,oi_close", ...rows].join("\n")}\n`;
}

/** A book of one level on each side that is requoted every minute, the middle moved by what takers took. */
function ordersText(): string {
  const random = new RandomStream({ seed: 33, stream: 0 });
  const rows: string[] = [];
  let [middle, id] = [100, 0];
  const event = (timeMs: number, which: number, price: number, coins: number, words: string): void => {
    rows.push(
      `${which},${startMs + timeMs},${startMs + timeMs},${price.toFixed(4)},${Math.round(coins * 1e8)},${words}`,
    );
  };
  for (let minute = 0; minute < 200; minute++) {
    const at = minute * 60_000;
    const [bid, ask] = [middle * 0.999, middle * 1.001];
    const [bidId, askId] = [id++, id++];
    event(at, bidId, bid, 10, "created,bid");
    event(at + 1, askId, ask, 10, "created,ask");
    const flow = random.nextNormal();
    const taken = Math.min(9, Math.abs(flow));
    if (flow > 0) event(at + 30_000, askId, ask, 10 - taken, "changed,ask");
    else event(at + 30_000, bidId, bid, 10 - taken, "changed,bid");
    // Withdrawn after the minute's sample, to be quoted anew.
    const next = at + 60_001;
    event(next, bidId, bid, flow > 0 ? 10 : 10 - taken, "deleted,bid");
    event(next, askId, ask, flow > 0 ? 10 - taken : 10, "deleted,ask");
    middle *= 1 + 1e-3 * (Math.sign(flow) * Math.sqrt(Math.abs(flow)) + 0.5 * random.nextNormal());
  }
  return `${["id,timestamp,exchange.timestamp,price,volume,action,direction", ...rows].join("\n")}\n`;
}
