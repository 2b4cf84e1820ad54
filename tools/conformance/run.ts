import { type Allowance, differencesOf } from "./compare.ts";
import { type CalculationFamily, type Library, VectorInputs } from "./family.ts";
import { isRecord, type Vector, type VectorFile } from "./vectors.ts";

export interface Miss {
  readonly id: string;
  readonly inputs: unknown;
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly allowed: Allowance;
}

/** What one calculation was asked and what it answered rightly. */
export interface FamilyReport {
  readonly family: string;
  readonly total: number;
  /** Parts of a margin method, which no assessment of an account answered. */
  readonly isFormula: boolean;
  readonly isLiquidationPrice: boolean;
  readonly rulebook: string;
  /** Of those passed, the ones that come from upstream. */
  readonly upstreamPassed: number;
  readonly upstreamTotal: number;
  readonly passedIds: readonly string[];
  /** Fields of the vectors that no calculation answers; the rest of the vector was compared. */
  readonly fieldsNotCompared: readonly string[];
  readonly misses: readonly Miss[];
}

export interface FileReport {
  readonly file: string;
  readonly total: number;
  /** Formulas not counted. */
  readonly passed: number;
  /** Passed by families that check a part of a method alone. */
  readonly formulas: number;
  readonly families: readonly FamilyReport[];
  /** Vectors without a calculation, by the first word of their id. */
  readonly notCovered: readonly { readonly family: string; readonly count: number }[];
  /** Vectors that the source marks as no target. */
  readonly informational: number;
  /** Series that other vectors refer to: nothing is calculated from them alone. */
  readonly inputData: number;
}

export interface ConformanceReport {
  readonly schemaVersion: 1;
  readonly folder: string;
  readonly files: readonly FileReport[];
  readonly passed: number;
  readonly formulas: number;
  readonly missed: number;
  readonly notCovered: number;
}

/** Vectors whose inputs were chosen to fit their target: an example, no check. @see the vectors' field guide */
const circularIds: readonly string[] = ["binance-coinm-inverse-liq-0"];
const datasetsFile = "stats-datasets";
const forecastsFile = "stats-forecast-sets";
const inputFiles: readonly string[] = [datasetsFile, forecastsFile];

/** Runs every calculation on every vector it claims. */
export function runConformance(
  folder: string,
  files: readonly VectorFile[],
  families: readonly CalculationFamily[],
): ConformanceReport {
  const library = libraryOf(files);
  const reports = files.map((file) => reportFile(file, families, library));
  const total = (count: (report: FileReport) => number) => reports.reduce((sum, report) => sum + count(report), 0);
  return {
    schemaVersion: 1,
    folder,
    files: reports,
    passed: total((report) => report.passed),
    formulas: total((report) => report.formulas),
    missed: total((report) => report.families.reduce((sum, { total, passedIds }) => sum + total - passedIds.length, 0)),
    notCovered: total((report) => report.notCovered.reduce((sum, { count }) => sum + count, 0)),
  };
}

function reportFile(file: VectorFile, families: readonly CalculationFamily[], library: Library): FileReport {
  const isInput = inputFiles.includes(file.name);
  const targets = isInput
    ? []
    : file.vectors.filter(({ id, tolerance }) => tolerance["informational"] !== true && !circularIds.includes(id));
  const own = families.filter((family) => family.file === file.name);
  const reports = own.map((family) => {
    const claimed = targets.filter(({ id }) => family.ids.test(id));
    return reportFamily(family, claimed, library);
  });
  const counts = new Map<string, number>();
  for (const { id } of targets.filter(({ id }) => !own.some((family) => family.ids.test(id)))) {
    const word = /^[A-Za-z]+[A-Za-z0-9]*/.exec(id)?.[0] ?? id;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return {
    file: file.name,
    total: file.vectors.length,
    passed: passedOf(reports.filter(({ isFormula }) => !isFormula)),
    formulas: passedOf(reports.filter(({ isFormula }) => isFormula)),
    families: reports,
    notCovered: [...counts].map(([family, count]) => ({ family, count })),
    informational: isInput ? 0 : file.vectors.length - targets.length,
    inputData: isInput ? file.vectors.length : 0,
  };
}

const passedOf = (reports: readonly FamilyReport[]): number =>
  reports.reduce((sum, { passedIds }) => sum + passedIds.length, 0);

function reportFamily(family: CalculationFamily, vectors: readonly Vector[], library: Library): FamilyReport {
  const fieldsNotCompared = family.notCompared ?? [];
  const slack = family.slackOf === undefined ? {} : { slackOf: family.slackOf };
  const exclusion = family.excludes === undefined ? {} : { excludes: family.excludes };
  const names = family.toleranceNames === undefined ? {} : { toleranceNames: family.toleranceNames };
  const rules = { notCompared: fieldsNotCompared, floors: family.floors ?? {}, ...slack, ...exclusion, ...names };
  const passedIds: string[] = [];
  const misses: Miss[] = [];
  for (const vector of vectors) {
    const differences = differencesOf(vector, answer(family, vector, library), rules);
    if (differences.length === 0) passedIds.push(vector.id);
    for (const difference of differences) misses.push({ id: vector.id, inputs: vector.inputs, ...difference });
  }
  const upstream = vectors.filter(({ isDerived }) => isDerived !== true);
  const passed = new Set(passedIds);
  return {
    family: family.id,
    total: vectors.length,
    isFormula: family.isFormula === true,
    isLiquidationPrice: family.isLiquidationPrice === true,
    rulebook: family.rulebook ?? family.id,
    upstreamPassed: upstream.filter(({ id }) => passed.has(id)).length,
    upstreamTotal: upstream.length,
    passedIds,
    fieldsNotCompared,
    misses,
  };
}

/** A calculation that throws has missed; what it threw is shown as what was got. */
function answer(family: CalculationFamily, vector: Vector, library: Library): unknown {
  try {
    return family.calculate(new VectorInputs(vector), library);
  } catch (error) {
    return String(error);
  }
}

function libraryOf(files: readonly VectorFile[]): Library {
  const series = new Map<string, Float64Array>();
  for (const { id, inputs } of files.find(({ name }) => name === datasetsFile)?.vectors ?? []) {
    const values = isRecord(inputs) ? inputs["values"] : undefined;
    if (Array.isArray(values)) series.set(id, Float64Array.from(values.map(Number)));
  }
  const forecasts = files.find(({ name }) => name === forecastsFile)?.vectors ?? [];
  return {
    forecastSet(name) {
      const set = forecasts.find(({ id }) => id === `forecast-set-${name}`);
      if (set === undefined) throw new Error(`no forecast set ${name}`);
      return new VectorInputs(set);
    },
    defaults: (file) => files.find(({ name }) => name === file)?.defaults ?? {},
    dataset(name) {
      const values = series.get(`dataset-${name}`);
      if (values === undefined) throw new Error(`no dataset ${name}`);
      return values;
    },
  };
}
