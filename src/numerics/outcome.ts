/** Why something could not be done. Callers branch on these and on nothing else. */
export type FailureCode = "invalid" | "parsing" | "missing-data" | "unsupported" | "not-converged" | "conflict";

/** What failed, where, and what to do next. Plain data: wording, not control flow. */
export interface Failure {
  readonly code: FailureCode;
  /** `file:line`, a JSON path, or the name of the thing at fault. */
  readonly path: string;
  /** What is wrong: the value against the limit. */
  readonly message: string;
  /** What to do next, when there is something to do. */
  readonly hint?: string;
  /** Every single fault, when this failure sums up several. */
  readonly faults?: readonly Failure[];
}

/** A value, or the reason there is none. For input, files, and fits that may not converge. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const success = <T>(value: T): Outcome<T> => ({ ok: true, value });

export const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure });

/** The most faults that one report lists; further ones are counted. */
export const faultsListedMax = 100;

/**
 * Collects faults so that a report names all of them and not only the first.
 * Keeps the first `faultsListedMax` and counts the rest.
 */
export class FaultList {
  private readonly listed: Failure[] = [];
  private total = 0;

  add(fault: Failure): void {
    this.total += 1;
    if (this.listed.length < faultsListedMax) this.listed.push(fault);
  }

  get count(): number {
    return this.total;
  }

  /** One failure that sums up what was collected; call only when `count` is not 0. */
  toFailure(path: string, what: string): Failure {
    const [first] = this.listed;
    const more = this.total > this.listed.length ? `, the first ${this.listed.length} listed` : "";
    return {
      code: first?.code ?? "invalid",
      path,
      message: `${this.total} ${this.total === 1 ? "fault" : "faults"} in ${what}${more}`,
      faults: this.listed,
    };
  }
}

/** A failure thrown through code that cannot answer with an `Outcome`; caught at the nearest door. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.path}: ${failure.message}`);
    this.failure = failure;
  }
}
