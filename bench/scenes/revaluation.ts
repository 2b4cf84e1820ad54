import { type Black76Columns, type Black76FilterColumns, referenceKernels } from "../../src/kernels/index.ts";
import { kernels } from "../../src/kernels/load.ts";
import { exp } from "../../src/numerics/exponential.ts";
import { black76Value, logMoneyness } from "../../src/pricing/formulas/black76.ts";
import { cpuSeconds } from "../paired.ts";
import { compiledPeer, pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";

export const scenarios = 10_240;
export const options = 200;
const reference = 60_000;

/** The market of `bench/peers/blackRows.cpp`. */
function market(): Black76Columns {
  let state = 1;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const [forwards, volatilities] = [new Float64Array(scenarios), new Float64Array(scenarios)];
  for (let s = 0; s < scenarios; s++) {
    forwards[s] = reference * exp(0.1 * (next() + next() + next() + next() - 2));
    volatilities[s] = 0.6 * exp(0.4 * (next() - 0.5));
  }
  const logRatios = forwards.map((forward) => logMoneyness(forward, reference));
  return { forwards, logRatios, volatilities, inverses: volatilities.map((volatility) => 1 / volatility) };
}

const termsOf = (i: number) => {
  const strike = reference * exp(0.02 * ((i % 20) - 10));
  const years = (1 + (i % 10) * 7) / 365;
  return { optionType: "call" as const, strike, moneyness: logMoneyness(reference, strike), root: Math.sqrt(years) };
};

export const columns = market();
const values = new Float64Array(scenarios);
export const rows = Array.from({ length: options }, (_, i) => termsOf(i));

const revalued = (name: string, one: typeof referenceKernels) => ({
  name,
  run: () =>
    cpuSeconds(() => {
      for (const terms of rows) one.black76Row(terms, columns, values);
    }),
});

const singleColumns: Black76FilterColumns = {
  forwards: new Float32Array(columns.forwards),
  logRatios: new Float32Array(columns.logRatios),
  volatilities: new Float32Array(columns.volatilities),
  inverses: new Float32Array(columns.inverses),
};
const singles = new Float32Array(scenarios);

const filtered = {
  name: "vector kernel, float32 filter",
  run: () =>
    cpuSeconds(() => {
      for (const terms of rows) kernels().black76FilterRow(terms, singleColumns, singles);
    }),
};

/** Largest misses over the forward, of both kernels, against the value that keeps every digit. */
function misses(): { double: number; single: number } {
  const worst = { double: 0, single: 0 };
  for (const terms of rows.slice(0, 20)) {
    kernels().black76Row(terms, columns, values);
    kernels().black76FilterRow(terms, singleColumns, singles);
    const { optionType, strike, root } = terms;
    for (let s = 0; s < scenarios; s += 16) {
      const [forward, volatility] = [columns.forwards[s]!, columns.volatilities[s]!];
      const exact = black76Value({ optionType, forward, strike, years: root * root, volatility, rate: 0 });
      worst.double = Math.max(worst.double, Math.abs(values[s]! - exact) / forward);
      worst.single = Math.max(worst.single, Math.abs(singles[s]! - exact) / forward);
    }
  }
  return worst;
}

export const quantLibFolder = "/usr/include/ql/pricingengines";

export const revaluation: Scene = {
  id: "revaluation",
  title: "200 options × 10,240 scenarios, values of Black-76",
  unit: "ns an option and scenario",
  work: scenarios * options * 1e-9,
  own: [revalued("vector kernel, float64", kernels()), filtered, revalued("reference in TypeScript", referenceKernels)],
  peers: [
    compiledPeer("QuantLib C++ blackFormula", {
      source: "blackRows.cpp",
      flags: ["-DQUANTLIB", "-lQuantLib"],
      needs: `${quantLibFolder}/blackformula.hpp`,
    }),
    compiledPeer("C with erfc", { source: "blackRows.cpp", flags: ["-march=x86-64-v2"] }),
    pythonPeer("numpy and scipy ndtr", { source: "blackRows.py", module: "scipy.special" }),
  ],
  accuracy() {
    const { double, single } = misses();
    return `largest miss ${double.toExponential(1)} of the forward, of the filter ${single.toExponential(1)}`;
  },
};
