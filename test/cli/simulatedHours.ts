import { RandomStream } from "../../src/statistics/randomStream.ts";
import { simulateReturns, volatilityModel } from "../../src/statistics/volatility/index.ts";

const hourMs = 3_600_000;

/** What the hours below are drawn from: GARCH with Student t errors. */
export const hourlyTruth = { omega: 1e-6, alpha: 0.06, beta: 0.92, degreesOfFreedom: 5 } as const;

/** Hourly log returns of that law. */
export function hourlyReturns(count: number, seed: number): number[] {
  const model = volatilityModel({
    model: "garch",
    law: "student-t",
    mean: "zero",
    start: { rule: "mean-square" },
    persistenceMax: null,
  });
  const stream = new RandomStream({ seed, stream: 0 });
  const normals = Float64Array.from({ length: count }, () => stream.nextNormal());
  const out = new Float64Array(count);
  const { omega, alpha, beta, degreesOfFreedom } = hourlyTruth;
  const next = { variance: omega / (1 - alpha - beta), state: 0 };
  simulateReturns(model, [omega, alpha, beta, degreesOfFreedom], { next, steps: count, normals }, out);
  return [...out];
}

/** A file of hourly bars with these returns between their closes, from 2022 on. */
export function hourlyBars(returns: readonly number[]): string {
  let close = 1000;
  const rows = returns.map((value, k) => {
    const open = close;
    close *= Math.exp(value);
    const [high, low] = [Math.max(open, close) * 1.001, Math.min(open, close) * 0.999];
    const prices = [open, high, low, close].map((price) => price.toPrecision(12));
    return `${Date.UTC(2022, 0, 1) + k * hourMs},${prices.join(",")},1`;
  });
  return `ts_ms,open,high,low,close,volume\n${rows.join("\n")}\n`;
}
