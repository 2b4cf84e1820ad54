import type { ComparisonRules } from "./compare.ts";
import type { Vector } from "./vectors.ts";

/** Series that vectors refer to by name. */
export interface Library {
  /** The series `dataset-<name>`, in its own unit. @throws Error when there is none */
  readonly dataset: (name: string) => Float64Array;
  /** Columns of `forecast-set-<name>`: what came and what was forecast, row by row. @throws Error when there is none */
  readonly forecastSet: (name: string) => VectorInputs;
  /** What a file of vectors leaves unsaid in each. */
  readonly defaults: (file: string) => Readonly<Record<string, unknown>>;
}

/** One calculation of ours, and the vectors it answers for. */
export interface CalculationFamily extends Partial<ComparisonRules> {
  readonly id: string;
  /** Name of the vector file. */
  readonly file: string;
  /** Every id of the file that matches belongs to this family; none is left out. */
  readonly ids: RegExp;
  /** A part of a margin method, checked apart from an account: counted apart from what `assessAccount` answers. */
  readonly isFormula?: true;
  /** Prices of no return, counted apart from requirements. */
  readonly isLiquidationPrice?: true;
  /** Rulebook of the list that answers; absent where it has the family's id, or where none does. */
  readonly rulebook?: string;
  /** What our code answers to the inputs, in the shape of `expected`. */
  readonly calculate: (inputs: VectorInputs, library: Library) => unknown;
}

/** Inputs read with their type checked. */
export class VectorInputs {
  private readonly vector: Vector;

  constructor(vector: Vector) {
    this.vector = vector;
  }

  /** An input as it stands, for inputs that are tables. */
  value(key: string): unknown {
    return this.vector.inputs[key];
  }

  number(key: string): number {
    const value = this.vector.inputs[key];
    if (typeof value !== "number") throw new Error(`${this.vector.id}: input ${key} is not a number`);
    return value;
  }

  text(key: string): string {
    const value = this.vector.inputs[key];
    if (typeof value !== "string") throw new Error(`${this.vector.id}: input ${key} is not a text`);
    return value;
  }

  numbers(key: string): readonly number[] {
    const value = this.vector.inputs[key];
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === "number")) {
      throw new Error(`${this.vector.id}: input ${key} is not a list of numbers`);
    }
    return value;
  }

  /** A list that the vector keeps with its targets because it says where they are taken. */
  expectedNumbers(key: string): readonly number[] {
    const { expected } = this.vector;
    const value = typeof expected === "object" && expected !== null ? Object.entries(expected) : [];
    const list = value.find(([name]) => name === key)?.[1] as unknown;
    if (!Array.isArray(list)) throw new Error(`${this.vector.id}: expected ${key} is not a list`);
    return list.map(Number);
  }
}
