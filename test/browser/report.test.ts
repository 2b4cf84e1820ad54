import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demo } from "../../src/cli/commands/demo.ts";

const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

describe.skipIf(executable === undefined)("the report in a browser (skipped where no Chromium is found)", () => {
  const out = mkdtempSync(join(tmpdir(), "plimsoll-report-"));
  let browser: Browser;
  const foreign: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    expect(await demo({ out, json: false, quiet: true })).toBe(0);
    browser = await chromium.launch({ executablePath: executable!, args: flags });
  });
  afterAll(() => browser?.close());

  async function open(width: number, height: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height } });
    const url = pathToFileURL(join(out, "report.html")).href;
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) foreign.push(request.url());
    });
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(url);
    return page;
  }

  for (const [width, height] of [
    [1280, 900],
    [390, 844],
  ] as const) {
    it(`asks for nothing beyond the file, logs no error and does not overflow at ${width} px`, async () => {
      const page = await open(width, height);
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    });

    it(`shows the verdict, the coverage table and the first plot in the first screen at ${width} px`, async () => {
      const page = await open(width, height);
      const tops = (await page.evaluate(
        `[".verdict", ".summary table", "figure svg"].map((one) => document.querySelector(one).getBoundingClientRect().top)`,
      )) as number[];
      expect(tops.length).toBe(3);
      for (const top of tops) expect(top).toBeLessThan(height - 100);
    });

    it(`has no overlapping sections and no text below 8 px at ${width} px`, async () => {
      const page = await open(width, height);
      const overlaps = await page.evaluate(`(() => {
        const boxes = [...document.querySelectorAll("header, section")].map((one) => one.getBoundingClientRect());
        return boxes.filter((box, k) => k > 0 && box.top < boxes[k - 1].bottom - 1).length;
      })()`);
      expect(overlaps).toBe(0);
      const smallest = (await page.evaluate(`Math.min(...[...document.querySelectorAll("text, td, th, li, p")]
        .filter((one) => one.textContent.trim() !== "" && one.getBoundingClientRect().height > 0)
        .map((one) => {
          const svg = one.closest("svg");
          const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
          return parseFloat(getComputedStyle(one).fontSize) * scale;
        }))`)) as number;
      expect(smallest).toBeGreaterThanOrEqual(7.9);
    });
  }
});
