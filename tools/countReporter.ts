/** Ends a test run with `N passed, N failed` alone on a line, which machines read. */
import type { Reporter, TestModule } from "vitest/node";

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const state = test.result().state;
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped += 1;
      }
      // A file that does not load has no tests; its error must still count.
      if (module.errors().length > 0) failed += module.errors().length;
    }
    const aside = skipped > 0 ? `${skipped} skipped: each says why in its title\n` : "";
    // The default reporter prints its summary in the same tick; this line must come after it.
    process.once("exit", () => process.stdout.write(`\n${aside}${passed} passed, ${failed} failed\n`));
  }
}
