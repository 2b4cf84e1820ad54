import type { Browser } from "playwright-core";
import { expect, it } from "vitest";
import { layoutOf, look, opened, screens } from "./pageChecks.ts";

/** What every page must hold on every screen; the tests are registered under the caller's `describe`. */
export function pageClaims(name: string, fileOf: () => string, browserOf: () => Browser): void {
  for (const [width, height] of screens) {
    it(`${name} asks for nothing beyond the file, logs no error and does not overflow at ${width} px`, async () => {
      const { page, foreign, errors } = await opened(browserOf(), fileOf(), { width, height });
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    });

    it(`${name} can be read without pushing in the first screen, each drawing once, at ${width} px`, async () => {
      const { page } = await opened(browserOf(), fileOf(), { width, height });
      const { clipped, scrolling } = await look(page);
      expect(clipped).toEqual([]);
      expect(scrolling).toEqual([]);
      const { overlaps, drawn } = await layoutOf(page);
      expect(overlaps).toBe(0);
      expect(new Set(drawn)).toEqual(new Set([1]));
    });

    it(`${name} has drawings inside the page whose texts do not overlap, and no small letters at ${width} px`, async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        const { page } = await opened(browserOf(), fileOf(), { width, height, colorScheme });
        const { overlapping, beyond, small } = await look(page);
        expect(overlapping).toEqual([]);
        expect(beyond).toEqual([]);
        expect(small).toEqual([]);
      }
    });
  }
}
