import { existsSync } from "node:fs";
import { kernelChoice } from "../../kernels/load.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
import { kernelState } from "../kernelState.ts";
import { table } from "../present.ts";
import { type CommonOptions, terminalFor } from "../terminal.ts";

/** Says whether this machine can run Plimsoll, and how to mend what it lacks. */
export function doctor(options: CommonOptions): ExitCode {
  const terminal = terminalFor(options);
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const history = process.env["PLIMSOLL_HISTORY"];
  const checks = [
    {
      check: "Node.js 20.19 or newer",
      ok: major > 20 || (major === 20 && minor >= 19),
      found: process.versions.node,
      fix: "install Node.js 20.19 or newer",
    },
    {
      check: "memory 2 GiB",
      ok: process.constrainedMemory() === 0 || process.constrainedMemory() >= 2 ** 31,
      found: "enough",
      fix: "give the process 2 GiB",
    },
    {
      check: "PLIMSOLL_HISTORY",
      ok: history === undefined || existsSync(history),
      found: history === undefined ? "not set" : "set",
      fix: "point it at a folder of price files, or unset it",
    },
    { check: "kernels", ...kernelState(kernelChoice()) },
  ];
  const failing = checks.filter((one) => !one.ok);
  if (options.json) terminal.out(JSON.stringify({ schemaVersion: 1, checks }, null, 2));
  else
    terminal.out(
      table(
        ["check", "found", "result"],
        checks.map((one) => [one.check, one.found, one.ok ? "ok" : one.fix]),
      ),
    );
  return failing.length === 0 ? exitCodes.ok : exitCodes.checkFailed;
}
