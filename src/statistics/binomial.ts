import { InvariantError } from "../numerics/assert.ts";
import { betaRatio, inverseBetaRatio } from "../numerics/betaFunction.ts";
import { exp } from "../numerics/exponential.ts";
import { log, log1p } from "../numerics/logarithm.ts";
import { deviance, halfLnTwoPi, stirlingError } from "../numerics/saddlePoint.ts";

/** `trials` independent draws, each a hit with `probability`. */
export interface BinomialLaw {
  readonly trials: number; // integer ≥ 0
  readonly probability: number; // (0, 1)
}

/** An interval for a probability, and the confidence it holds at. */
export interface ProbabilityInterval {
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/**
 * P(X = count).
 *
 * @param count integer; 0 outside 0…trials
 * @returns     about 1e-13 relative, for a million trials too
 * @throws InvariantError when the law is out of range
 * @source      Loader, Fast and accurate computation of binomial probabilities (2000)
 */
export function binomialPmf(count: number, law: BinomialLaw): number {
  checkLaw(law);
  const { trials, probability } = law;
  if (count < 0 || count > trials) return 0;
  if (count === 0) return exp(trials * log1p(-probability));
  if (count === trials) return exp(trials * log(probability));
  const misses = trials - count;
  const exponent =
    stirlingError(trials) -
    stirlingError(count) -
    stirlingError(misses) -
    deviance(count, trials * probability) -
    deviance(misses, trials * (1 - probability));
  return exp(exponent - halfLnTwoPi + 0.5 * (log(trials) - log(count) - log(misses)));
}

/** P(X ≤ count), accurate in the lower tail. As `binomialPmf`; cost O(√trials). */
export function binomialCdf(count: number, law: BinomialLaw): number {
  checkLaw(law);
  const { trials, probability } = law;
  if (count < 0) return 0;
  if (count >= trials) return 1;
  return betaRatio(trials - count, count + 1, 1 - probability, probability);
}

/** P(X ≥ count), accurate in the upper tail. As `binomialCdf`. */
export function binomialSurvivalAtLeast(count: number, law: BinomialLaw): number {
  checkLaw(law);
  const { trials, probability } = law;
  if (count <= 0) return 1;
  if (count > trials) return 0;
  return betaRatio(count, trials - count + 1, probability, 1 - probability);
}

/**
 * The exact interval for the probability behind `count` hits: it covers the truth at least as often as `level` says.
 *
 * @param count  integer in 0…trials
 * @param trials integer ≥ 1
 * @param level  confidence in (0, 1)
 * @throws InvariantError when an argument is out of range
 * @source Clopper & Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934)
 */
export function clopperPearsonInterval(count: number, trials: number, level: number): ProbabilityInterval {
  if (!(Number.isInteger(count) && count >= 0 && count <= trials))
    throw new InvariantError(`count must lie in 0…${trials}; have ${count}`);
  if (!(Number.isInteger(trials) && trials >= 1))
    throw new InvariantError(`trials must be an integer ≥ 1; have ${trials}`);
  if (!(level > 0 && level < 1)) throw new InvariantError(`level must lie in (0, 1); have ${level}`);
  const side = (1 - level) / 2;
  return {
    lower: count === 0 ? 0 : inverseBetaRatio(count, trials - count + 1, side),
    upper: count === trials ? 1 : inverseBetaRatio(count + 1, trials - count, 1 - side),
    level,
  };
}

function checkLaw({ trials, probability }: BinomialLaw): void {
  if (!(Number.isInteger(trials) && trials >= 0))
    throw new InvariantError(`trials must be an integer ≥ 0; have ${trials}`);
  if (!(probability > 0 && probability < 1))
    throw new InvariantError(`probability must lie in (0, 1); have ${probability}`);
}
