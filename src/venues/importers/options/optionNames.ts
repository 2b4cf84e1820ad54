import type { InverseOption } from "../../../instruments/kinds/inverseOption.ts";
import type { LinearOption } from "../../../instruments/kinds/linearOption.ts";
import { resolveInstrument } from "../../../instruments/names.ts";
import type { Fields } from "./fields.ts";

export type Option = InverseOption | LinearOption;

/** The option of that name, Deribit or ccxt form; else a fault of the field that holds it. */
export function optionNamed(fields: Fields, field: string, name = fields.text(field)): Option | undefined {
  const resolved = resolveInstrument(name, [], fields.path);
  if (!resolved.ok) {
    fields.blame(field, "must name an option like BTC-27JUN25-70000-C");
    return undefined;
  }
  const instrument = resolved.value;
  if (instrument.kind === "inverse-option" || instrument.kind === "linear-option") return instrument;
  fields.blame(field, `of kind ${instrument.kind}, must be an option`);
  return undefined;
}

/** Whether a Deribit name ends as an option's does, strike and type. */
export const isOptionName = (name: string): boolean => /-[\d.d]+-[CP]$/.test(name);

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const okxForm = /^([A-Z0-9]+)-([A-Z0-9]+)-(\d{6})-([\d.]+)-([CP])$/;
const bybitForm = /^([A-Z0-9]+)-(\d{1,2})([A-Z]{3})(\d{2})-([\d.]+)-([CP])(?:-(USDT|USDC))?$/;

/** `BTC-USD-241217-92000-C` in ccxt form; a name of another form as it stands. OKX settles all of them in the coin. */
export function okxOptionName(name: string): string {
  const parts = okxForm.exec(name);
  if (parts === null) return name;
  const [, base, quote, date, strike, type] = parts;
  return `${base}/${quote}:${base}-${date}-${strike}-${type}`;
}

/**
 * `BTC-6JAN23-17500-C` in ccxt form; a name of another form as it stands. Written like a coin-settled option of
 * Deribit, it is settled in USDC; newer names say USDT.
 */
export function bybitOptionName(name: string): string {
  const parts = bybitForm.exec(name);
  const month = parts === null ? -1 : months.indexOf(parts[3]!);
  if (parts === null || month < 0) return name;
  const [, base, day = "", , year, strike, type, settle = "USDC"] = parts;
  const date = `${year}${String(month + 1).padStart(2, "0")}${day.padStart(2, "0")}`;
  return `${base}/${settle}:${settle}-${date}-${strike}-${type}`;
}
