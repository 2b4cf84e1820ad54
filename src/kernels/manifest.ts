/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "a30d5007ff1cada5417f95c782ac44b18ebf14fc420bb9b83e8263dda31eecab",
  sharedSha256: "fce59e9636e309f7525d656be3d2b7c28cc4815a1a107c505e03b216b9a525e9",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
