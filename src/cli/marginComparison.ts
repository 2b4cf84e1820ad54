import { dollarCurrencies } from "../instruments/money.ts";
import type { GroupAssessment } from "../margin/assessment.ts";
import { factorsOfAll } from "../market/marketHistory.ts";
import type { Failure } from "../numerics/outcome.ts";
import type { Comparison, ComparisonRow } from "../reports/comparison.ts";
import { groupName, leverageText, type MarginResult, moveText } from "./marginResult.ts";
import { decimalsOf, money, percent } from "./present.ts";

/** A rulebook that gave no answer, and why. */
export interface Refusal extends Failure {
  readonly rulebook: string;
  /** Absent where it refused every account. */
  readonly account?: string;
}

/** What each model requires of each margin group, the most demanding first, with its main reason and worst case in words. */
export function marginComparison(results: readonly MarginResult[], refusals: readonly Refusal[]): Comparison {
  const answers = results.flatMap((result) => result.assessment.groups.map((group) => ({ result, group })));
  const names = new Set(answers.map(({ result, group }) => groupName(result.assessment, group)));
  const models = new Set(results.map(({ rulebook }) => rulebook.id));
  const nameOf = (account: string, model: string): string =>
    names.size === 1 ? model : models.size === 1 && refusals.length === 0 ? account : `${account}, ${model}`;
  const rows = answers.map(({ result, group }) =>
    rowOf(result, group, nameOf(groupName(result.assessment, group), result.rulebook.id)),
  );
  return {
    head: [
      names.size === 1 ? "model" : "account",
      "requirement",
      "initial",
      "maintenance",
      "equity − initial",
      "leverage",
      "main reason",
      "worst case",
    ],
    numbers: 4,
    legend: { inner: "maintenance", outer: "initial", mark: "equity" },
    rows: rows.sort((a, b) => b.bar.outer - a.bar.outer),
    refused: refusals.map(({ rulebook, account, message, faults = [] }) => ({
      name: account === undefined || names.size === 1 ? rulebook : `${account}, ${rulebook}`,
      reason: `not computed: ${[message, ...faults.map((one) => one.message)].join("; ")}`,
    })),
  };
}

function rowOf(result: MarginResult, group: GroupAssessment, name: string): ComparisonRow {
  const { rulebook, unlisted = [], unlistedShare } = result;
  const decimals = decimalsOf(rulebook.reportingCurrency);
  const { equity, requirement, marginDeficit } = group;
  const { initial, maintenance } = requirement;
  const isUnverified = rulebook.venue?.isVerified === false;
  const left = unlistedShare === undefined ? `${unlisted.length} holdings` : percent(unlistedShare, 0);
  const remarks = [...(isUnverified ? ["unverified"] : []), ...(unlisted.length === 0 ? [] : [`${left} left out`])];
  return {
    name,
    ...(remarks.length === 0 ? {} : { remark: remarks.join(", ") }),
    bar: {
      inner: Math.max(0, Math.min(initial, maintenance)),
      outer: Math.max(0, initial),
      mark: Math.max(0, equity),
    },
    isAlarm: marginDeficit > 0,
    cells: [
      money(initial, decimals),
      money(maintenance, decimals),
      money(equity - initial, decimals),
      leverageText(group),
      mainReason(group),
      worstCase(result, group),
    ],
  };
}

/** Components named of one requirement. */
const reasonsShown = 2;

/** The largest charges of the initial requirement, each with its share. */
export function mainReason({ requirement: { initial, components } }: GroupAssessment): string {
  const charged = components.filter((one) => one.initial > 0).sort((a, b) => b.initial - a.initial);
  if (!(initial > 0) || charged.length === 0) return "nothing is charged";
  const named = charged.slice(0, reasonsShown).map((one) => `${spaced(one.id)} ${percent(one.initial / initial, 0)}`);
  return named.join(", ");
}

const spaced = (id: string): string => id.replace(/(?<=[a-z])-(?=[a-z])/g, " ");

/** Coins named of one scenario: the largest moves. */
const coinsShown = 2;

/** The scenario with the largest loss, what it is and how coins move in it; a rule without scenarios has none. */
export function worstCase({ rulebook, snapshot }: MarginResult, group: GroupAssessment): string {
  const { worstScenario } = group;
  if (worstScenario === undefined) return "no scenarios";
  const { label, pnl, moves } = worstScenario;
  const factors = new Map(factorsOfAll(snapshot.instruments).map((factor) => [factor.id, factor]));
  const byCoin = new Map<string, { readonly from: number; readonly to: number }>();
  for (const move of moves) {
    const factor = factors.get(move.factor);
    if (factor?.kind === "currency") byCoin.set(factor.currency, move);
    else if (factor?.kind === "mark" && !byCoin.has(factor.underlying)) byCoin.set(factor.underlying, move);
  }
  const size = ({ from, to }: { readonly from: number; readonly to: number }): number => Math.abs(to / from - 1);
  const largest = [...byCoin]
    .filter(([coin]) => !dollarCurrencies.includes(coin))
    .sort(([, a], [, b]) => size(b) - size(a))
    .slice(0, coinsShown);
  // A label that states the move is not told it again.
  const told = largest.filter(([, { from, to }]) => !label.includes(percent(to / from - 1, 0)));
  const coins = told.map(([coin, move]) => `${coin} ${moveText(move)}`);
  const amount = money(pnl, decimalsOf(rulebook.reportingCurrency));
  const scanned = group.requirement.components.filter(({ outcomes }) => outcomes !== undefined);
  const worst = scanned.find(({ outcomes }) => outcomes![worstScenario.index] === pnl);
  const where = scanned.length > 1 && worst !== undefined ? ` in ${spaced(worst.id)}` : "";
  return `${amount}${where}: ${[label, ...coins].join(", ")}`;
}

/** The widest and the narrowest requirement of one account, or what its only model requires. */
export function headline(results: readonly MarginResult[]): string[] {
  const answers = results.flatMap((result) => result.assessment.groups.map((group) => ({ result, group })));
  const names = new Set(answers.map(({ result, group }) => groupName(result.assessment, group)));
  const [first] = answers;
  if (first === undefined || names.size !== 1) return [];
  const [name] = names;
  const currency = first.result.rulebook.reportingCurrency;
  const shown = (value: number): string => money(value, decimalsOf(currency));
  const ranked = answers.toSorted((a, b) => a.group.requirement.initial - b.group.requirement.initial);
  const [least, most] = [ranked[0]!, ranked.at(-1)!];
  if (least === most) {
    const { requirement, equity } = first.group;
    const gap = equity - requirement.initial;
    const side = gap < 0 ? "short of" : "above";
    return [
      `${name} needs ${shown(requirement.initial)} ${currency} under ${first.result.rulebook.id}, ${shown(requirement.maintenance)} as maintenance; its equity of ${shown(equity)} is ${shown(Math.abs(gap))} ${side} that.`,
      `Main reason: ${mainReason(first.group)}. Worst case: ${worstCase(first.result, first.group)}.`,
    ];
  }
  return [
    `${name} needs from ${shown(least.group.requirement.initial)} ${currency} (${least.result.rulebook.id}) to ${shown(most.group.requirement.initial)} (${most.result.rulebook.id}) under ${answers.length} models.`,
  ];
}
