import type { TailThreads } from "./simdAccountTails.ts";
import type { CompiledModule } from "./wasmModule.ts";

// The types of workers are Node's, which a browser does not have.
interface TailWorker {
  unref(): void;
  on(event: "error", listener: () => void): void;
  terminate(): Promise<number>;
}
interface WorkerThreads {
  readonly Worker: new (source: string, options: { readonly eval: true; readonly workerData: object }) => TailWorker;
}
interface NodeProcess {
  readonly permission?: { has(scope: "worker"): boolean };
  getBuiltinModule?(id: "node:worker_threads"): WorkerThreads | undefined;
}

/** Looks at the number of the run before it sleeps until it changes: waking takes longer than a short run. */
const spins = 20_000;

/** Of the plan in `wasm/accountTails.ts`: whether a thread has failed. */
const failedAt = 120;

/** A worker: runs units of accounts over the shared memory whenever the number of the run changes. */
const source = `
const { workerData: { module, memory, plan, room, runs } } = require("node:worker_threads");
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
for (let seen = 0; ; ) {
  for (let spin = 0; spin < ${spins} && Atomics.load(runs, 0) === seen; spin++);
  Atomics.wait(runs, 0, seen);
  seen = Atomics.load(runs, 0);
  try {
    exports.runUnits(plan, room);
  } catch {
    Atomics.store(new Int32Array(memory.buffer, plan + ${failedAt}, 1), 0, 1);
  }
}`;

/**
 * Threads of Node that share a kernel's memory.
 *
 * They sleep between runs, take whatever units of accounts nobody has taken, and need not have started for a run to end:
 * the caller's thread takes what they do not. Nothing that is answered depends on them.
 *
 * @param module  compiled for shared memory
 * @param helpers besides the caller's thread, ≥ 1
 * @returns       undefined where there are no threads, or none may be started
 */
export function tailThreads(module: CompiledModule, helpers: number): TailThreads | undefined {
  const { process } = globalThis as unknown as { readonly process?: NodeProcess };
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  if (threads === undefined || process?.permission?.has("worker") === false) return undefined;
  return {
    helpers,
    module,
    join(memory, plan, rooms) {
      const runs = new Int32Array(new SharedArrayBuffer(4));
      const workers = rooms.map((room) => {
        const worker = new threads.Worker(source, { eval: true, workerData: { module, memory, plan, room, runs } });
        // Nobody's work is lost when a process ends that has nothing else to do.
        worker.unref();
        // One that cannot start takes no units, and the caller runs them.
        worker.on("error", () => undefined);
        return worker;
      });
      return {
        wake() {
          Atomics.add(runs, 0, 1);
          Atomics.notify(runs, 0);
        },
        close() {
          for (const worker of workers) void worker.terminate();
        },
      };
    },
  };
}
