/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "41012acd64197bfb23e95540adc15a87a775c938405c5288fe345c0addf34074",
  sharedSha256: "55be9ca42d9bd23332abd282671274f167b0d473c6bf24e9572997d0d2ba80df",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
