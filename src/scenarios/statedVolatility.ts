import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { newsMoments, partsOf, volatilityModel } from "../statistics/index.ts";
import { type GivenVolatility, marginSpecification } from "./conditionalVariances.ts";

/** A conditional variance as a person states it: its numbers by name. */
export interface StatedVolatility {
  /** Id of a variance model. */
  readonly volatilityModel: string;
  /** Id of an error law. */
  readonly errorLaw: string;
  /** Every parameter of model and law, omega in squared log returns of a step. */
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Stated numbers in the order of their model. The recursion starts at the variance that they settle at, where there is one,
 * else at the mean square of the returns.
 *
 * @param path of the statement, for a failure
 * @returns    `invalid` for a missing or an unknown name, a number outside the model's bounds, and a persistence of more
 *             than 1, under which a path's variance grows without end
 */
export function statedVolatility(
  { volatilityModel: model, errorLaw, numbers }: StatedVolatility,
  path: string,
): Outcome<GivenVolatility> {
  const specification = { ...marginSpecification(model, errorLaw), persistenceMax: null };
  const known = volatilityModel(specification);
  const names = known.parameters.map(({ name }) => name);
  const stray = Object.keys(numbers).find((name) => !names.includes(name));
  const missing = names.find((name) => !(name in numbers));
  if (stray !== undefined || missing !== undefined) {
    const message = stray === undefined ? `${missing} is not given` : `there is no ${stray}`;
    const hint = `${model} with ${errorLaw} errors has ${names.join(", ")}`;
    return failed({ code: "invalid", path, message, hint });
  }
  for (const { name, lower, upper } of known.parameters) {
    // The box of omega is in units of the returns' own variance, which nobody states; a logarithm's may be negative.
    const isScale = name === "omega";
    const [least, most] = isScale ? [lower > 0 ? 0 : -Number.MAX_VALUE, Number.MAX_VALUE] : [lower, upper];
    const value = numbers[name]!;
    if (value >= least && value <= most) continue;
    const range = isScale ? "be finite and not negative" : `lie in [${least}, ${most}]`;
    return failed({ code: "invalid", path: `${path}/${name}`, message: `${name} is ${value}, it must ${range}` });
  }
  const values = names.map((name) => numbers[name]!);
  const { theta, shape } = partsOf(known, values);
  const news = newsMoments(known, shape);
  const persistence = known.variance.persistence(theta, news);
  if (persistence <= 1 + 1e-12) {
    const settled = known.variance.unconditionalVariance(theta, news);
    if (settled === null || !(settled > 0)) return success({ specification, values });
    return success({ specification: { ...specification, start: { rule: "variance", variance: settled } }, values });
  }
  const message = `a persistence of ${persistence.toFixed(4)} lets the variance grow without end`;
  return failed({ code: "invalid", path, message, hint: "state numbers whose shocks fade" });
}
