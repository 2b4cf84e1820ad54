/**
 * Completes package-lock.json with the platform builds that a registry mirror did not offer when it was written.
 *
 * npm leaves an optional dependency out of the lockfile when it cannot read its manifest, and `npm ci` then refuses the
 * lockfile. An entry with its version, system and processor is enough: npm installs only the one that fits the machine.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el"];

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8")) as {
  packages: Record<string, LockEntry & Record<string, unknown>>;
};
let added = 0;
for (const [holder, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const isExact = /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
    const nested = `${holder}/node_modules/${name}`;
    const top = `node_modules/${name}`;
    if (!isExact || nested in lock.packages || lock.packages[top]?.version === version) continue;
    const at = top in lock.packages ? nested : top;
    const words = name.split(/[/-]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = processors.filter((processor) => words.includes(processor));
    lock.packages[at] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(words.includes("musl") ? { libc: ["musl"] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    };
    added += 1;
  }
}
const { "": rootEntry, ...others } = lock.packages;
const sorted = Object.fromEntries(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify({ ...lock, packages: { "": rootEntry, ...sorted } }, null, 2)}\n`);
process.stdout.write(`${added} platform builds added\n`);
