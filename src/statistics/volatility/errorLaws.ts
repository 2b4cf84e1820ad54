import type { ErrorLaw } from "./errorLaw.ts";
import { generalisedErrorLaw } from "./laws/generalisedErrorLaw.ts";
import { normalLaw } from "./laws/normalLaw.ts";
import { skewedTLaw } from "./laws/skewedTLaw.ts";
import { studentTLaw } from "./laws/studentTLaw.ts";

/** Every law of standardised errors; one line adds one. */
export const errorLaws: readonly ErrorLaw[] = [normalLaw, studentTLaw, skewedTLaw, generalisedErrorLaw];
