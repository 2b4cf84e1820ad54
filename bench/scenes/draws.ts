import { type Kernels, referenceKernels } from "../../src/kernels/kernels.ts";
import { kernels } from "../../src/kernels/load.ts";
import { type SobolNet, sobolNet } from "../../src/kernels/sobol.ts";
import { studentTTable } from "../../src/statistics/quantileTables.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { studentTQuantile } from "../../src/statistics/studentT.ts";
import { cpuSeconds } from "../paired.ts";
import { compiledPeer, pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";

const [dimensions, points] = [40, 65_536];
const plain = sobolNet({ dimensions, numbers: "joe-kuo-6", scrambling: undefined });
const linear = sobolNet({ dimensions, numbers: "joe-kuo-6", scrambling: { kind: "linear", seed: [1, 0] } });
const nested = sobolNet({ dimensions, numbers: "joe-kuo-6", scrambling: { kind: "nested", seed: [1, 0] } });
const coordinates = new Float64Array(dimensions * points);

const filled = (name: string, one: Kernels, net: SobolNet) => ({
  name,
  run() {
    // Once untimed, as the peers do: a peer's process leaves this one's memory to be copied at its next write.
    one.sobol(net, 0, coordinates);
    return cpuSeconds(() => one.sobol(net, 0, coordinates));
  },
});
/** How far the mean of every coordinate is from ½, in parts of what independent draws would leave. */
function deviation(net: SobolNet): string {
  kernels().sobol(net, 0, coordinates);
  let worst = 0;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const column = coordinates.subarray(dimension * points, (dimension + 1) * points);
    const mean = column.reduce((sum, one) => sum + one, 0) / points;
    worst = Math.max(worst, Math.abs(mean - 0.5) * Math.sqrt(12 * points));
  }
  return `means of coordinates within ${worst.toExponential(1)} standard errors of independent draws`;
}

const sobolScene: Scene = {
  id: "sobol",
  title: "65,536 points of Sobol's sequence in 40 dimensions",
  unit: "ns a coordinate",
  work: dimensions * points * 1e-9,
  own: [filled("vector kernel", kernels(), plain), filled("reference in TypeScript", referenceKernels, plain)],
  peers: [
    pythonPeer("scipy qmc.Sobol", { source: "sobol.py", module: "scipy.stats" }),
    compiledPeer("QuantLib C++ SobolRsg", {
      source: "sobol.cpp",
      flags: ["-lQuantLib"],
      needs: "/usr/include/ql/math/randomnumbers/sobolrsg.hpp",
    }),
  ],
  accuracy: () => deviation(plain),
};

const scrambledScene: Scene = {
  id: "sobol-scrambled",
  title: "The same points scrambled; scipy's are scrambled linearly",
  unit: "ns a coordinate",
  work: dimensions * points * 1e-9,
  own: [
    filled("vector kernel, linear", kernels(), linear),
    filled("vector kernel, nested", kernels(), nested),
    filled("reference in TypeScript, nested", referenceKernels, nested),
  ],
  peers: [
    pythonPeer("scipy qmc.Sobol, linear", { source: "sobol.py", module: "scipy.stats", arguments: ["scrambled"] }),
  ],
  accuracy: () => `linear: ${deviation(linear)}; nested: ${deviation(nested)}`,
};

const count = 2_000_000;
const degreesOfFreedom = 4.5;
const place = { seed: [1, 0], stream: [0, 0], block: 0 } as const;
const values = new Float64Array(count);
const table = studentTTable(degreesOfFreedom);

const drawn = (name: string, one: Kernels) => ({
  name,
  run() {
    one.studentTs(table, place, values);
    return cpuSeconds(() => one.studentTs(table, place, values));
  },
});
const python = (name: string, module: string, method: string) =>
  pythonPeer(name, { source: "studentT.py", module, arguments: [method] });

/** Largest relative miss against the quantile that is computed anew for each. */
function miss(): number {
  kernels().studentTs(table, place, values);
  const stream = new RandomStream({ seed: 1, stream: 0 });
  let worst = 0;
  for (let i = 0; i < count; i += 500) {
    worst = Math.max(worst, Math.abs(values[i]! / studentTQuantile(stream.uniformAt(i), degreesOfFreedom) - 1));
  }
  return worst;
}

const studentTScene: Scene = {
  id: "student-t",
  title: "Two million numbers of Student's t law by position, 4.5 degrees of freedom",
  unit: "ns a number",
  work: count * 1e-9,
  own: [drawn("vector kernel, Philox and inversion", kernels()), drawn("reference in TypeScript", referenceKernels)],
  peers: [
    python("numpy Philox and scipy t.ppf", "scipy.stats", "ppf"),
    python("numpy Philox and scipy stdtrit", "scipy.special", "stdtrit"),
    python("numpy PCG64 standard_t", "numpy", "standard_t"),
  ],
  accuracy: () =>
    `largest relative miss of a quantile ${miss().toExponential(1)}; the table is made in about 10 ms, once`,
};

export const drawScenes: readonly Scene[] = [sobolScene, scrambledScene, studentTScene];
