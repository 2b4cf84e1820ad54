import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** How fast nothing but arithmetic is on one thread and on two, which need no memory and nothing of each other. */
export interface CoreProbe {
  /** Seconds by the clock: of one thread with its work, and of two that have as much each. */
  measure(): Promise<{ readonly one: number; readonly two: number }>;
  close(): Promise<void>;
}

const source = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", () => {
  let state = 1;
  for (let k = 0; k < 2e8; k++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  parentPort.postMessage(state);
});`;

/** Two threads that wait for work. */
export async function coreProbe(): Promise<CoreProbe> {
  const workers = [new Worker(source, { eval: true }), new Worker(source, { eval: true })];
  const secondsOf = async (some: readonly Worker[]): Promise<number> => {
    const from = performance.now();
    await Promise.all(
      some.map((worker) => {
        worker.postMessage(0);
        return once(worker, "message");
      }),
    );
    return (performance.now() - from) / 1000;
  };
  await secondsOf(workers);
  return {
    measure: async () => ({ one: await secondsOf(workers.slice(0, 1)), two: await secondsOf(workers) }),
    close: async () => {
      for (const worker of workers) await worker.terminate();
    },
  };
}
