import { Type } from "typebox";
import { checkCovered } from "../../margin/holdings.ts";
import { checkParameters } from "../../margin/parameters.ts";
import { tailProperties } from "../../margin/tailCharge.ts";
import { type Failure, FailureError, failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { Account, MarginGroup } from "../../portfolio/account.ts";
import { returnLaw } from "../../scenarios/returnLaw.ts";
import type { RareTarget } from "../../statistics/proposal.ts";
import { proposalMethods } from "../../statistics/proposals.ts";
import { type RareEventAnswer, rareEvent } from "../../statistics/rareEvent.ts";
import { type BookLaw, bookLosses } from "../bookLosses.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { intervalMs } from "../files/marketFiles.ts";
import {
  isRefused,
  type RareQuestion,
  type RareRefusal,
  type RareResult,
  rareDocument,
  rareText,
} from "../rareResult.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";
import { type MarginOptions, readBook } from "./margin.ts";

export interface RareOptions extends Omit<MarginOptions, "model" | "explain" | "out">, CommonOptions {
  readonly loss?: string;
  readonly level?: string;
  readonly horizon: string;
  readonly lookback: string;
  readonly degrees: string;
  readonly draws: string;
  readonly proposal: string;
}

/** How history is cut and how volatilities move, as the tail models have it. */
const { lookbackDays, horizonHours, stepHours, scenariosMin, ...others } = tailProperties;
const { volatilityPerFall, volatilityPerRise, volatilityTenorPower, smileDynamics } = others;
const lawSchema = Type.Object(
  {
    ...{ lookbackDays, horizonHours, stepHours, scenariosMin },
    ...{ volatilityPerFall, volatilityPerRise, volatilityTenorPower, smileDynamics },
  },
  { additionalProperties: false },
);

const levelDefault = 0.9999;
const hourMs = 3_600_000;

/** How likely a group is to lose more than an amount, or how much it loses far out in the tail. */
export async function rare(options: RareOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const asked = questionOf(options);
  if (!asked.ok) return reportFailure(asked.failure, options, exitCodes.usage);
  const question = asked.value;
  const parameters = checkParameters(
    lawSchema,
    { lookbackDays: question.lookbackDays, horizonHours: question.horizonHours },
    "--",
  );
  if (!parameters.ok) return reportFailure(parameters.failure, options, exitCodes.usage);
  const book = await readBook(options);
  if (!book.ok) return reportFailure(book.failure, options);
  const { accounts, snapshot } = book.value;
  const law = returnLaw(snapshot, parameters.value);
  if (!law.ok) return reportFailure(law.failure, options);
  const uncovered = accounts.map((account) => checkCovered(account, snapshot)).find((one) => !one.ok);
  if (uncovered?.ok === false) return reportFailure(uncovered.failure, options);
  let valued = 0;
  const bookLaw: BookLaw = {
    returns: law.value,
    law: { factors: law.value.markets.length, degreesOfFreedom: question.degrees },
    volatilityMoves: parameters.value,
    reportingCurrency: options.currency,
    onValued(count) {
      valued += count;
      terminal.progress(`${valued} scenarios valued`);
    },
  };
  const results: RareResult[] = [];
  const refusals: RareRefusal[] = [];
  for (const { account, group } of groupsOf(accounts)) {
    const answer = answerOf(question, () => bookLosses(group, snapshot, bookLaw), bookLaw);
    const name = { account: account.id, group: group.id };
    if (answer.ok) results.push({ ...name, answer: answer.value });
    else refusals.push({ ...answer.failure, ...name });
  }
  terminal.endProgress();
  const report = { question, snapshot, law: law.value, results, refusals };
  terminal.out(options.json ? JSON.stringify(rareDocument(report), null, 2) : rareText(report));
  return isRefused(report) ? exitCodes.checkFailed : exitCodes.ok;
}

const groupsOf = (accounts: readonly Account[]) =>
  accounts.flatMap((account) => account.groups.map((group: MarginGroup) => ({ account, group })));

function answerOf(
  { loss, level, draws, proposal, seed }: RareQuestion,
  lossesOf: () => ReturnType<typeof bookLosses>,
  { law }: BookLaw,
): Outcome<RareEventAnswer> {
  const target: RareTarget = loss === undefined ? { level: level ?? levelDefault } : { loss };
  const method = proposalMethods.find(({ id }) => id === proposal)!;
  try {
    return rareEvent({ law, lossesOf: lossesOf(), target, method, draws, seed });
  } catch (error) {
    if (error instanceof FailureError) return failed(error.failure);
    throw error;
  }
}

function questionOf(options: RareOptions): Outcome<RareQuestion> {
  const { currency, proposal } = options;
  if (options.loss !== undefined && options.level !== undefined) {
    return usage("--loss, --level", "both are given", "ask for the probability of a loss, or for the loss at a level");
  }
  const seed = seedOf(options.seed, 1);
  if (!seed.ok) return seed;
  if (!proposalMethods.some(({ id }) => id === proposal)) {
    return usage("--proposal", `"${proposal}" is none`, `write ${proposalMethods.map(({ id }) => id).join(", ")}`);
  }
  const horizonMs = intervalMs(options.horizon);
  if (horizonMs === undefined) return usage("--horizon", `"${options.horizon}" is not a span`, "write 24h or 2d");
  const lookbackMs = intervalMs(options.lookback);
  if (lookbackMs === undefined) return usage("--lookback", `"${options.lookback}" is not a span`, "write 500d");
  const degrees =
    options.degrees === "normal" ? null : numberOf(options.degrees, (value) => value > 2 && value <= 1000);
  if (degrees === undefined) return usage("--degrees", `"${options.degrees}" must lie in (2, 1000]`, "or write normal");
  const draws = numberOf(options.draws, (value) => value >= 1000 && value <= 1_000_000 && value % 100 === 0);
  if (draws === undefined) {
    return usage("--draws", `"${options.draws}" must be a multiple of 100 in [1,000, 1,000,000]`, "write 20000");
  }
  const loss = options.loss === undefined ? undefined : numberOf(options.loss, (value) => value > 0);
  if (options.loss !== undefined && loss === undefined) {
    return usage("--loss", `"${options.loss}" must be an amount above 0`, `in ${currency}, digits alone`);
  }
  const level = options.level === undefined ? levelDefault : numberOf(options.level, (one) => one >= 0.5 && one < 1);
  if (level === undefined) return usage("--level", `"${options.level}" must lie in [0.5, 1)`, "write 0.9999");
  return success({
    currency,
    ...(loss === undefined ? { level } : { loss }),
    degrees,
    lookbackDays: Math.round(lookbackMs / (24 * hourMs)),
    horizonHours: horizonMs / hourMs,
    draws,
    proposal,
    seed: seed.value,
  });
}

function numberOf(text: string, holds: (value: number) => boolean): number | undefined {
  const value = /^\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return holds(value) ? value : undefined;
}

const usage = (path: string, message: string, hint: string): { readonly ok: false; readonly failure: Failure } =>
  failed({ code: "invalid", path, message, hint });
