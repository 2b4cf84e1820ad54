import { type Failure, failed, type Outcome } from "../numerics/outcome.ts";

/** Fewer observations tell nothing of a dependence. */
export const dependenceObservationsMin = 30;

/** Why the dependence of these series cannot be fitted; absent where it can. @param series shape [D][n] */
export function seriesFault(series: readonly Float64Array[]): Outcome<never> | undefined {
  const lengths = series.map(({ length }) => length);
  if (lengths.length < 2)
    return refused("missing-data", `${lengths.length} series, dependence needs 2`, "add a series");
  if (new Set(lengths).size > 1) {
    return refused("invalid", `series of ${lengths.join(", ")} observations`, "pair them by time");
  }
  if (lengths[0]! < dependenceObservationsMin) {
    const message = `${lengths[0]} observations, a fit needs ${dependenceObservationsMin}`;
    return refused("missing-data", message, "use a longer history");
  }
  for (const [at, values] of series.entries()) {
    if (!values.every(Number.isFinite)) return refused("invalid", `series ${at} is not finite`, "look at the data");
    if (values.every((value) => value === values[0])) {
      return refused("invalid", `series ${at} is constant and has no dependence`, "leave it out");
    }
  }
  return undefined;
}

const refused = (code: Failure["code"], message: string, hint: string): Outcome<never> =>
  failed({ code, path: "series", message, hint });
