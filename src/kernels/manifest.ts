/** The compiled kernels; written by `node tools/wasm.js --write`. */
export const manifest = {
  sha256: "39c53c8f3d9dd8a7d05053479939fd889388f8e6e665d10d735ef4561e83dce4",
  sharedSha256: "c1560388fae1cdb3b50644b639305c684525638a57fec0c74f9c3d3132cec7e4",
  features: "simd, threads",
  compiler: "assemblyscript 0.28.20",
} as const;
