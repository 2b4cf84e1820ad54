import { Compile } from "typebox/compile";
import { isCurrency } from "../instruments/money.ts";
import { nearestOf } from "../instruments/nearest.ts";
import { type Failure, FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { CollateralTreatment } from "./collateral.ts";
import { type CollateralTerms, collateralScheduleSchema, collateralTermsSchema } from "./collateralTerms.ts";
import { parametersHash } from "./parameters.ts";
import type { Rulebook } from "./rulebook.ts";

const compiled = Compile(collateralScheduleSchema);

/**
 * The same rulebook with a collateral schedule, which joins its parameters hash.
 *
 * @param given   a table by currency, unchecked
 * @returns       every fault of the table with its path
 */
export function withCollateral(rulebook: Rulebook, given: unknown, path: string): Outcome<Rulebook> {
  if (!compiled.Check(given)) {
    const faults = new FaultList();
    for (const stray of strayTerms(given, path)) faults.add(stray);
    if (faults.count === 0) {
      for (const { instancePath, message } of compiled.Errors(given)) {
        const what = instancePath === "" ? "collateral" : instancePath.slice(1);
        faults.add({ code: "invalid", path: `${path}${instancePath}`, message: `${what} ${message}` });
      }
    }
    return failed(faults.toFailure(path, "collateral terms"));
  }
  const faults = new FaultList();
  for (const [currency, terms] of Object.entries(given)) {
    for (const id of [currency, ...(terms.offsets === undefined ? [] : [terms.offsets])]) {
      const message = `"${id}" is not a currency code`;
      if (!isCurrency(id)) faults.add({ code: "invalid", path: `${path}/${currency}`, message, hint: "write BTC" });
    }
    if (currency === rulebook.reportingCurrency) {
      const message = `${currency} is what the charges are counted in, and counts whole`;
      faults.add({ code: "invalid", path: `${path}/${currency}`, message, hint: "report in another currency" });
    }
    for (const message of termFaults(terms, rulebook.collateral(currency, rulebook.reportingCurrency))) {
      faults.add({ code: "invalid", path: `${path}/${currency}`, message });
    }
  }
  if (faults.count > 0) return failed(faults.toFailure(path, "collateral terms"));
  return success({
    ...rulebook,
    parametersHash: parametersHash(rulebook.model, { ...rulebook.parameters, "collateral schedule": given }),
    collateralSchedule: given,
    collateral(currency, reportingCurrency) {
      const otherwise = rulebook.collateral(currency, reportingCurrency);
      const terms = given[currency];
      return terms === undefined ? otherwise : treatmentOf(terms, otherwise);
    },
  });
}

const known = Object.keys(collateralTermsSchema.properties);

/** Terms that no schedule has, each with the nearest that it has. */
function strayTerms(given: unknown, path: string): Failure[] {
  if (typeof given !== "object" || given === null) return [];
  return Object.entries(given).flatMap(([currency, terms]) => {
    if (typeof terms !== "object" || terms === null) return [];
    return Object.keys(terms)
      .filter((term) => !known.includes(term))
      .map((term): Failure => {
        const nearest = nearestOf(term, known);
        const hint = nearest === undefined ? `the terms are ${known.join(", ")}` : `did you mean ${nearest}?`;
        return { code: "invalid", path: `${path}/${currency}/${term}`, message: `unknown term "${term}"`, hint };
      });
  });
}

function treatmentOf({ discounts, ...terms }: CollateralTerms, otherwise: CollateralTreatment): CollateralTreatment {
  const tiers = discounts?.map(([upTo, rate]) => ({ upTo, rate }));
  return { ...otherwise, ...terms, ...(tiers === undefined ? {} : { discounts: tiers }) };
}

/** What in the terms of one currency contradicts itself. */
function termFaults(terms: CollateralTerms, otherwise: CollateralTreatment): string[] {
  const { discounts = [], initialHaircut, maintenanceHaircut, offsets } = terms;
  const faults: string[] = [];
  discounts.forEach(([upTo], k) => {
    const before = discounts[k - 1]?.[0] ?? 0;
    if (upTo <= before) faults.push(`discount tier ${k + 1} ends at ${upTo}, the one before at ${before}`);
  });
  if (discounts.length > 0 && (initialHaircut !== undefined || maintenanceHaircut !== undefined)) {
    faults.push("states discount tiers and a haircut; give one or the other");
  }
  const { initialHaircut: initial, maintenanceHaircut: maintenance } = { ...otherwise, ...terms };
  if (maintenance > initial) faults.push(`maintenanceHaircut ${maintenance} exceeds initialHaircut ${initial}`);
  if (offsets !== undefined && (discounts.length > 0 || initial < 1 || maintenance < 1)) {
    faults.push(`offsets ${offsets} and counts as collateral too; both haircuts must be 1`);
  }
  const { amountMax, initialOnly = false, scenarioShare } = { ...otherwise, ...terms };
  if (initialOnly && amountMax !== undefined && scenarioShare > 0) {
    faults.push("caps the amount for the initial requirement alone, and scenarios move one amount for both");
  }
  const { borrowed } = terms;
  if (borrowed !== undefined && borrowed.maintenance > borrowed.initial) {
    faults.push(`borrowed maintenance ${borrowed.maintenance} exceeds its initial ${borrowed.initial}`);
  }
  return faults;
}
