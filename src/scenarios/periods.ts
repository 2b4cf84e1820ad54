import { utcTime } from "../market/utcTime.ts";
import { failed, type Outcome, success } from "../numerics/outcome.ts";
import { episodes } from "./episodes.ts";

/** A stretch of time, both ends closed, milliseconds UTC. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A period by its name in `episodes`, or as `FROM..TO` of UTC days or times, the last day whole.
 *
 * @returns `invalid`, with an empty path, for a text that is neither
 */
export function periodOf(text: string): Outcome<Period> {
  const named = episodes.find(({ id }) => id === text);
  const [from, to, ...more] = named === undefined ? text.split("..") : [named.from, named.to];
  if (from === undefined || to === undefined || more.length > 0) {
    const hint = `name ${episodes.map(({ id }) => id).join(", ")}, or a window like 2020-03-08..2020-03-17`;
    return failed({ code: "invalid", path: "", message: `"${text}" is no episode and no window`, hint });
  }
  const [fromMs, toMs] = [utcTime(from, "start"), utcTime(to, "close")];
  for (const [one, ms] of [[from, fromMs] as const, [to, toMs] as const]) {
    if (Number.isFinite(ms)) continue;
    const hint = "write 2020-03-12 or 2020-03-12T10:00Z, UTC";
    return failed({ code: "invalid", path: "", message: `"${one}" is not a time`, hint });
  }
  if (fromMs < toMs) return success({ fromMs, toMs });
  return failed({ code: "invalid", path: "", message: `${from} is not before ${to}`, hint: "write FROM..TO" });
}
