import fc from "fast-check";
import { Type } from "typebox";
import { describe, expect, test } from "vitest";
import type { Failure } from "../numerics/outcome.ts";
import { marginModels } from "./models.ts";
import { boundsOf, checkParameters, parametersHash } from "./parameters.ts";

const schema = Type.Object({
  ratio: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.1 }),
  scenarioCount: Type.Integer({ minimum: 1 }),
  drift: Type.Number({ default: 0 }),
  measure: Type.Enum(["mean", "edge"], { default: "edge" }),
});

const checked = (given: Readonly<Record<string, unknown>>) => checkParameters(schema, given, "model");

function faultsOf(given: Readonly<Record<string, unknown>>): readonly Failure[] {
  const outcome = checked(given);
  if (outcome.ok) throw new Error(`accepted ${JSON.stringify(outcome.value)}`);
  expect(outcome.failure.path).toBe("model");
  return outcome.failure.faults ?? [];
}

describe("parameters", () => {
  test("that are left out take the schema's defaults", () => {
    const completed = { ratio: 0.1, scenarioCount: 5, drift: 0, measure: "edge" };
    expect(checked({ scenarioCount: 5 })).toEqual({ ok: true, value: completed });
  });

  test("that are given stay as given", () => {
    const given = { ratio: 1, scenarioCount: 1, drift: -3.5, measure: "mean" };
    expect(checked(given)).toEqual({ ok: true, value: given });
  });

  test("without a default must be given", () => {
    expect(faultsOf({})).toEqual([
      {
        code: "invalid",
        path: "model/scenarioCount",
        message: "scenarioCount is missing, it must be a whole number in [1, ∞)",
      },
    ]);
  });

  test("that are unknown are refused, with the nearest known one", () => {
    expect(faultsOf({ scenarioCount: 5, ration: 0.2 })).toEqual([
      { code: "invalid", path: "model/ration", message: 'unknown parameter "ration"', hint: "did you mean ratio?" },
    ]);
  });

  test("that are unknown and near nothing are answered with all of them", () => {
    const [fault] = faultsOf({ scenarioCount: 5, zzzzzzzzzz: 1 });
    expect(fault?.hint).toBe("the parameters are ratio, scenarioCount, drift, measure");
  });

  test("that are wrong are all listed, with value and bounds", () => {
    const faults = faultsOf({ ratio: 0, scenarioCount: 2.5, drift: "1", measure: "median", horizon: 1 });
    expect(faults.map(({ message }) => message)).toEqual([
      'unknown parameter "horizon"',
      "ratio is 0, it must be a number in (0, 1]",
      "scenarioCount is 2.5, it must be a whole number in [1, ∞)",
      'drift is "1", it must be a number',
      'measure is "median", it must be one of "mean", "edge"',
    ]);
    expect(faults.map(({ path }) => path)).toContain("model/scenarioCount");
  });

  test("that are not finite are refused, bounded or not", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const key of ["ratio", "scenarioCount", "drift"]) {
        const faults = faultsOf({ scenarioCount: 5, [key]: value });
        expect(faults.map(({ path }) => path)).toEqual([`model/${key}`]);
      }
    }
  });

  test("are accepted exactly inside their bounds, the open end left out and the closed end kept", () => {
    const accepted = (ratio: number) => checked({ scenarioCount: 5, ratio }).ok;
    expect([-1, 0, Number.MIN_VALUE, 1, 1 + Number.EPSILON].map(accepted)).toEqual([false, false, true, true, false]);
  });
});

test("bounds are written as intervals, round where the end is left out", () => {
  const cases = [
    [Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), "a number in (0, 1)"],
    [Type.Number({ exclusiveMinimum: 0, maximum: 1 }), "a number in (0, 1]"],
    [Type.Number({ minimum: -2, exclusiveMaximum: 0.5 }), "a number in [-2, 0.5)"],
    [Type.Integer({ minimum: 1, maximum: 36_500 }), "a whole number in [1, 36500]"],
    [Type.Integer({ minimum: 0 }), "a whole number in [0, ∞)"],
    [Type.Number({ maximum: 0 }), "a number in (−∞, 0]"],
    [Type.Number(), "a number"],
    [Type.Integer(), "a whole number"],
    [Type.String(), "a text"],
    [Type.Enum(["a", "b"]), 'one of "a", "b"'],
    [Type.Union([Type.Literal("a"), Type.Literal(2)]), 'one of "a", 2'],
  ] as const;
  for (const [property, words] of cases) expect(boundsOf(property)).toBe(words);
});

describe("the hash of parameters", () => {
  const model = marginModels[0]!;
  const anyValue = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean());
  const anyParameters = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), anyValue, { minKeys: 2, maxKeys: 8 });

  test("is sixteen hexadecimal digits", () => {
    expect(parametersHash(model, { a: 1 })).toMatch(/^[0-9a-f]{16}$/);
  });

  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(anyParameters, (parameters) => {
        const turned = Object.fromEntries(Object.entries(parameters).reverse());
        expect(parametersHash(model, turned)).toBe(parametersHash(model, parameters));
      }),
    );
  });

  test("differs when any one value differs", () => {
    fc.assert(
      fc.property(anyParameters, anyValue, fc.nat(), (parameters, value, pick) => {
        const keys = Object.keys(parameters);
        const key = keys[pick % keys.length]!;
        // 0 and −0 are one number.
        fc.pre(parameters[key] !== value);
        expect(parametersHash(model, { ...parameters, [key]: value })).not.toBe(parametersHash(model, parameters));
      }),
    );
  });

  test("differs when two values change places, when a number becomes its text, and by the last bit", () => {
    const hashes = [{ a: 1, b: 2 }, { a: 2, b: 1 }, { a: 1, b: "2" }, { a: 1, b: 2 + 2 * Number.EPSILON }, { a: 1 }];
    expect(new Set(hashes.map((one) => parametersHash(model, one))).size).toBe(hashes.length);
  });

  test("names the model and its version too", () => {
    const other = { ...model, id: "another" };
    const next = { ...model, version: model.version + 1 };
    expect(new Set([model, other, next].map((one) => parametersHash(one, { a: 1 }))).size).toBe(3);
  });
});
