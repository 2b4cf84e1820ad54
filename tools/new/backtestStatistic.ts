/** A backtest statistic: Pearson's test of the breach rate, to be replaced by the test that the author brings. */
import type { MemberKind, MemberName } from "./memberKind.ts";

export const backtestStatistic: MemberKind = {
  id: "backtest-statistic",
  folder: "src/backtest/statistics",
  list: "src/backtest/statistics.ts",
  source: (member) => source(member),
  unitTest: (member) => unitTest(member),
  lettersOnly: true,
};

const source = ({
  id,
  name,
  title,
}: MemberName): string => `import { chiSquareSurvival } from "../../statistics/chiSquare.ts";
import { defineBacktestStatistic, noResult, verdictOf } from "./backtestStatistic.ts";
import { breachCount } from "./breachSequence.ts";

/** ${title}: what it says of a model, in one sentence. Asymptotically chi-square with 1 degree of freedom. */
export const ${name} = defineBacktestStatistic({
  id: "${id}",
  title: "${title}",
  source: "to be named before this statistic is merged",
  evaluate(sequence, { breachProbability }) {
    const observations = sequence.length;
    if (observations === 0) return noResult;
    const breachesExpected = observations * breachProbability;
    const distance = breachCount(sequence) - breachesExpected;
    const statistic = distance ** 2 / (breachesExpected * (1 - breachProbability));
    const pValue = chiSquareSurvival(statistic, 1);
    return { statistic, pValue, verdict: verdictOf(pValue), details: { observations, breachesExpected } };
  },
});
`;

const unitTest = ({ id, name }: MemberName): string => `import { expect, test } from "vitest";
import { ${name} } from "./${name}.ts";

test("${id} of 10 breaches where 5 in 100 were due is 25 / 4.75, and fails the model", () => {
  const breaches = new Uint8Array(100).fill(1, 0, 10);
  const { statistic, verdict } = ${name}.evaluate(breaches, { breachProbability: 0.05 });
  expect(statistic).toBeCloseTo(25 / 4.75, 12);
  expect(verdict).toBe("fail");
});

test("${id} of no observation says insufficient, not pass", () => {
  expect(${name}.evaluate(new Uint8Array(0), { breachProbability: 0.05 }).verdict).toBe("insufficient");
});
`;
