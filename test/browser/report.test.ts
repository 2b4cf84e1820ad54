import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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

/** Letters smaller than this are not read, CSS pixels. */
const letterMin = 11;

/** What the page's own functions below answer of one page. */
interface Seen {
  readonly parts: readonly { readonly name: string; readonly bottom: number; readonly right: number }[];
  readonly clipped: readonly string[];
  readonly overlapping: readonly string[];
  readonly beyond: readonly string[];
  readonly small: readonly string[];
}

/** Runs in the page. Boxes that are not displayed have no size and are left out. */
const look = `(() => {
  const shown = (query) => [...document.querySelectorAll(query)].filter((one) => one.getBoundingClientRect().height > 0);
  const named = (one) => one.tagName + " " + one.textContent.trim().slice(0, 40);
  const parts = [".verdict", ".summary table", "figure svg"].map((name) => {
    const { bottom, right } = shown(name)[0].getBoundingClientRect();
    return { name, bottom, right };
  });
  // On a narrow screen the tables of details may scroll; what stands in the first screen may not.
  const mayScroll = (one) => window.innerWidth < 880 && one.closest(".scroll") && !one.closest(".summary");
  const within = (one) => window.innerWidth >= 880 || one.getBoundingClientRect().top < window.innerHeight;
  const clipped = shown(".scroll, td, th, figure, p, li, h1, h2").filter(within)
    .filter((one) => !mayScroll(one) && one.scrollWidth > one.clientWidth).map(named);
  const overlapping = [];
  const beyond = shown("svg").filter((svg) => svg.getBoundingClientRect().right > window.innerWidth).map(named);
  for (const svg of shown("svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter((one) => one.textContent.trim() !== "")
      .map((one) => ({ one, box: one.getBoundingClientRect() }));
    texts.forEach(({ one, box }, k) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) beyond.push(named(one));
      for (const other of texts.slice(k + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 1) overlapping.push(named(one) + " / " + named(other.one));
      }
    });
  }
  const small = shown("text, td, th, li, p, dd, dt, figcaption, .label").filter((one) => one.textContent.trim() !== "")
    .filter((one) => {
      const svg = one.closest("svg");
      const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
      return parseFloat(getComputedStyle(one).fontSize) * scale < ${letterMin};
    }).map(named);
  return { parts, clipped, overlapping, beyond, small };
})()`;

describe.skipIf(executable === undefined)("the report in a browser (skipped where no Chromium is found)", () => {
  const out = mkdtempSync(join(tmpdir(), "plimsoll-report-"));
  let browser: Browser;
  const foreign: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    expect(await demo({ out, json: false, quiet: true })).toBe(0);
    browser = await chromium.launch({ executablePath: executable!, args: flags });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(out, { recursive: true });
  });

  async function open(width: number, height: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
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

    it(`shows the whole verdict, coverage table and first plot in the first screen at ${width} px`, async () => {
      const { parts, clipped } = (await (await open(width, height)).evaluate(look)) as Seen;
      expect(parts).toHaveLength(3);
      for (const { name, bottom, right } of parts) {
        expect(bottom, name).toBeLessThanOrEqual(height);
        expect(right, name).toBeLessThanOrEqual(width);
      }
      expect(clipped).toEqual([]);
    });

    it(`has plots inside the page whose texts do not overlap, and no letters below 11 px at ${width} px`, async () => {
      for (const scheme of ["light", "dark"] as const) {
        const { overlapping, beyond, small } = (await (await open(width, height, scheme)).evaluate(look)) as Seen;
        expect(overlapping).toEqual([]);
        expect(beyond).toEqual([]);
        expect(small).toEqual([]);
      }
    });

    it(`draws each plot once and no section over another at ${width} px`, async () => {
      const page = await open(width, height);
      const overlaps = await page.evaluate(`(() => {
        const boxes = [...document.querySelectorAll("header, section")].map((one) => one.getBoundingClientRect());
        return boxes.filter((box, k) => k > 0 && box.top < boxes[k - 1].bottom - 1).length;
      })()`);
      expect(overlaps).toBe(0);
      const drawn = (await page.evaluate(`[...document.querySelectorAll("figure")].map((figure) =>
        [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().height > 0).length)`)) as number[];
      expect(new Set(drawn)).toEqual(new Set([1]));
    });
  }

  it("prints dark letters on white, with the wide drawings, whatever the screen", async () => {
    const page = await open(720, 1000, "dark");
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
