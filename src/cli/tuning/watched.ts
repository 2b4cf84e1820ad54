import { percent } from "../present.ts";
import type { Terminal } from "../terminal.ts";

/** How long work ended: with a value, or by Ctrl-C. */
export type Watched<T> = { readonly isInterrupted: false; readonly value: T } | { readonly isInterrupted: true };

/** Works to the end or to the first Ctrl-C, which is answered between two steps; shows the share done. */
export async function watched<T>(work: Generator<number, T>, terminal: Terminal, what: string): Promise<Watched<T>> {
  const interrupt = { isAsked: false };
  const onSignal = () => {
    interrupt.isAsked = true;
  };
  process.once("SIGINT", onSignal);
  try {
    let step = work.next();
    while (!step.done) {
      terminal.progress(`${what} ${percent(step.value, 0)}`);
      await new Promise((resolve) => setImmediate(resolve));
      if (interrupt.isAsked) return { isInterrupted: true };
      step = work.next();
    }
    return { isInterrupted: false, value: step.value };
  } finally {
    process.removeListener("SIGINT", onSignal);
    terminal.endProgress();
  }
}
