import { mertonValue } from "../formulas/merton.ts";
import type { Valuation } from "./valuation.ts";

/** Our own choice, no market's: a jump every quarter, down more often than up. */
const jumps = { intensity: 4, jumpMean: -0.05, jumpDeviation: 0.1 };
/** Share of the variance that jumps may take at most, so that a diffusion is left. */
const jumpShareMax = 0.9;

export const jumpDiffusion: Valuation = {
  id: "merton",
  title: "Merton, jump-diffusion",
  source: "R. Merton, J. Financial Economics 3 (1976)",
  shape: `up to ${jumps.intensity} jumps a year of mean ${jumps.jumpMean} and deviation ${jumps.jumpDeviation}, the rest diffusion`,
  value(option, volatility) {
    const total = volatility * volatility;
    const perJump = jumps.jumpMean * jumps.jumpMean + jumps.jumpDeviation * jumps.jumpDeviation;
    const intensity = Math.min(jumps.intensity, (jumpShareMax * total) / perJump);
    return mertonValue(option, { ...jumps, intensity, volatility: Math.sqrt(total - intensity * perJump) });
  },
};
