/** Health: weighted balances, perpetuals at the worse of bids or asks filled. Source: Mango v4, health cache. */
import { toNumber } from "../../instruments/decimal.ts";
import type { Currency } from "../../instruments/money.ts";
import { levelOf } from "../../market/marketSnapshot.ts";
import { currencyId } from "../../market/riskFactor.ts";
import { FailureError, failed, success } from "../../numerics/outcome.ts";
import { unitValues } from "../../risk/unitValues.ts";
import type { Component } from "../component.ts";
import {
  type HealthLevel,
  initialLevel,
  maintenanceLevel,
  type TokenWeights,
  unknownBank,
} from "../health/healthLevel.ts";
import { healthSchema } from "../health/healthTerms.ts";
import { reservedCharges, reservedFundsOf } from "../health/reservedFunds.ts";
import { defineMarginModel } from "../marginModel.ts";
import type { View } from "../view.ts";

const token = { initialAsset: 0.8, initialLiability: 1.2, maintenanceAsset: 0.9, maintenanceLiability: 1.1 };
const perpetual = { ...token, initialOverall: 0.95, maintenanceOverall: 0.98 };

export const healthWeights = defineMarginModel({
  id: "health-weights",
  version: 1,
  title: "Health of weighted balances",
  source: "blockworks-foundation/mango-v4@1303a4a, programs/mango-v4/src/health",
  claims: { homogeneous: true, subadditive: true },
  parameters: healthSchema,
  example: {
    tokens: { USDT: { ...token, initialAsset: 1, maintenanceAsset: 1 }, BTC: token, ETH: token },
    perpetuals: {
      "BTC/USDT:USDT": perpetual,
      "ETH/USDT:USDT": perpetual,
      "BTC-PERPETUAL": perpetual,
      "ETH-27JUN25": perpetual,
    },
  },
  lists({ tokens, perpetuals }, instrument) {
    const isToken = (currency: Currency) => tokens[currency] !== undefined;
    if (instrument.kind === "cash") return isToken(instrument.id);
    if (instrument.kind === "spot") return isToken(instrument.baseCurrency) && isToken(instrument.quoteCurrency);
    const { id, settlementCurrency } = instrument;
    return perpetuals[id] !== undefined && isToken(settlementCurrency) && !("strike" in instrument);
  },
  collateral: () => ({ scenarioShare: 1, initialHaircut: 0, maintenanceHaircut: 0 }),
  prepare(parameters, snapshot, reportingCurrency) {
    const unknown = unknownBank(parameters, snapshot);
    if (unknown !== undefined) return failed(unknown);
    const units = unitValues(snapshot, reportingCurrency);
    const reporting = levelOf(snapshot, currencyId(reportingCurrency));
    const priceOf = (currency: Currency) =>
      currency === reportingCurrency ? 1 : levelOf(snapshot, currencyId(currency)) / reporting;
    const levels = {
      initial: initialLevel(parameters, snapshot, priceOf),
      maintenance: maintenanceLevel(parameters, snapshot, priceOf),
    };
    const rows = new Map(snapshot.instruments.map((instrument, row) => [instrument.id, row]));
    const spots = snapshot.instruments.filter((one) => one.kind === "spot");
    const spotIds = new Set(spots.map(({ id }) => id));

    /** What each part of the account falls short of its value in equity, reporting currency, by name. */
    const chargesAt = (view: View, level: HealthLevel): Map<string, number> => {
      const charges = new Map<string, number>();
      const balances = new Map<Currency, number>();
      const weightsOf = (currency: Currency) => level.tokens.get(currency) ?? refuse("tokens", currency);
      const credit = (currency: Currency, amount: number) => {
        balances.set(currency, (balances.get(currency) ?? 0) + amount);
      };
      for (const { instrument, exact } of view.legs) {
        if (instrument.kind === "cash") credit(instrument.id, toNumber(exact));
      }
      for (const [id, held] of contractsIn(view, spotIds)) {
        const weights = level.perpetuals.get(id) ?? refuse("perpetuals", id);
        const row = rows.get(id)!;
        const notional = units.delta[row]! / units.conversion[row]!;
        const filled = (quantity: number) => {
          const { asset, assetRatio, liability, liabilityRatio } = weights;
          const weight = quantity > 0 ? asset * assetRatio : liability * liabilityRatio;
          return held.unrealised - quantity * notional * (1 - weight);
        };
        const worst = Math.min(filled(held.quantity + held.bids), filled(held.quantity - held.asks));
        const health = worst > 0 ? worst * weights.overall : worst;
        credit(snapshot.instruments[row]!.settlementCurrency, health);
        charges.set(id, (held.unrealised - health) * units.conversion[row]!);
      }
      for (const [currency, balance] of balances) {
        if (balance === 0) continue;
        charges.set(currency, balance * priceOf(currency) - weighted(balance, weightsOf(currency)));
      }
      const reserved = spots
        .map((spot) => [spot, view.orders.filter(({ instrumentId }) => instrumentId === spot.id)] as const)
        .filter(([, orders]) => orders.some((order) => order.reserved !== undefined))
        .map(([spot, orders]) => reservedFundsOf(spot, orders, snapshot, priceOf));
      for (const { marketId, charge } of reservedCharges(reserved, balances, weightsOf)) {
        charges.set(`orders ${marketId}`, charge);
      }
      return charges;
    };

    return success({
      needs: [],
      componentsOf(view) {
        const [initial, maintenance] = [chargesAt(view, levels.initial), chargesAt(view, levels.maintenance)];
        return [...initial].map(
          ([id, charge]): Component => ({
            id,
            initial: charge,
            maintenance: maintenance.get(id) ?? 0,
            ...(id.startsWith("orders ") ? { note: "below 0 where reserved funds would pay a debt back" } : {}),
          }),
        );
      },
    });
  },
});

interface HeldContract {
  readonly quantity: number;
  /** Settlement currency. */
  readonly unrealised: number;
  /** Contracts offered to be bought and to be sold. */
  readonly bids: number;
  readonly asks: number;
}

/** Every contract held or offered, in row order, those only offered last. */
function contractsIn(view: View, spotIds: ReadonlySet<string>): ReadonlyMap<string, HeldContract> {
  const held = new Map<string, HeldContract>();
  const nothing: HeldContract = { quantity: 0, unrealised: 0, bids: 0, asks: 0 };
  for (const { instrument, quantity, unrealised } of view.legs) {
    if (instrument.kind === "cash") continue;
    const before = held.get(instrument.id) ?? nothing;
    const after = { quantity: before.quantity + quantity, unrealised: before.unrealised + unrealised };
    held.set(instrument.id, { ...before, ...after });
  }
  for (const { instrumentId, side, quantity } of view.orders) {
    if (spotIds.has(instrumentId)) continue;
    const before = held.get(instrumentId) ?? nothing;
    const size = toNumber(quantity);
    const more = side === "buy" ? { bids: before.bids + size } : { asks: before.asks + size };
    held.set(instrumentId, { ...before, ...more });
  }
  return held;
}

const weighted = (balance: number, { asset, liability, assetPrice, liabilityPrice }: TokenWeights): number =>
  balance > 0 ? balance * asset * assetPrice : balance * liability * liabilityPrice;

function refuse(where: "tokens" | "perpetuals", id: string): never {
  throw new FailureError({ code: "missing-data", path: where, message: `there are no weights of ${id}` });
}
