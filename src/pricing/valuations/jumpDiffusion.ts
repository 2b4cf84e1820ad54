import { still } from "../formulas/followed.ts";
import { type MertonParameters, type MertonPath, merton, mertonValue } from "../formulas/merton.ts";
import { ofForward, type Valuation } from "./valuation.ts";

/** Our own choice, no market's: a jump every quarter, down more often than up. */
const jumps = { intensity: 4, jumpMean: -0.05, jumpDeviation: 0.1 };
/** Share of the variance that jumps may take at most, so that a diffusion is left. */
const jumpShareMax = 0.9;
/** Variance that one jump a year adds. */
const perJump = jumps.jumpMean ** 2 + jumps.jumpDeviation ** 2;

export const jumpDiffusion: Valuation = {
  id: "merton",
  title: "Merton, jump-diffusion",
  source: "R. Merton, J. Financial Economics 3 (1976)",
  shape: `up to ${jumps.intensity} jumps a year of mean ${jumps.jumpMean} and deviation ${jumps.jumpDeviation}, the rest diffusion`,
  ...ofForward,
  value: (option, volatility) => mertonValue(option, parametersOf(volatility).parameters),
  values(option, volatility) {
    const { parameters, path } = parametersOf(volatility);
    return merton(option, parameters, path);
  },
};

/** Below √(intensity × perJump / 0.9), 23.6 %, jumps become rarer; above it they stay and the diffusion is the rest. */
function parametersOf(volatility: number): { parameters: MertonParameters; path: MertonPath } {
  const total = { value: volatility * volatility, slope: 2 * volatility, bend: 2 };
  const shared = (share: number) => ({
    value: share * total.value,
    slope: share * total.slope,
    bend: share * total.bend,
  });
  const isCapped = jumpShareMax * total.value < jumps.intensity * perJump;
  const intensity = isCapped ? shared(jumpShareMax / perJump) : still(jumps.intensity);
  const variance = isCapped ? shared(1 - jumpShareMax) : { ...total, value: total.value - jumps.intensity * perJump };
  const parameters = { ...jumps, intensity: intensity.value, volatility: Math.sqrt(variance.value) };
  return { parameters, path: { variance, intensity } };
}
