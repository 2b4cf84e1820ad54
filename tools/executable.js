// The compiler writes no permission to run, and `npx plimsoll` needs one.
import { chmodSync } from "node:fs";

chmodSync(new URL("../dist/cli/main.js", import.meta.url), 0o755);
