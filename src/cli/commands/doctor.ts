import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { type KernelChoice, kernelChoice } from "../../kernels/load.ts";
import { type ExitCode, exitCodes } from "../exitCodes.ts";
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

/** Both kernels give the same bits; the reference is the slower one, which is a fault only where it can be mended. */
function kernelState({ kernels, module, reason }: KernelChoice) {
  if (module !== undefined) {
    const hash = createHash("sha256").update(module).digest("hex");
    return { ok: true, found: `${kernels.id}, ${hash.slice(0, 8)}`, fix: "" };
  }
  const { ok, why } = referenceReasons[reason ?? "missing"];
  return { ok, found: `${kernels.id}: ${why}`, fix: "run npm run build" };
}

const referenceReasons: Record<NonNullable<KernelChoice["reason"]>, { readonly ok: boolean; readonly why: string }> = {
  asked: { ok: true, why: "PLIMSOLL_KERNELS asks for it" },
  missing: { ok: false, why: "kernels.wasm is missing" },
  unreadable: { ok: false, why: "kernels.wasm cannot be read" },
  unsupported: { ok: true, why: "kernels.wasm does not run here" },
};
