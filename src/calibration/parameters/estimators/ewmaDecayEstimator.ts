import { success } from "../../../numerics/outcome.ts";
import { ewmaDecay } from "../../../statistics/ewmaDecay.ts";
import type { ParameterEstimator } from "../parameterEstimator.ts";
import { rangeInterval, share } from "../rangeInterval.ts";
import { stabilityOf } from "../windows.ts";

/** The decay of a bar's EWMA variance. */
export const ewmaDecayEstimator: ParameterEstimator = {
  id: "ewma-decay",
  title: "Decay of an exponentially weighted variance",
  source: "A. Patton, J. Econometrics 160 (2011)",
  estimate({ bars }) {
    const fit = ewmaDecay(bars.returns);
    if (!fit.ok) return fit;
    const { decay, standardError, isAtBound, profile } = fit.value;
    const coarse = ewmaDecay(bars.returns, { startCount: 168 });
    return success({
      estimates: [
        {
          name: "decay",
          value: decay,
          unit: "per bar",
          interval: rangeInterval(decay, standardError, share),
          flags: isAtBound
            ? ["at the bound of the search", "no interval: on a bound"]
            : standardError === null
              ? ["no interval: the loss does not bend as at a least"]
              : [],
        },
      ],
      observations: bars.returns.length,
      method:
        "least QLIKE of one-bar forecasts against squared returns, started from the mean square of 30 returns; gaps left out",
      stability: stabilityOf(bars, (from, to) => {
        const own = ewmaDecay(bars.returns.subarray(from, to));
        return own.ok ? success(own.value.decay) : own;
      }),
      sensitivity: [{ change: "started from 168 returns", value: coarse.ok ? coarse.value.decay : null }],
      plots: [
        {
          id: "profile",
          title: "Loss by decay",
          reading: "A flat valley means that the decay hardly matters inside it.",
          xLabel: "bars of memory, 1/(1 − decay)",
          yLabel: "QLIKE",
          curves: [{ id: "mean QLIKE", points: profile.map((one) => ({ x: 1 / (1 - one.decay), y: one.loss })) }],
        },
      ],
    });
  },
};
