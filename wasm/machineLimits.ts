// What one thread of a machine can do at best, for `bench/`: a module of its own, of which nothing is shipped.

/**
 * Twelve chains of multiply and add, which is as many as registers hold and enough to hide how long each takes.
 *
 * @returns their sum, so that none is left out; 96 floating-point operations a round
 */
export function multiplyAdd32(rounds: i32): f32 {
  const factor = f32x4.splat(0.999);
  const term = f32x4.splat(0.001);
  let a = f32x4.splat(1);
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  for (let round = 0; round < rounds; round++) {
    a = f32x4.add(f32x4.mul(a, factor), term);
    b = f32x4.add(f32x4.mul(b, factor), term);
    c = f32x4.add(f32x4.mul(c, factor), term);
    d = f32x4.add(f32x4.mul(d, factor), term);
    e = f32x4.add(f32x4.mul(e, factor), term);
    f = f32x4.add(f32x4.mul(f, factor), term);
    g = f32x4.add(f32x4.mul(g, factor), term);
    h = f32x4.add(f32x4.mul(h, factor), term);
    i = f32x4.add(f32x4.mul(i, factor), term);
    j = f32x4.add(f32x4.mul(j, factor), term);
    k = f32x4.add(f32x4.mul(k, factor), term);
    l = f32x4.add(f32x4.mul(l, factor), term);
  }
  const first = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  const second = f32x4.add(f32x4.add(f32x4.add(g, h), f32x4.add(i, j)), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(first, second), 0);
}

/** The same in float64: 48 floating-point operations a round. */
export function multiplyAdd64(rounds: i32): f64 {
  const factor = f64x2.splat(0.999);
  const term = f64x2.splat(0.001);
  let a = f64x2.splat(1);
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
  for (let round = 0; round < rounds; round++) {
    a = f64x2.add(f64x2.mul(a, factor), term);
    b = f64x2.add(f64x2.mul(b, factor), term);
    c = f64x2.add(f64x2.mul(c, factor), term);
    d = f64x2.add(f64x2.mul(d, factor), term);
    e = f64x2.add(f64x2.mul(e, factor), term);
    f = f64x2.add(f64x2.mul(f, factor), term);
    g = f64x2.add(f64x2.mul(g, factor), term);
    h = f64x2.add(f64x2.mul(h, factor), term);
    i = f64x2.add(f64x2.mul(i, factor), term);
    j = f64x2.add(f64x2.mul(j, factor), term);
    k = f64x2.add(f64x2.mul(k, factor), term);
    l = f64x2.add(f64x2.mul(l, factor), term);
  }
  const first = f64x2.add(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)), f64x2.add(e, f));
  const second = f64x2.add(f64x2.add(f64x2.add(g, h), f64x2.add(i, j)), f64x2.add(k, l));
  return f64x2.extract_lane(f64x2.add(first, second), 0);
}

/** Reads so many bytes, a multiple of 128, again and again. */
export function readAll(from: usize, bytes: usize, rounds: i32): i32 {
  let a = i32x4.splat(0);
  let b = a, c = a, d = a;
  const end = from + bytes;
  for (let round = 0; round < rounds; round++) {
    for (let at = from; at < end; at += 128) {
      a = v128.xor(v128.xor(a, v128.load(at)), v128.load(at, 64));
      b = v128.xor(v128.xor(b, v128.load(at, 16)), v128.load(at, 80));
      c = v128.xor(v128.xor(c, v128.load(at, 32)), v128.load(at, 96));
      d = v128.xor(v128.xor(d, v128.load(at, 48)), v128.load(at, 112));
    }
  }
  return i32x4.extract_lane(v128.xor(v128.xor(a, b), v128.xor(c, d)), 0);
}
