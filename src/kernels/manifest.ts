/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "c28a6a7d12dce80678506a3639f4c58d4285d6fb8a8db06a8e5c1391c04730d7",
  sharedSha256: "01e9316d596f0dd958bf78a0dff102aaf2fd272faf1a85d4af795ae055a09992",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
