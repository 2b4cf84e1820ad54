import {
  type Complex,
  complex,
  complexExp,
  complexLog,
  complexSqrt,
  minus,
  over,
  plus,
  scaled,
  times,
} from "../../numerics/complex.ts";
import { log1p } from "../../numerics/logarithm.ts";
import type { Followed } from "./followed.ts";

/** A complex number that follows from a real input, with its first two derivatives to that input. */
export interface ComplexFollowed {
  readonly value: Complex;
  readonly slope: Complex;
  readonly bend: Complex;
}

/** The arithmetic that a formula needs, so that it is written once for plain numbers and for ones with derivatives. */
export interface Arithmetic<T> {
  constant(value: Complex): T;
  real(parameter: Followed): T;
  sum(a: T, b: T): T;
  difference(a: T, b: T): T;
  multiple(a: T, factor: number): T;
  product(a: T, b: T): T;
  quotient(a: T, b: T): T;
  /** Principal branch; a ≠ 0. */
  root(a: T): T;
  exponential(a: T): T;
  /** ln(1 + a), principal branch, with the digits of a small a. */
  logOnePlus(a: T): T;
}

export const plain: Arithmetic<Complex> = {
  constant: (value) => value,
  real: ({ value }) => complex(value),
  sum: plus,
  difference: minus,
  multiple: scaled,
  product: times,
  quotient: over,
  root: complexSqrt,
  exponential: complexExp,
  logOnePlus(a) {
    if (Math.hypot(a.re, a.im) > 0.5) return complexLog(plus(one, a));
    return complex(0.5 * log1p(2 * a.re + a.re * a.re + a.im * a.im), Math.atan2(a.im, 1 + a.re));
  },
};

const [zero, one] = [complex(0), complex(1)];

export const withDerivatives: Arithmetic<ComplexFollowed> = {
  constant: (value) => ({ value, slope: zero, bend: zero }),
  real: ({ value, slope, bend }) => ({ value: complex(value), slope: complex(slope), bend: complex(bend) }),
  sum: (a, b) => ({
    value: plus(a.value, b.value),
    slope: plus(a.slope, b.slope),
    bend: plus(a.bend, b.bend),
  }),
  difference: (a, b) => ({
    value: minus(a.value, b.value),
    slope: minus(a.slope, b.slope),
    bend: minus(a.bend, b.bend),
  }),
  multiple: (a, factor) => ({
    value: scaled(a.value, factor),
    slope: scaled(a.slope, factor),
    bend: scaled(a.bend, factor),
  }),
  product: (a, b) => ({
    value: times(a.value, b.value),
    slope: plus(times(a.slope, b.value), times(a.value, b.slope)),
    bend: plus(plus(times(a.bend, b.value), scaled(times(a.slope, b.slope), 2)), times(a.value, b.bend)),
  }),
  /** From q·b = a, differentiated twice. */
  quotient(a, b) {
    const value = over(a.value, b.value);
    const slope = over(minus(a.slope, times(value, b.slope)), b.value);
    const bend = over(minus(minus(a.bend, scaled(times(slope, b.slope), 2)), times(value, b.bend)), b.value);
    return { value, slope, bend };
  },
  /** From r² = a. */
  root(a) {
    const value = complexSqrt(a.value);
    const twice = scaled(value, 2);
    const slope = over(a.slope, twice);
    return { value, slope, bend: over(minus(a.bend, scaled(times(slope, slope), 2)), twice) };
  },
  exponential(a) {
    const value = complexExp(a.value);
    const bend = times(value, plus(a.bend, times(a.slope, a.slope)));
    return { value, slope: times(value, a.slope), bend };
  },
  logOnePlus(a) {
    const whole = plus(one, a.value);
    const slope = over(a.slope, whole);
    const bend = minus(over(a.bend, whole), times(slope, slope));
    return { value: plain.logOnePlus(a.value), slope, bend };
  },
};
