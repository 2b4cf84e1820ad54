import { type ChildProcess, spawn } from "node:child_process";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";

/** What a program of its own is started with to calibrate one coin. */
export type CoinArguments = (coin: string) => readonly string[];

/**
 * Runs this program once for each coin, a few at a time. Each writes its own file, so that no answer depends on how many
 * run, and what is finished stays when the rest is interrupted.
 *
 * @param finished told when a coin's program has ended well
 * @returns        the first program that ended badly, the others stopped
 */
export async function inWorkers(
  coins: readonly string[],
  workers: number,
  argumentsOf: CoinArguments,
  finished: (coin: string) => void,
): Promise<Outcome<true>> {
  const waiting = [...coins];
  const running = new Set<ChildProcess>();
  let failure: Outcome<never> | undefined;
  const work = async (): Promise<void> => {
    for (let coin = waiting.shift(); coin !== undefined && failure === undefined; coin = waiting.shift()) {
      const said = await runOne(argumentsOf(coin), running);
      if (said.exitCode === 0) finished(coin);
      else if (failure === undefined) {
        const message = said.exitCode === null ? "its program was stopped" : `its program ended with ${said.exitCode}`;
        failure = failed({
          code: "not-converged",
          path: coin,
          message,
          hint: said.text.trim() || "run the coin alone",
        });
        for (const one of running) one.kill();
      }
    }
  };
  // Told to stop, this program takes the others with it; a terminal's interrupt reaches them by itself.
  const stop = (): void => {
    for (const one of running) one.kill();
    process.exit(143);
  };
  process.once("SIGTERM", stop);
  await Promise.all(Array.from({ length: Math.min(workers, coins.length) }, work));
  process.removeListener("SIGTERM", stop);
  return failure ?? success(true);
}

interface Ended {
  readonly exitCode: number | null;
  /** Of its standard error. */
  readonly text: string;
}

function runOne(given: readonly string[], running: Set<ChildProcess>): Promise<Ended> {
  return new Promise((resolve) => {
    const [script] = process.argv.slice(1);
    const child = spawn(process.execPath, [...process.execArgv, script!, ...given], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    running.add(child);
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    child.on("close", (exitCode) => {
      running.delete(child);
      resolve({ exitCode, text });
    });
    child.on("error", (error) => {
      running.delete(child);
      resolve({ exitCode: null, text: error.message });
    });
  });
}
