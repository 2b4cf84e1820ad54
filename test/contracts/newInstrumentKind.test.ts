import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let copy = "";

beforeAll(() => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  copy = mkdtempSync(join(root, ".tmp", "kind-"));
  for (const part of ["src", "package.json", "tsconfig.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true }));

const kindFile = `import { defineKind } from "../kind.ts";

/** A European option on a share, paid in the currency it is quoted in. */
export interface EquityOption {
  readonly kind: "equity-option";
  readonly id: string;
  readonly underlying: string;
  readonly quoteCurrency: string;
  readonly settlementCurrency: string;
  readonly contractSize: string;
  readonly expiresAt: number;
  readonly strike: string;
  readonly optionType: "call" | "put";
}

export const equityOption = defineKind<EquityOption>({
  kind: "equity-option",
  title: "European option on a share",
  isFunded: true,
  payoff: "option",
  contractUnit: (contract) => contract.underlying,
});
`;

/** Values 100 shares' worth of a call through the pricing models, the factors and the Greeks that every kind shares. */
const useFile = `import { factorsOf } from "./market/riskFactor.ts";
import { contractGreeks } from "./pricing/greeks.ts";
import { pricingModelOf } from "./pricing/models.ts";
import type { Instrument } from "./instruments/kinds.ts";

const option: Instrument = {
  kind: "equity-option",
  id: "ACME-28JUN24-100-C",
  underlying: "ACME",
  quoteCurrency: "USD",
  settlementCurrency: "USD",
  contractSize: "100",
  expiresAt: 0,
  strike: "100",
  optionType: "call",
};
const value = pricingModelOf(option).value(option, [100, 0.2, 0], 1);
const { delta } = contractGreeks(option, [100, 0.2, 0], 1);
console.log(JSON.stringify([factorsOf(option).map((factor) => factor.kind), value.toFixed(6), delta.toFixed(6)]));
`;

test("an equity option is one file and its line in the list: nothing else changes, and it is valued", () => {
  const list = join(copy, "src/instruments/kinds.ts");
  writeFileSync(join(copy, "src/instruments/kinds/equityOption.ts"), kindFile);
  const before = readFileSync(list, "utf8");
  const after = before
    .replace(
      'import { cash } from "./kinds/cash.ts";',
      (line) => `${line}\nimport { equityOption } from "./kinds/equityOption.ts";`,
    )
    .replace("  futureOption,\n] as const;", "  futureOption,\n  equityOption,\n] as const;");
  expect(after.split("\n").length - before.split("\n").length).toBe(2); // the line and the import that it names
  writeFileSync(list, after);
  writeFileSync(join(copy, "src/use.ts"), useFile);
  writeFileSync(
    join(copy, "tsconfig.own.json"),
    JSON.stringify({ extends: "./tsconfig.json", include: ["src/use.ts", "src/margin/index.ts"] }),
  );
  const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: copy, encoding: "utf8" });
  expect(run("node_modules/typescript/bin/tsc", "-p", "tsconfig.own.json").stdout).toBe("");
  const { stdout } = run("--import", "tsx", "src/use.ts");
  // 100 × 7.965567 and 100 × Φ(0.1): Hull's table of the normal law gives 0.5398.
  expect(JSON.parse(stdout)).toEqual([["forward", "volatility", "rate"], "796.556746", "53.982784"]);
});
