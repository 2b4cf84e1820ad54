import { type Kernels, referenceKernels } from "../../src/kernels/kernels.ts";
import { kernels } from "../../src/kernels/load.ts";
import { RandomStream } from "../../src/statistics/randomStream.ts";
import { cpuSeconds } from "../paired.ts";
import { pythonPeer } from "../peers.ts";
import type { Scene } from "../scene.ts";

const count = 2_000_000;
const place = { seed: [1, 0], stream: [0, 0], block: 0 } as const;
const values = new Float64Array(count);

const drawn = (name: string, one: Kernels) => ({ name, run: () => cpuSeconds(() => one.normals(place, values)) });

/** Largest relative miss against the quantile that keeps every digit. */
function miss(): number {
  kernels().normals(place, values);
  const stream = new RandomStream({ seed: 1, stream: 0 });
  let worst = 0;
  for (let i = 0; i < count; i += 100) worst = Math.max(worst, Math.abs(values[i]! / stream.normalAt(i) - 1));
  return worst;
}

export const normals: Scene = {
  id: "normals",
  title: "Two million standard normal numbers by position",
  unit: "ns a number",
  work: count * 1e-9,
  own: [drawn("vector kernel, Philox and inversion", kernels()), drawn("reference in TypeScript", referenceKernels)],
  peers: [
    pythonPeer("numpy Philox and scipy ndtri", { source: "normals.py", module: "scipy.special" }),
    pythonPeer("numpy PCG64 ziggurat", { source: "normals.py", module: "numpy", arguments: ["ziggurat"] }),
  ],
  accuracy: () => `largest relative miss of a quantile ${miss().toExponential(1)}`,
};
