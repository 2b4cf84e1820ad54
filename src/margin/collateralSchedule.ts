import { Compile } from "typebox/compile";
import { FaultList, failed, type Outcome, success } from "../numerics/outcome.ts";
import type { CollateralTreatment } from "./collateral.ts";
import { type CollateralTerms, collateralScheduleSchema } from "./collateralTerms.ts";
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
    for (const { instancePath, message } of compiled.Errors(given)) {
      faults.add({
        code: "invalid",
        path: `${path}${instancePath}`,
        message: `${instancePath || "collateral"} ${message}`,
      });
    }
    return failed(faults.toFailure(path, "collateral terms"));
  }
  const faults = new FaultList();
  for (const [currency, terms] of Object.entries(given)) {
    if (currency === rulebook.reportingCurrency) {
      const message = `${currency} is what the charges are counted in, and counts whole`;
      faults.add({ code: "invalid", path: `${path}/${currency}`, message, hint: "report in another currency" });
    }
    for (const message of termFaults(terms, rulebook.collateral(currency))) {
      faults.add({ code: "invalid", path: `${path}/${currency}`, message });
    }
  }
  if (faults.count > 0) return failed(faults.toFailure(path, "collateral terms"));
  const treatments = new Map(
    Object.entries(given).map(([currency, terms]) => [currency, treatmentOf(terms, rulebook.collateral(currency))]),
  );
  return success({
    ...rulebook,
    parametersHash: parametersHash(rulebook.model, { ...rulebook.parameters, "collateral schedule": given }),
    collateralSchedule: given,
    collateral: (currency) => treatments.get(currency) ?? rulebook.collateral(currency),
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
  const { borrowed } = terms;
  if (borrowed !== undefined && borrowed.maintenance > borrowed.initial) {
    faults.push(`borrowed maintenance ${borrowed.maintenance} exceeds its initial ${borrowed.initial}`);
  }
  return faults;
}
