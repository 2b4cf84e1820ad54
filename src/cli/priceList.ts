import { fitSurface } from "../calibration/fitSurface.ts";
import { svi } from "../calibration/methods/svi.ts";
import { smilePointRulesFor } from "../calibration/smilePoints.ts";
import { resolveInstrument } from "../instruments/names.ts";
import type { OptionChain, OptionQuote } from "../market/optionChain.ts";
import { forwardAt, surfaceVolatility, type VolatilitySurface } from "../market/surface/surface.ts";
import { yearsBetween } from "../market/years.ts";
import { type Failure, FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import { type ChainValues, chainValues, type QuoteValue } from "../pricing/chainValues.ts";

/**
 * Options by name, each from its quote where the chain values it, else from a surface fitted to the chain.
 *
 * @param names with commas between
 * @returns     in the order of the names; a failure that lists every name that is no option of the chain's coin, has
 *              ended, or lies beyond what can be fitted
 */
export function listedValues(
  chain: OptionChain,
  time: number,
  { values }: ChainValues,
  names: string,
): Outcome<QuoteValue[]> {
  const quoted = new Map(values.map((one) => [one.quote.instrument.id, one]));
  const faults = new FaultList();
  const listed: QuoteValue[] = [];
  let surface: Outcome<VolatilitySurface> | undefined;
  for (const name of names.split(",").map((one) => one.trim())) {
    const option = optionOf(name, chain, time);
    if (!option.ok) {
      faults.add(option.failure);
      continue;
    }
    const own = quoted.get(option.value.id);
    if (own !== undefined) {
      listed.push(own);
      continue;
    }
    surface ??= surfaceOf({ ...chain, timestamp: time });
    if (surface.ok) listed.push(surfaceValue(chain, time, option.value, surface.value));
    else faults.add(surface.failure);
  }
  return faults.count === 0 ? success(listed) : failed(faults.toFailure("--list", "the options asked for"));
}

function optionOf(name: string, chain: OptionChain, time: number): Outcome<OptionQuote["instrument"]> {
  const resolved = resolveInstrument(name, [], name);
  if (!resolved.ok) return resolved;
  const { value } = resolved;
  const refused = (message: string, hint: string): { readonly ok: false; readonly failure: Failure } =>
    failed({ code: "invalid", path: name, message, hint });
  if (value.kind !== "inverse-option" && value.kind !== "linear-option") {
    return refused("is no option that the chain could quote", "write it like BTC-28JUN24-70000-C");
  }
  const { underlying, quoteCurrency, settlementCurrency } = chain;
  if (
    value.underlying !== underlying ||
    value.quoteCurrency !== quoteCurrency ||
    value.settlementCurrency !== settlementCurrency
  ) {
    return refused(
      `is not on ${underlying}/${quoteCurrency} settled in ${settlementCurrency}`,
      "give the chain of its coin",
    );
  }
  if (value.expiresAt <= time) return refused("had expired", "choose a later expiry");
  if (Number(value.strike) <= 0) return refused("has a strike of 0, where a surface has no volatility", "raise it");
  return success(value);
}

function surfaceOf(chain: OptionChain): Outcome<VolatilitySurface> {
  const fitted = fitSurface(chain, { method: svi, parameters: svi.defaults, rules: smilePointRulesFor(chain) });
  return fitted.ok ? success(fitted.value.surface) : fitted;
}

function surfaceValue(
  chain: OptionChain,
  time: number,
  instrument: OptionQuote["instrument"],
  surface: VolatilitySurface,
): QuoteValue {
  const { expiresAt, strike } = instrument;
  const forward = forwardAt(surface, yearsBetween(time, expiresAt));
  const markVolatility = surfaceVolatility(surface, { strike: Number(strike), expiresAt });
  const [value] = chainValues({ ...chain, quotes: [{ instrument, forward, markVolatility }] }, time).values;
  return { ...value!, volatilitySource: "surface" };
}
