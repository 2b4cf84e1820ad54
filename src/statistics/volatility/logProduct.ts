/**
 * Whether a running product is to be put into a sum of logarithms before it leaves the range of a double. One logarithm
 * then serves hundreds of factors: a logarithm that is the same on every machine costs fifty multiplications.
 */
export const isFull = (product: number): boolean => !(product > 1e-150 && product < 1e150);
