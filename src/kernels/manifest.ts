/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "ba993768b7a9098aa35f13846a2381b1d539294b9eb315fcbb903610897c87d7",
  sharedSha256: "bcad284d476fef79708e5e3be06746e530440b24becb8248ac674b44afb9d6a9",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
