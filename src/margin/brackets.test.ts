import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bracket, bracketFault, halfInitialBrackets, heldBracket, tableOf } from "./brackets.ts";

/** Brackets with rising floors and rates, leverage low enough for them. */
const anyBrackets: fc.Arbitrary<Bracket[]> = fc
  .array(fc.record({ width: fc.integer({ min: 1, max: 1_000_000 }), rise: fc.integer({ min: 0, max: 90 }) }), {
    minLength: 1,
    maxLength: 10,
  })
  .map((parts) => {
    let [floor, permille] = [0, 1];
    return parts.map(({ width, rise }, k) => {
      const from = floor;
      floor += width;
      permille += rise;
      const cap = k === parts.length - 1 ? {} : { cap: floor };
      return { floor: from, ...cap, maintenanceRate: permille / 1000, leverageMax: 1 };
    });
  });

const maintenanceAt = (brackets: readonly Bracket[], size: number, deductions: "continuous" | "none") => {
  const { maintenanceRate, deduction } = heldBracket(tableOf(brackets, deductions), size)!;
  return size * maintenanceRate - deduction;
};

test("maintenance has no step at any edge under continuous deductions", () => {
  fc.assert(
    fc.property(anyBrackets, (brackets) => {
      for (const { floor } of brackets.slice(1)) {
        const [before, after] = [
          maintenanceAt(brackets, floor, "continuous"),
          maintenanceAt(brackets, floor + 1e-6, "continuous"),
        ];
        expect(Math.abs(after - before)).toBeLessThanOrEqual(1e-5 + 1e-12 * floor);
      }
    }),
  );
});

test("maintenance is the sum over brackets of what lies in each, and never falls with size", () => {
  fc.assert(
    fc.property(anyBrackets, fc.integer({ min: 0, max: 9_000_000 }), (brackets, size) => {
      const inside = brackets.reduce((total, { floor, cap = Number.POSITIVE_INFINITY, maintenanceRate }) => {
        return total + Math.max(0, Math.min(size, cap) - floor) * maintenanceRate;
      }, 0);
      expect(Math.abs(maintenanceAt(brackets, size, "continuous") - inside)).toBeLessThanOrEqual(1e-9 * (1 + inside));
    }),
  );
});

test("a whole-position rate steps at an edge: 0.4 % below 50,000, 0.5 % above", () => {
  const brackets = [
    { floor: 0, cap: 50_000, maintenanceRate: 0.004, leverageMax: 100 },
    { floor: 50_000, maintenanceRate: 0.005, leverageMax: 50 },
  ];
  expect(maintenanceAt(brackets, 50_000, "none")).toBe(200);
  expect(maintenanceAt(brackets, 60_000, "none")).toBe(300);
  expect(maintenanceAt(brackets, 60_000, "continuous")).toBe(250);
});

test("half of the initial requirement at 40 and then 20 times leverage: 1.25 % and 2.5 %, 1,875,000 deducted", () => {
  const table = tableOf(
    halfInitialBrackets([
      { floor: 0, leverageMax: 40 },
      { floor: 150_000_000, leverageMax: 20 },
    ]),
    "continuous",
  );
  expect(table).toEqual([
    { floor: 0, cap: 150_000_000, maintenanceRate: 0.0125, leverageMax: 40, deduction: 0 },
    { floor: 150_000_000, maintenanceRate: 0.025, leverageMax: 20, deduction: 1_875_000 },
  ]);
});

test.each([
  ["do not begin at 0", [{ floor: 1, maintenanceRate: 0.1, leverageMax: 5 }], /begins at 1, the one before ends at 0/],
  [
    "leave a hole",
    [
      { floor: 0, cap: 10, maintenanceRate: 0.1, leverageMax: 5 },
      { floor: 11, maintenanceRate: 0.2, leverageMax: 5 },
    ],
    /bracket 2 begins at 11, the one before ends at 10/,
  ],
  [
    "go on after one without an end",
    [
      { floor: 0, maintenanceRate: 0.1, leverageMax: 5 },
      { floor: 10, maintenanceRate: 0.2, leverageMax: 5 },
    ],
    /bracket 1 has no cap/,
  ],
  ["end before they begin", [{ floor: 0, cap: 0, maintenanceRate: 0.1, leverageMax: 5 }], /begins at 0 and ends at 0/],
  [
    "ask more to keep than to open",
    [{ floor: 0, maintenanceRate: 0.3, leverageMax: 5 }],
    /asks 0.3 for maintenance and 0.2/,
  ],
] as const)("brackets that %s are no table", (_, brackets, fault) => {
  expect(bracketFault(brackets)).toMatch(fault);
});
