/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "5d87a1cd3e12474e0678e27e63a443f8ad40c19fd1c2b39c71adfa4c2c592370",
  sharedSha256: "3e9399c6609891e0c83d492ece4ad6ee3c47151f9a45d984112f21133b451a8b",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
