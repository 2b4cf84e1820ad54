import { join } from "node:path";
import { failed } from "../../numerics/outcome.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { sampleDefaults, sampleFiles } from "../files/sampleFiles.ts";
import { makeFolder, writeWhole } from "../files/writeFile.ts";
import { seedOf } from "../seed.ts";
import { type CommonOptions, reportFailure, terminalFor } from "../terminal.ts";

export interface SampleOptions extends CommonOptions {
  readonly out: string;
  readonly days: string;
}

/** Fewer days leave the tail models without their 250 scenarios; more would be a long wait for a sample. */
const daysRange = { min: 300, max: 20_000 };

/** Writes a synthetic market and book, labelled as such. */
export async function sample(options: SampleOptions): Promise<ExitCode> {
  const terminal = terminalFor(options);
  const seed = seedOf(options.seed, sampleDefaults.seed);
  if (!seed.ok) return reportFailure(seed.failure, options, exitCodes.usage);
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < daysRange.min || days > daysRange.max) {
    const message = `${options.days} must be a whole number in [${daysRange.min}, ${daysRange.max}]`;
    return reportFailure(failed({ code: "invalid", path: "--days", message }).failure, options, exitCodes.usage);
  }
  const made = await makeFolder(options.out);
  if (!made.ok) return reportFailure(made.failure, options);
  const files: string[] = [];
  for (const [name, content] of sampleFiles(seed.value, days)) {
    const path = join(options.out, name);
    await writeWhole(path, content);
    files.push(path);
  }
  const reproduce = `plimsoll sample --seed ${seed.value} --days ${days} --out ${options.out}`;
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, synthetic: true, files, reproduce }, null, 2));
  else
    terminal.out(
      `SYNTHETIC market and book, nothing here is real\n\nWrote\n  ${files.join("\n  ")}\nReproduce: ${reproduce}`,
    );
  return exitCodes.ok;
}
