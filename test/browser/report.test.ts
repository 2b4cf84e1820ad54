import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demo } from "../../src/cli/commands/demo.ts";
import { executable, launched, layoutOf, look, opened, screens } from "./pageChecks.ts";

describe.skipIf(executable === undefined)("the report in a browser (skipped where no Chromium is found)", () => {
  const out = mkdtempSync(join(tmpdir(), "plimsoll-report-"));
  let browser: Browser;

  beforeAll(async () => {
    expect(await demo({ out, json: false, quiet: true })).toBe(0);
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(out, { recursive: true });
  });

  const open = (width: number, height: number, colorScheme: "light" | "dark" = "light") =>
    opened(browser, join(out, "report.html"), { width, height, colorScheme });

  for (const [width, height] of screens) {
    it(`asks for nothing beyond the file, logs no error and does not overflow at ${width} px`, async () => {
      const { page, foreign, errors } = await open(width, height);
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    });

    it(`shows the whole verdict, coverage table and first plot in the first screen at ${width} px`, async () => {
      const { parts, clipped } = await look((await open(width, height)).page);
      expect(parts).toHaveLength(3);
      for (const { name, bottom, right } of parts) {
        expect(bottom, name).toBeLessThanOrEqual(height);
        expect(right, name).toBeLessThanOrEqual(width);
      }
      expect(clipped).toEqual([]);
    });

    it(`has plots inside the page whose texts do not overlap, and no letters below 11 px at ${width} px`, async () => {
      for (const scheme of ["light", "dark"] as const) {
        const { overlapping, beyond, small } = await look((await open(width, height, scheme)).page);
        expect(overlapping).toEqual([]);
        expect(beyond).toEqual([]);
        expect(small).toEqual([]);
      }
    });

    it(`draws each plot once and no section over another at ${width} px`, async () => {
      const { overlaps, drawn } = await layoutOf((await open(width, height)).page);
      expect(overlaps).toBe(0);
      expect(new Set(drawn)).toEqual(new Set([1]));
    });
  }

  it("prints dark letters on white, with the wide drawings, whatever the screen", async () => {
    const { page } = await open(720, 1000, "dark");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const [ink, paper, svg] = (await page.evaluate(`(() => {
      const { color, backgroundColor } = getComputedStyle(document.body);
      const svg = [...document.querySelectorAll("svg")].find((one) => one.getBoundingClientRect().height > 0);
      return [color, backgroundColor, svg.viewBox.baseVal.width];
    })()`)) as [string, string, number];
    expect(ink).toBe("rgb(26, 29, 33)");
    expect(paper).toBe("rgb(255, 255, 255)");
    expect(svg).toBe(960);
  });

  it("says what was run, on what, and how the verdict is reached", () => {
    const text = readFileSync(join(out, "report.html"), "utf8");
    for (const words of [
      "plimsoll</dt><dd>0.",
      "100,000 USD notional",
      "400 days",
      "The median offset decides, at the 5 % level",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("numeraire");
    expect(text).not.toContain("Breaches by named week"); // generated data met no event
  });
});
