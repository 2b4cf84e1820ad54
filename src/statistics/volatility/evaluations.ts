import { GarchLikelihood, garchPair, isGarch } from "./garchLikelihood.ts";
import { Likelihood } from "./likelihood.ts";
import type { VolatilityModel } from "./specification.ts";

export type AnyLikelihood = Likelihood | GarchLikelihood;

/** One point at which a fit asks for ℓ and its gradient, both written by who answers. */
export interface Evaluation {
  readonly likelihood: AnyLikelihood;
  readonly values: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}

/** A calculation that stops wherever it needs a likelihood, with one evaluation or with several that need no order. */
export type Asking<T> = Generator<readonly Evaluation[], T, void>;

/** The likelihood of one series: in the kernel that takes two at once where it knows the model, else by the adjoint. */
export const likelihoodOf = (model: VolatilityModel, returns: Float64Array): AnyLikelihood =>
  isGarch(model) ? new GarchLikelihood(model, returns) : new Likelihood(model, returns);

/** Asks for one point and returns ℓ there. */
export function* valueAt(likelihood: AnyLikelihood, values: Float64Array, gradient: Float64Array): Asking<number> {
  const evaluation = { likelihood, values, gradient, value: Number.NaN };
  yield [evaluation];
  return evaluation.value;
}

/**
 * Runs calculations two at a time, what they ask for sharing a vector; one that ends makes room for the next. No answer
 * depends on which ran beside which.
 *
 * @param makes called in order, each when there is room for it
 * @returns     in the order of `makes`
 */
export function sideBySide<T>(makes: readonly (() => Asking<T>)[]): T[] {
  const results = new Array<T>(makes.length);
  const running: { readonly index: number; readonly asking: Asking<T>; asked: readonly Evaluation[] }[] = [];
  let begun = 0;
  /** Whether it asks for more. */
  const goesOn = (one: (typeof running)[number]): boolean => {
    const step = one.asking.next();
    if (step.done === true) results[one.index] = step.value;
    else one.asked = step.value;
    return step.done !== true;
  };
  for (;;) {
    while (running.length < 2 && begun < makes.length) {
      const one = { index: begun, asking: makes[begun]!(), asked: [] };
      begun += 1;
      if (goesOn(one)) running.push(one);
    }
    if (running.length === 0) return results;
    answer(running.length === 1 ? running[0]!.asked : alternating(running[0]!.asked, running[1]!.asked));
    for (let k = running.length - 1; k >= 0; k--) if (!goesOn(running[k]!)) running.splice(k, 1);
  }
}

/** Series beside series first, and what is left of the longer list beside itself. */
function alternating(one: readonly Evaluation[], other: readonly Evaluation[]): Evaluation[] {
  const both: Evaluation[] = [];
  for (let k = 0; k < Math.max(one.length, other.length); k++) {
    if (k < one.length) both.push(one[k]!);
    if (k < other.length) both.push(other[k]!);
  }
  return both;
}

function answer(asked: readonly Evaluation[]): void {
  for (let k = 0; k < asked.length; k++) {
    const [one, other] = [asked[k]!, asked[k + 1]];
    const { likelihood, values, gradient } = one;
    if (likelihood instanceof Likelihood) {
      one.value = likelihood.withGradient(values, gradient);
    } else if (other?.likelihood instanceof GarchLikelihood && other.likelihood.isPairWith(likelihood)) {
      [one.value, other.value] = garchPair([likelihood, other.likelihood], [one, other]);
      k += 1;
    } else {
      one.value = likelihood.withGradient(values, gradient);
    }
  }
}
