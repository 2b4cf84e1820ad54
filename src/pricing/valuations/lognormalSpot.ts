import { exp } from "../../numerics/exponential.ts";
import { black76Value, logMoneyness } from "../formulas/black76.ts";
import { blackScholes } from "../formulas/blackScholes.ts";
import { type OptionTerms, ofForward, type Valuation } from "./valuation.ts";

const spotOf = ({ spot, forward }: OptionTerms): number => spot ?? forward;
/** ln(F/S)/T, which is the rate less the carry. */
const driftOf = (option: OptionTerms): number =>
  option.years === 0 ? 0 : logMoneyness(option.forward, spotOf(option)) / option.years;

/**
 * Black-76 seen from the spot. The carry is the one that the forward states, q = r − ln(F/S)/T, and it is what stays:
 * the forward follows the spot, the rate and the time.
 */
export const lognormalSpot: Valuation = {
  id: "black-scholes",
  title: "Black-Scholes with carry, lognormal",
  source: "R. Merton, Bell J. of Economics and Management Science 4 (1973)",
  shape: "carry of the forward over the spot kept; Greeks to the spot",
  priceOf: spotOf,
  moved(at, move) {
    const then = ofForward.moved(at, move);
    const spot = spotOf(at.option) * (move.price ?? 1);
    const forward = spot * exp((driftOf(at.option) + (move.rate ?? 0)) * then.option.years);
    return { ...then, option: { ...then.option, spot, forward } };
  },
  value: (option, volatility) => black76Value({ ...option, volatility, rate: option.rate ?? 0 }),
  values({ optionType, strike, years, rate = 0, ...prices }, volatility) {
    const drift = driftOf({ optionType, strike, years, ...prices });
    const { rhoCarry: _, ...values } = blackScholes({
      optionType,
      strike,
      years,
      rate,
      volatility,
      spot: spotOf({ optionType, strike, years, ...prices }),
      carry: rate - drift,
    });
    return values;
  },
};
