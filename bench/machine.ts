import { cpus, totalmem } from "node:os";

/** What the numbers were measured on. */
export function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.replace(/\s+/g, " ").trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}
