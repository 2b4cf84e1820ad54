import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadKernels } from "../../src/kernels/load.ts";
import { executable, launched } from "./pageChecks.ts";

const root = join(import.meta.dirname, "../..");

/** What a page does with the package: fetches the module as an asset, hands it in, asks for numbers. */
const asked = `(async () => {
  const { loadKernels } = await import("/src/kernels/load.ts");
  const { accountTailColumns } = await import("/src/kernels/accountTails.ts");
  const module = new Uint8Array(await (await fetch("/src/kernels/kernels.wasm")).arrayBuffer());
  return (${numbersOf.toString()})(loadKernels(module), accountTailColumns(20));
})()`;

type Kernels = ReturnType<typeof loadKernels>;

/** Draws, values of an option and tails, as hexadecimal bits. Also runs in the page, so it names nothing outside itself. */
function numbersOf(kernels: Kernels, tails: Parameters<ReturnType<Kernels["accountTails"]>["tailsOf"]>[2]): string[] {
  const draws = new Float64Array(6000);
  kernels.normals({ seed: [1, 0], stream: [0, 0], block: 0 }, draws);
  const logRatios = draws.map((draw) => draw / 20);
  const forwards = new Float64Array(6000);
  kernels.exponentials(logRatios, forwards);
  const volatilities = new Float64Array(6000).fill(0.5);
  const values = new Float64Array(6000);
  const columns = { forwards, logRatios, volatilities, inverses: volatilities.map((one) => 1 / one) };
  kernels.black76Row({ optionType: "put", strike: 1.1, moneyness: 0, root: 0.2 }, columns, values);
  const accounts = {
    pointers: Int32Array.from({ length: 21 }, (_, a) => 2 * a),
    rows: Int32Array.from({ length: 40 }, (_, h) => h % 4),
    quantities: Float64Array.from({ length: 40 }, (_, h) => ((h * 7) % 11) - 5),
  };
  kernels.accountTails({ values, instruments: 4, scenarios: 1500 }).tailsOf(accounts, 15, tails);
  // A series and its mirror image under parameters of their own.
  const state = new Float64Array(50);
  [0, 0.1, 0.02, 0.05, 0.05, 0.07, 0.9, 0.85, 0.04, 0, 0.25, 0, 0.875, 0.5, 1, 2].forEach((value, k) => {
    state[k] = value;
  });
  state.fill(1, 40, 42).fill(1, 44, 46).fill(Infinity, 48, 50);
  kernels.garchSums(
    state,
    draws,
    draws.map((draw) => -draw),
  );
  const bits = (column: Float64Array): string => Array.from(new BigUint64Array(column.buffer), String).join();
  return [kernels.id, ...[draws, values, tails.expectedShortfalls, state].map(bits)];
}

describe.skipIf(executable === undefined)("the kernels in a browser (skipped where no Chromium is found)", () => {
  let server: ViteDevServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await createServer({
      root,
      configFile: false,
      logLevel: "silent",
      server: { host: "127.0.0.1", port: 0, watch: null },
      optimizeDeps: { noDiscovery: true },
    });
    await server.listen();
    browser = await launched();
    page = await browser.newPage();
    await page.goto(`${server.resolvedUrls?.local[0]}biome.json`);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("run as vectors from a fetched asset, with the bits that Node gives", async () => {
    const { accountTailColumns } = await import("../../src/kernels/accountTails.ts");
    const module = readFileSync(join(root, "src/kernels/kernels.wasm"));
    const expected = numbersOf(loadKernels(module), accountTailColumns(20));
    expect(expected[0]).toBe("simd");
    expect(await page.evaluate(asked)).toEqual(expected);
  });

  it("are the reference, with the same bits, where nothing was fetched", async () => {
    const reference = asked.replace("loadKernels(module)", "kernels()").replace("{ loadKernels }", "{ kernels }");
    const fresh = await browser.newPage();
    await fresh.goto(page.url());
    const [id, ...numbers] = (await fresh.evaluate(reference)) as string[];
    expect(id).toBe("reference");
    expect(numbers).toEqual(((await page.evaluate(asked)) as string[]).slice(1));
  });
});
