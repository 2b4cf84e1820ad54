import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../src/numerics/outcome.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import {
  fitVolatilities,
  fitVolatility,
  simulateReturns,
  type VolatilityFit,
  type VolatilitySpecification,
  volatilityModel,
} from "../../src/statistics/volatility/index.ts";
import { cpuSeconds } from "../paired.ts";
import { writeForPeers } from "../peerFiles.ts";
import { rPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";

const series = 12;
const observations = 2000;

const specification: VolatilitySpecification = {
  model: "garch",
  law: "student-t",
  mean: "constant",
  // What fGarch starts from, and no bound on the persistence, as it has none.
  start: { rule: "one-step" },
  persistenceMax: null,
};

/** Simulated, in percent: daily returns whose tails and memory differ from series to series. */
function simulated(): Float64Array {
  const model = volatilityModel(specification);
  const burnIn = 500;
  const length = burnIn + observations;
  const all = new Float64Array(series * observations);
  for (let s = 0; s < series; s++) {
    const stream = new RandomStream({ seed: 20_240_601, stream: s });
    const normals = Float64Array.from({ length }, () => stream.nextNormal());
    const out = new Float64Array(length);
    const [alpha, beta] = [0.05 + 0.005 * s, 0.93 - 0.008 * s];
    const values = [0.05, 9 * (1 - alpha - beta), alpha, beta, 4 + 0.5 * s];
    simulateReturns(model, values, { next: { variance: 9, state: 9 }, steps: length, normals }, out);
    all.set(out.subarray(burnIn), s * observations);
  }
  return all;
}

interface Prepared {
  readonly folder: string;
  readonly windows: readonly Float64Array[];
}

let made: Prepared | undefined;
function prepared(): Prepared {
  if (made !== undefined) return made;
  const all = simulated();
  const folder = writeForPeers("PLIMSOLL_BENCH_GARCH", {
    "sizes.i32": Int32Array.of(series, observations),
    "returns.f64": all,
  });
  const windows = Array.from({ length: series }, (_, s) => all.slice(s * observations, (s + 1) * observations));
  made = { folder, windows };
  return made;
}

/** Fits repeated so that a run is long enough for the clock of the process. */
const repeats = 20;

const sure = (fit: Outcome<VolatilityFit>): VolatilityFit => {
  if (!fit.ok) throw new Error(fit.failure.message);
  return fit.value;
};

type FitAll = (errors: boolean) => VolatilityFit[];

const inPairs: FitAll = (errors) => fitVolatilities(specification, prepared().windows, { errors }).map(sure);

const oneByOne: FitAll = (errors) =>
  prepared().windows.map((window) => sure(fitVolatility(specification, window, { errors })));

const own = (name: string, fitAll: FitAll, errors: boolean) => ({
  name,
  run() {
    prepared();
    const seconds = cpuSeconds(() => {
      for (let k = 0; k < repeats; k++) fitAll(errors);
    });
    return seconds / repeats;
  },
});

export const garchT: Scene = {
  id: "garch-t",
  title: `GARCH(1,1) with Student t errors by maximum likelihood, ${series} simulated series of ${observations.toLocaleString("en")}`,
  unit: "ms a fit",
  work: series * 1e-3,
  own: [
    own("fits two at a time, a series a lane", inPairs, false),
    own("the same with both standard errors", inPairs, true),
    own("fits one by one", oneByOne, false),
    own("the same with both standard errors, one by one", oneByOne, true),
  ],
  get peers() {
    prepared();
    return [rPeer("fGarch garchFit, standard errors included", { source: "garchT.R", library: "fGarch" })];
  },
  accuracy() {
    const fits = inPairs(false);
    const evaluations = fits.reduce((sum, fit) => sum + fit.evaluations, 0) / series;
    let above = -Infinity;
    let below = Infinity;
    try {
      const bytes = readFileSync(join(prepared().folder, "fGarch.f64"));
      const theirs = new Float64Array(new Uint8Array(bytes).buffer);
      fits.forEach((fit, s) => {
        above = Math.max(above, fit.logLikelihood - theirs[s]!);
        below = Math.min(below, fit.logLikelihood - theirs[s]!);
      });
    } catch {
      return `${evaluations.toFixed(0)} evaluations a fit; no peer to compare with`;
    }
    return `log-likelihood less the peer's: ${below.toExponential(1)} to ${above.toExponential(1)}; ${evaluations.toFixed(0)} evaluations a fit`;
  },
};
