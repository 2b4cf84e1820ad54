import { claytonCopula } from "./claytonCopula.ts";
import { gaussianCopula } from "./gaussianCopula.ts";
import { gumbelCopula } from "./gumbelCopula.ts";
import type { PairCopula } from "./pairCopula.ts";
import { tCopula } from "./tCopula.ts";

/** Every dependence of two numbers that can be fitted and drawn. A copula is a file and a line here. */
export const pairCopulas: readonly PairCopula[] = [gaussianCopula, tCopula, claytonCopula, gumbelCopula];
