/** Who may import whom. `npx tsx tools/floors.ts` prints faults; `--table` prints the table of ARCHITECTURE.md. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface Floor {
  readonly folder: string;
  /** Folders besides `numerics` and the folder itself. */
  readonly mayImport: readonly string[];
  readonly because: string;
}

const nouns = ["instruments", "portfolio", "market"];
const belowMargin = [...nouns, "statistics", "scenarios", "risk"];
const belowBacktest = [...belowMargin, "pricing", "margin"];

/** Lowest first. Adding a folder to `src/` is one row here, and the row says why. */
export const floors: readonly Floor[] = [
  { folder: "numerics", mayImport: [], because: "it knows no money" },
  {
    folder: "kernels",
    mayImport: [],
    because: "flat arrays in, flat arrays out: reference and vector twin share one signature",
  },
  {
    folder: "statistics",
    mayImport: ["kernels"],
    because: "an estimator does not know what it estimates; a likelihood that is asked for often is a kernel",
  },
  { folder: "instruments", mayImport: [], because: "a contract is a fact, not a price" },
  { folder: "portfolio", mayImport: ["instruments"], because: "what is held does not depend on prices" },
  { folder: "market", mayImport: ["instruments", "statistics"], because: "prices do not know who holds" },
  {
    folder: "pricing",
    mayImport: ["instruments", "market", "statistics", "kernels"],
    because: "a value does not know who holds or what may happen; the normal law is written once, in statistics",
  },
  {
    folder: "scenarios",
    mayImport: ["instruments", "market", "statistics", "kernels"],
    because: "shocks move factors, not values; drawn ones come from kernels",
  },
  {
    folder: "calibration",
    mayImport: ["instruments", "market", "statistics", "pricing"],
    because: "a market model is fitted to markets, not to margins",
  },
  {
    folder: "risk",
    mayImport: [...nouns, "statistics", "pricing", "scenarios", "kernels"],
    because: "an outcome is not yet a charge",
  },
  { folder: "margin", mayImport: belowMargin, because: "values arrive through risk, never from pricing" },
  {
    folder: "venues",
    mayImport: [...nouns, "margin"],
    because: "an importer returns values; it reads and writes no files",
  },
  { folder: "backtest", mayImport: belowBacktest, because: "history comes in as values, not as files" },
  {
    folder: "tuning",
    mayImport: [...belowBacktest, "calibration", "kernels", "backtest"],
    because: "a parameter is judged by what the backtest says of it, and changes nothing by itself",
  },
  {
    folder: "simulation",
    mayImport: [...nouns, "statistics"],
    because: "an invented market does not know what is made of it",
  },
  { folder: "reports", mayImport: [...belowBacktest, "backtest"], because: "a report shows results and computes none" },
  {
    folder: "cli",
    mayImport: [...belowBacktest, "calibration", "venues", "backtest", "tuning", "simulation", "reports", "kernels"],
    because: "nobody imports the front end",
  },
];

/** One import of one source file, both ends relative to `src/` with forward slashes. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Every import that its floor does not allow, and every folder without a floor.
 *
 * @param root the repository; its `src/` is read, test files left out
 */
export function floorFaults(root: string): string[] {
  const floorOf = new Map(floors.map((floor) => [floor.folder, floor]));
  const faults = new Set<string>();
  for (const file of sourceFiles(root)) {
    const folder = folderOf(file);
    if (folder === undefined && file !== "index.ts") faults.add(`src/${file} stands outside every floor`);
    if (folder !== undefined && !floorOf.has(folder)) faults.add(`src/${folder} has no row in tools/floors.ts`);
  }
  for (const { from, to } of importEdges(root)) {
    const [own, other] = [folderOf(from), folderOf(to)];
    const floor = own === undefined ? undefined : floorOf.get(own);
    if (floor === undefined || own === other || other === "numerics") continue;
    if (other === undefined) faults.add(`src/${from} imports src/${to}: nothing inside imports the front door`);
    else if (!floor.mayImport.includes(other)) {
      faults.add(`src/${from} imports src/${to}: ${own} may not import ${other}, ${floor.because}`);
    }
  }
  return [...faults].sort();
}

/** Files that import each other in a loop, type imports counted: each loop once, as a path that ends where it began. */
export function importCycles(root: string): string[][] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of importEdges(root)) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of targets.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  };
  for (const file of sourceFiles(root)) walk(file, []);
  return cycles;
}

/** The floors as a markdown table. */
export function floorsTable(): string {
  const rows = floors.map(({ folder, mayImport, because }) => {
    const allowed = mayImport.length === 0 ? "–" : mayImport.join(", ");
    return `| ${folder} | ${allowed} | ${because} |`;
  });
  return ["| folder | may import, besides `numerics` | because |", "|---|---|---|", ...rows].join("\n");
}

const folderOf = (file: string): string | undefined => (file.includes("/") ? file.split("/")[0] : undefined);

function sourceFiles(root: string): string[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.endsWith(".ts") && !/\.(test|bench)\.ts$/.test(file))
    .sort();
}

function importEdges(root: string): Edge[] {
  const source = resolve(root, "src");
  return sourceFiles(root).flatMap((from) => {
    const file = join(source, from);
    const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
    return importedFiles
      .filter(({ fileName }) => fileName.startsWith("."))
      .map(({ fileName }) => ({
        from,
        to: relative(source, resolve(dirname(file), fileName))
          .split(sep)
          .join("/"),
      }))
      .filter(({ to }) => existsSync(join(source, to)));
  });
}

function main(): void {
  if (process.argv.includes("--table")) {
    console.log(floorsTable());
    return;
  }
  const root = fileURLToPath(new URL("..", import.meta.url));
  const faults = [...floorFaults(root), ...importCycles(root).map((cycle) => `import cycle: ${cycle.join(" → ")}`)];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
