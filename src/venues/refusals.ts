import type { Failure } from "../numerics/outcome.ts";
import { refusedLayouts } from "./importers/options/refusedLayouts.ts";
import { refusedAnswers } from "./importers/refusedAnswers.ts";

/** Why a file that no importer reads is refused, where its layout is known; undefined for one that nobody knows. */
export function refusalOf(text: string, file: string): Failure | undefined {
  return [...refusedLayouts, ...refusedAnswers].find((one) => one.recognises(text))?.why(text, file);
}
