/** A complex number; immutable. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const plus = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
export const minus = (a: Complex, b: Complex): Complex => complex(a.re - b.re, a.im - b.im);
export const times = (a: Complex, b: Complex): Complex => complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
export const scaled = (a: Complex, factor: number): Complex => complex(a.re * factor, a.im * factor);

export function over(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return complex((a.re * b.re + a.im * b.im) / size, (a.im * b.re - a.re * b.im) / size);
}

export function complexExp({ re, im }: Complex): Complex {
  const size = Math.exp(re);
  return complex(size * Math.cos(im), size * Math.sin(im));
}

/** Principal branch, imaginary part in (−π, π]. */
export const complexLog = ({ re, im }: Complex): Complex => complex(Math.log(Math.hypot(re, im)), Math.atan2(im, re));

/** Principal branch, real part ≥ 0. */
export function complexSqrt({ re, im }: Complex): Complex {
  const size = Math.hypot(re, im);
  const real = Math.sqrt(0.5 * (size + Math.abs(re)));
  if (real === 0) return complex(0);
  const other = im / (2 * real);
  return re >= 0 ? complex(real, other) : complex(Math.abs(other), im < 0 ? -real : real);
}
