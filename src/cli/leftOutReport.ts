/** What the answers of a margin page leave out: holdings that a venue does not list, and rulebooks that refuse. */
import type { ReportSection } from "../reports/sectionReport.ts";
import type { Refusal } from "./marginComparison.ts";
import type { MarginResult } from "./marginResult.ts";
import { percent } from "./present.ts";

/** Results that left the same holdings out, together. */
function leftOut(results: readonly MarginResult[]): { readonly of: MarginResult[]; readonly share: string }[] {
  const alike = new Map<string, MarginResult[]>();
  for (const result of results.filter(({ unlisted = [] }) => unlisted.length > 0)) {
    const key = [result.assessment.accountId, ...result.unlisted!].join(" ");
    alike.set(key, [...(alike.get(key) ?? []), result]);
  }
  return [...alike.values()].map((of) => {
    const { unlisted, unlistedShare } = of[0]!;
    const count = `${unlisted!.length} ${unlisted!.length === 1 ? "holding" : "holdings"}`;
    return {
      of,
      share: unlistedShare === undefined ? count : `${count}, ${percent(unlistedShare, 0)} of what is held`,
    };
  });
}

const modelsOf = (results: readonly MarginResult[]): string => results.map(({ rulebook }) => rulebook.id).join(", ");

export function leftOutSentences(results: readonly MarginResult[]): string[] {
  const parts = leftOut(results).map(({ of, share }) => `${share} under ${modelsOf(of)}`);
  return parts.length === 0 ? [] : [`Left out, because the venue does not list it: ${parts.join("; ")}.`];
}

export function leftOutSection(results: readonly MarginResult[]): ReportSection[] {
  const list = leftOut(results).map(
    ({ of, share }) => `${of[0]!.assessment.accountId} under ${modelsOf(of)}: ${share}: ${of[0]!.unlisted!.join(", ")}`,
  );
  const text = "What a venue does not list is no part of its answer: neither its requirement nor its value as equity.";
  return list.length === 0 ? [] : [{ title: "Left out", text, list }];
}

export function refusedSentences(refusals: readonly Refusal[]): string[] {
  const count = new Set(refusals.map(({ rulebook }) => rulebook)).size;
  if (count === 0) return [];
  return [`${count} ${count === 1 ? "rulebook" : "rulebooks"} did not answer; each says why, below the answers.`];
}

/** What to do for an answer, once for all rulebooks with the same advice. */
export function unansweredSection(refusals: readonly Refusal[]): ReportSection[] {
  const advised = new Map<string, Set<string>>();
  for (const { rulebook, hint } of refusals) {
    if (hint === undefined) continue;
    const advice = hint.replaceAll(rulebook, "ID");
    advised.set(advice, (advised.get(advice) ?? new Set()).add(rulebook));
  }
  const list = [...advised].map(([advice, rulebooks]) => `${[...rulebooks].join(", ")}: ${advice}`);
  return list.length === 0 ? [] : [{ title: "What the others need", list }];
}
