const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const highIndex = isLittleEndian ? 1 : 0;
/** From 2^-1022 on. Looked up, for a processor waits long for a double whose two halves were only just written. */
const powersOfTwo = Float64Array.from({ length: 2046 }, (_, at) => {
  scratch[0] = 0;
  words[highIndex] = (at + 1) << 20;
  return scratch[0];
});

/** `2^exponent`, exactly. @param exponent integer in [-1022, 1023] */
export function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent + 1022]!;
}

/**
 * `value · 2^exponent`, rounded once even when the result is subnormal.
 *
 * @param value    finite, magnitude in [2^-60, 2^60]
 * @param exponent integer; results beyond the range of doubles become 0 or infinite
 */
export function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent >= -900 && exponent <= 900) return value * powerOfTwo(exponent);
  if (exponent > 900) return value * powerOfTwo(900) * powerOfTwo(Math.min(exponent - 900, 1023));
  // The first product stays normal and exact, so only the second one rounds.
  return value * powerOfTwo(Math.max(exponent + 200, -900)) * powerOfTwo(-200);
}

/** The exponent `e` with `|value| = m · 2^e`, `m` in [1, 2). @param value finite, not 0, normal */
export function exponentOf(value: number): number {
  scratch[0] = value;
  return ((words[highIndex]! >>> 20) & 0x7ff) - 1023;
}
