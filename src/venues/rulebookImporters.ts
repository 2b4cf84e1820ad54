import { failed, type Outcome } from "../numerics/outcome.ts";
import { binanceBrackets } from "./importers/rulebooks/binanceBrackets.ts";
import { dydxGenesis } from "./importers/rulebooks/dydxGenesis.ts";
import type { RulebookImport, RulebookImporter } from "./importers/rulebooks/rulebookImporter.ts";

/** Every importer of a venue's parameters; one line adds one. */
export const rulebookImporters: readonly RulebookImporter[] = [binanceBrackets, dydxGenesis];

/**
 * Reads a file of parameters with the importer that recognises it.
 *
 * @param asOf the day on which they held, of the form `2024-06-27`; absent where the file's name states it
 */
export function importRulebook(
  file: { readonly name: string; readonly text: string; readonly sha256: string },
  asOf?: string,
): Outcome<RulebookImport> {
  const { name, text, sha256 } = file;
  const importer = rulebookImporters.find((one) => one.recognises(text));
  if (importer === undefined) {
    const hint = rulebookImporters.map((one) => `${one.title}: ${one.howToGet}`).join("; ");
    const message = "this is no file of a venue's parameters that Plimsoll knows";
    return failed({ code: "unsupported", path: `${name}:1`, message, hint });
  }
  const day = asOf ?? dayIn(name);
  if (day === undefined || !dayForm.test(day)) {
    const message = day === undefined ? "the day on which these parameters held is not known" : `"${day}" is no day`;
    return failed({ code: "missing-data", path: name, message, hint: "state it, of the form 2024-06-27" });
  }
  return importer.read(text, { file: name, sha256, asOf: day });
}

const dayForm = /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** The day that a file's name states, `…_2024-06-27.json` or `…_20231026.json`. */
function dayIn(name: string): string | undefined {
  const [, year, month, day] = /(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)/.exec(name) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}
