import type { TObject } from "typebox";
import { nearestOf } from "../instruments/nearest.ts";
import { withCollateral } from "../margin/collateralSchedule.ts";
import { boundsOf, checkParameters } from "../margin/parameters.ts";
import { type Rulebook, rulebookOf } from "../margin/rulebook.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";

/** One number among a model's parameters, and the model with any other value of it. */
export interface TunedParameter {
  readonly name: string;
  readonly unit: string;
  readonly current: number;
  /** The model with another value; what `alongWith` of the model says moves too. Fails outside the schema's bounds. */
  at(value: number): Outcome<Rulebook>;
}

/**
 * A number of a rulebook's parameters by its name.
 *
 * @returns a failure for a venue's rulebook, whose numbers are the venue's, and for a name that is no number, with the
 *          nearest that is
 */
export function tunedParameter(rulebook: Rulebook, name: string): Outcome<TunedParameter> {
  const changed = tunedTogether(rulebook, [name]);
  if (!changed.ok) return changed;
  const schema = rulebook.model.parameters.properties[name] as { readonly unit?: string };
  return success({
    name,
    unit: schema.unit ?? "",
    current: (rulebook.parameters as Readonly<Record<string, number>>)[name]!,
    at: (value) => changed.value([value]),
  });
}

/**
 * The rulebook as a function of several of its numbers.
 *
 * @param names each a number of the parameters, none twice
 * @returns     a function of as many values, the nearest whole one where the schema asks for that; as `tunedParameter`
 */
export function tunedTogether(
  rulebook: Rulebook,
  names: readonly string[],
): Outcome<(values: ArrayLike<number>) => Outcome<Rulebook>> {
  const { model, parameters, reportingCurrency, id, venue, collateralSchedule } = rulebook;
  if (venue !== undefined) {
    const message = `${id} has the numbers of ${venue.id}, and they are not ours to change`;
    const hint = `write them in a model file: model: ${model.id}`;
    return failed({ code: "unsupported", path: id, message, hint });
  }
  const given = parameters as Readonly<Record<string, unknown>>;
  const numbers = Object.keys(given).filter((key) => typeof given[key] === "number");
  const stray = names.find((name) => !numbers.includes(name));
  if (stray !== undefined) {
    const nearest = nearestOf(stray, numbers);
    const hint = nearest === undefined ? `its numbers are ${numbers.join(", ")}` : `did you mean ${nearest}?`;
    return failed({ code: "invalid", path: `${id}/${stray}`, message: `${model.id} has no number ${stray}`, hint });
  }
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) {
    return failed({ code: "invalid", path: `${id}/${twice}`, message: `${twice} is named twice` });
  }
  const isWhole = names.map((name) => (model.parameters.properties[name] as { type?: string }).type === "integer");
  return success((wanted) => {
    const values = names.map((_, k) => (isWhole[k] ? Math.round(wanted[k]!) : wanted[k]!));
    let moved: Record<string, unknown> = { ...given };
    names.forEach((name, k) => {
      const value = values[k]!;
      moved = { ...moved, ...model.alongWith?.(moved as never, name, value), [name]: value };
    });
    const outside = names.find((name, k) => !isWithin(model.parameters, name, values[k]!));
    if (outside !== undefined) {
      const bounds = boundsOf(model.parameters.properties[outside]!);
      const message = `${outside} is ${values[names.indexOf(outside)]}, it must be ${bounds}`;
      return failed({ code: "invalid", path: `${id}/${outside}`, message });
    }
    const checked = checkParameters(model.parameters, moved, id);
    if (!checked.ok) return checked;
    const own = rulebookOf<TObject>(model, checked.value, reportingCurrency, id);
    return collateralSchedule === undefined ? success(own) : withCollateral(own, collateralSchedule, id);
  });
}

/** Before anything that goes with the parameter is worked out: those rules divide by it. */
function isWithin(schema: TObject, name: string, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema.properties[name] as Readonly<
    Record<string, number | undefined>
  >;
  return (
    Number.isFinite(value) &&
    value >= (minimum ?? value) &&
    value <= (maximum ?? value) &&
    value > (exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
    value < (exclusiveMaximum ?? Number.POSITIVE_INFINITY)
  );
}
