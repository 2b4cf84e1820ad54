import { binanceCoinm } from "./rulebooks/binanceCoinm.ts";
import { binanceUsdm } from "./rulebooks/binanceUsdm.ts";
import { bybitIsolated } from "./rulebooks/bybitIsolated.ts";
import { bybitOptionCross } from "./rulebooks/bybitOptionCross.ts";
import { deribitPortfolio, deribitPortfolioEth } from "./rulebooks/deribitPortfolio.ts";
import { deribitStandard, deribitStandardEth } from "./rulebooks/deribitStandard.ts";
import { derivePmrm1 } from "./rulebooks/derivePmrm1.ts";
import { derivePmrm2 } from "./rulebooks/derivePmrm2.ts";
import { deriveStandard } from "./rulebooks/deriveStandard.ts";
import { driftV2 } from "./rulebooks/driftV2.ts";
import { dydxV4 } from "./rulebooks/dydxV4.ts";
import { hyperliquid } from "./rulebooks/hyperliquid.ts";
import { mangoV4 } from "./rulebooks/mangoV4.ts";
import { okxPortfolio } from "./rulebooks/okxPortfolio.ts";
import { okxTiers } from "./rulebooks/okxTiers.ts";
import { paradexPortfolio } from "./rulebooks/paradexPortfolio.ts";
import { synthetixV3 } from "./rulebooks/synthetixV3.ts";
import { vega } from "./rulebooks/vega.ts";
import type { VenueRulebook } from "./venueRulebook.ts";

/** Every venue's rulebook; one line adds one. */
export const venueRulebooks: readonly VenueRulebook[] = [
  binanceCoinm,
  binanceUsdm,
  bybitIsolated,
  bybitOptionCross,
  deribitPortfolio,
  deribitPortfolioEth,
  deribitStandard,
  deribitStandardEth,
  derivePmrm1,
  derivePmrm2,
  deriveStandard,
  driftV2,
  dydxV4,
  hyperliquid,
  mangoV4,
  okxPortfolio,
  okxTiers,
  paradexPortfolio,
  synthetixV3,
  vega,
];
