/** What a double lost in one operation, so that two doubles together hold twice the digits. */

/** The rounding error of `a + b`, exactly. @source Knuth, TAOCP 2, §4.2.2 */
export function sumError(a: number, b: number): number {
  const total = a + b;
  const bPart = total - a;
  return a - (total - bPart) + (b - bPart);
}

const splitter = 134217729; // 2^27 + 1: cuts a double into two halves of 26 bits

/**
 * The rounding error of `a · b`, exactly while neither operand exceeds 2^996 and the product stays normal.
 * @source Dekker, A floating-point technique for extending the available precision, Numer. Math. 18 (1971)
 */
export function productError(a: number, b: number): number {
  const product = a * b;
  const aWide = splitter * a;
  const aHigh = aWide - (aWide - a);
  const aLow = a - aHigh;
  const bWide = splitter * b;
  const bHigh = bWide - (bWide - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}
