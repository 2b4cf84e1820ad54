import { black76GreeksColumns, referenceKernels } from "../../src/kernels/index.ts";
import { kernels } from "../../src/kernels/load.ts";
import { black76 } from "../../src/pricing/formulas/black76.ts";
import { cpuSeconds } from "../paired.ts";
import { compiledPeer, pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";
import { columns, options, quantLibFolder, rows, scenarios } from "./revaluation.ts";

const made = black76GreeksColumns(scenarios);

const revalued = (name: string, one: typeof referenceKernels) => ({
  name,
  run: () =>
    cpuSeconds(() => {
      for (const terms of rows) one.black76GreeksRow(terms, columns, made);
    }),
});

/** Largest misses against the closed form: of the value over the forward, of the delta, of gamma, vega and theta relative. */
function misses(): { value: number; delta: number; others: number } {
  const worst = { value: 0, delta: 0, others: 0 };
  for (const terms of rows.slice(0, 20)) {
    kernels().black76GreeksRow(terms, columns, made);
    const { optionType, strike, root } = terms;
    for (let s = 0; s < scenarios; s += 16) {
      const [forward, volatility] = [columns.forwards[s]!, columns.volatilities[s]!];
      const exact = black76({ optionType, forward, strike, years: root * root, volatility, rate: 0 });
      const relative = (own: number, other: number): number => Math.abs(own / other - 1);
      worst.value = Math.max(worst.value, Math.abs(made.values[s]! - exact.value) / forward);
      worst.delta = Math.max(worst.delta, Math.abs(made.deltas[s]! - exact.delta));
      // A gamma below 1e-280 is nothing.
      if (exact.gamma < 1e-280) continue;
      worst.others = Math.max(
        worst.others,
        relative(made.gammas[s]!, exact.gamma),
        relative(made.vegas[s]!, exact.vega),
        relative(made.thetas[s]!, exact.theta),
      );
    }
  }
  return worst;
}

export const greeksRows: Scene = {
  id: "greeks-rows",
  title:
    "200 options × 10,240 scenarios, value, delta, gamma, vega and theta of Black-76; ours gives vanna, volga and charm too",
  unit: "ns an option and scenario",
  work: scenarios * options * 1e-9,
  own: [revalued("vector kernel, float64", kernels()), revalued("reference in TypeScript", referenceKernels)],
  peers: [
    compiledPeer("QuantLib C++ BlackCalculator", {
      source: "greeksRows.cpp",
      flags: ["-lQuantLib"],
      needs: `${quantLibFolder}/blackcalculator.hpp`,
    }),
    pythonPeer("numpy and scipy ndtr, with Greeks", { source: "greeksRows.py", module: "scipy.special" }),
  ],
  accuracy() {
    const { value, delta, others } = misses();
    return `largest miss of the value ${value.toExponential(1)} of the forward, of the delta ${delta.toExponential(1)}, of gamma, vega and theta ${others.toExponential(1)} of themselves`;
  },
};
