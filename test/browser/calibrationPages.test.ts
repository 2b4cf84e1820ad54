import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { calibrate } from "../../src/cli/commands/calibrate.ts";
import { volatility } from "../../src/cli/commands/volatility.ts";
import { hourlyBars, hourlyReturns } from "../cli/simulatedHours.ts";
import { writeSources } from "../cli/simulatedSources.ts";
import { executable, launched } from "./pageChecks.ts";
import { pageClaims } from "./pageClaims.ts";

describe.skipIf(executable === undefined)("calibration pages in a browser (skipped where no Chromium is found)", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-pages-"));
  let browser: Browser;

  beforeAll(async () => {
    const history = join(folder, "history");
    mkdirSync(history);
    writeFileSync(join(history, "invented_AAAUSDT_1h.csv"), hourlyBars(hourlyReturns(24 * 420, 5)));
    // A coin whose pages are mostly refusals.
    writeFileSync(join(history, "invented_NEWUSDT_1h.csv"), hourlyBars(hourlyReturns(24 * 30, 5)));
    const common = { history, interval: "1h", out: folder, quiet: true };
    const words = writeSources(folder, "AAA");
    const [chain, funding, openInterest, orders] = [1, 3, 5, 7].map((k) => [words[k]!]) as [
      string[],
      string[],
      string[],
      string[],
    ];
    const sources = { chain, funding, openInterest, orders };
    expect(await calibrate({ ...common, ...sources, coins: "AAA,NEW", workers: "1" })).toBe(0);
    const walk = { step: "1d", level: "0.95", fitSteps: "300", refitSteps: "60" };
    expect(await volatility({ ...common, ...walk, coin: "AAA" })).toBe(0);
    browser = await launched();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  for (const name of ["calibration-AAA", "calibration-NEW", "volatility"]) {
    pageClaims(
      name,
      () => join(folder, `${name}.html`),
      () => browser,
    );
  }
});
