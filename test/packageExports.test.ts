import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, { default?: string } | string>;
};

describe("the package's exports", () => {
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === "string" || name === ".") continue;
    it(`${name} is a floor whose front door loads and is not empty`, async () => {
      const source = target.default!.replace("./dist/", "./src/").replace(/\.js$/, ".ts");
      expect(existsSync(join(root, source))).toBe(true);
      expect(Object.keys((await import(join(root, source))) as object).length).toBeGreaterThan(0);
    });
  }
});
