import type { OptionQuote } from "../../../market/optionChain.ts";
import { amountIn, type Fields, given, percentIn, positiveIn } from "./fields.ts";

/** What several layouts name alike: mark, volatilities in per cent, forward and open interest, under Deribit's names. */
export const shownIn = (
  fields: Fields,
  { bid, ask }: { readonly bid: string; readonly ask: string },
): Omit<OptionQuote, "instrument"> => ({
  ...given("bid", positiveIn(fields, bid)),
  ...given("ask", positiveIn(fields, ask)),
  ...given("mark", amountIn(fields, "mark_price")),
  ...given("bidVolatility", percentIn(fields, "bid_iv")),
  ...given("markVolatility", percentIn(fields, "mark_iv")),
  ...given("askVolatility", percentIn(fields, "ask_iv")),
  ...given("forward", positiveIn(fields, "underlying_price")),
  ...given("openInterest", amountIn(fields, "open_interest")),
});
