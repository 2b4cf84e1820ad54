/** What a reader of a report must not meet, seen by a browser. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";

/** Undefined where no browser is installed: the tests are then skipped. */
export const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
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
export interface Seen {
  readonly parts: readonly { readonly name: string; readonly bottom: number; readonly right: number }[];
  readonly clipped: readonly string[];
  /** Tables of the first screen that must be pushed sideways to be read. */
  readonly scrolling: readonly string[];
  readonly overlapping: readonly string[];
  readonly beyond: readonly string[];
  readonly small: readonly string[];
}

/** Runs in the page. Boxes that are not displayed have no size and are left out. */
const lookings = `(() => {
  const shown = (query) => [...document.querySelectorAll(query)].filter((one) => one.getBoundingClientRect().height > 0);
  const named = (one) => one.tagName + " " + one.textContent.trim().slice(0, 40);
  const parts = [".verdict", ".summary table", "figure svg"].filter((name) => shown(name).length > 0).map((name) => {
    const { bottom, right } = shown(name)[0].getBoundingClientRect();
    return { name, bottom, right };
  });
  // On a narrow screen the tables of details may scroll; what stands in the first screen may not.
  const mayScroll = (one) => window.innerWidth < 880 && one.closest(".scroll") && !one.closest(".summary");
  const within = (one) => window.innerWidth >= 880 || one.getBoundingClientRect().top < window.innerHeight;
  const clipped = shown(".scroll, td, th, figure, p, li, h1, h2").filter(within)
    .filter((one) => !mayScroll(one) && one.scrollWidth > one.clientWidth).map(named);
  const scrolling = shown(".scroll").filter((one) => one.getBoundingClientRect().top < window.innerHeight && one.scrollWidth > one.clientWidth).map(named);
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
  return { parts, clipped, scrolling, overlapping, beyond, small };
})()`;

export const look = async (page: Page): Promise<Seen> => (await page.evaluate(lookings)) as Seen;

/** Screens on which every page is looked at, CSS pixels. */
export const screens = [
  [1280, 900],
  [390, 844],
] as const;

export const launched = (): Promise<Browser> => chromium.launch({ executablePath: executable!, args: flags });

export interface OpenedPage {
  readonly page: Page;
  /** Requests for anything but the file itself. */
  readonly foreign: readonly string[];
  readonly errors: readonly string[];
}

export async function opened(
  browser: Browser,
  file: string,
  screen: { readonly width: number; readonly height: number; readonly colorScheme?: "light" | "dark" },
): Promise<OpenedPage> {
  const { width, height, colorScheme = "light" } = screen;
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const url = pathToFileURL(file).href;
  const [foreign, errors]: [string[], string[]] = [[], []];
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  return { page, foreign, errors };
}

/** Sections that begin above the end of the one before, and how many drawings each figure shows. */
export async function layoutOf(page: Page): Promise<{ readonly overlaps: number; readonly drawn: readonly number[] }> {
  const overlaps = (await page.evaluate(`(() => {
    const boxes = [...document.querySelectorAll("header, section")].map((one) => one.getBoundingClientRect());
    return boxes.filter((box, k) => k > 0 && box.top < boxes[k - 1].bottom - 1).length;
  })()`)) as number;
  const drawn = (await page.evaluate(`[...document.querySelectorAll("figure")].map((figure) =>
    [...figure.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().height > 0).length)`)) as number[];
  return { overlaps, drawn };
}
