import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    globalSetup: ["./tools/builtKernels.ts", "./tools/builtCommandLine.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default", "./tools/countReporter.ts"],
  },
});
