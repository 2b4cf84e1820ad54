/** Writes the files of a new member and adds its line. `npm run new -- <kind> <kebab-name> [--root DIR]` */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Script } from "node:vm";
import { accountImporter } from "./new/accountImporter.ts";
import { backtestStatistic } from "./new/backtestStatistic.ts";
import { historyImporter } from "./new/historyImporter.ts";
import { marginModel } from "./new/marginModel.ts";
import { type MemberKind, type MemberName, memberNameOf } from "./new/memberKind.ts";

/** Every kind of member that can be scaffolded; one line adds one. */
const kinds: readonly MemberKind[] = [marginModel, backtestStatistic, historyImporter, accountImporter];

const usage = `usage: npm run new -- <kind> <kebab-name>\nkinds: ${kinds.map(({ id }) => id).join(", ")}`;

function main(): void {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { root: { type: "string" } } });
  const [what, id, ...rest] = positionals;
  if (what === undefined) throw new Error(usage);
  const kind = kinds.find((one) => one.id === what);
  if (kind === undefined) throw new Error(`there is no kind "${what}"\n${usage}`);
  if (id === undefined || rest.length > 0) throw new Error(`one name is needed after ${what}\n${usage}`);
  const root = values.root ?? fileURLToPath(new URL("..", import.meta.url));
  for (const file of newMember(root, kind, memberNameOf(id, kind))) console.log(file);
}

/** @returns the files written or changed, relative to `root` */
function newMember(root: string, kind: MemberKind, member: MemberName): string[] {
  const files = {
    [`${kind.folder}/${member.name}.ts`]: kind.source(member),
    [`${kind.folder}/${member.name}.test.ts`]: kind.unitTest(member),
    ...(kind.page === undefined ? {} : { [`${kind.page.folder}/${member.id}.md`]: kind.page.text(member) }),
  };
  const list = readFileSync(join(root, kind.list), "utf8");
  checkFree(root, kind, member, { files: Object.keys(files), list });
  const written = { ...files, [kind.list]: withLine(list, kind, member.name) };
  for (const [file, text] of Object.entries(written)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const sources = Object.keys(written).filter((file) => file.endsWith(".ts"));
  const formatter = join(root, "node_modules/@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [formatter, "check", "--write", ...sources], { cwd: root, stdio: "pipe" });
  return Object.keys(written);
}

/** @throws Error when a file, an id or an exported name would stand twice */
function checkFree(
  root: string,
  kind: MemberKind,
  { id, name }: MemberName,
  { files, list }: { files: readonly string[]; list: string },
): void {
  for (const file of files) {
    if (existsSync(join(root, file))) throw new Error(`${file} exists already`);
  }
  for (const file of readdirSync(join(root, kind.folder)).filter((one) => one.endsWith(".ts"))) {
    const text = readFileSync(join(root, kind.folder, file), "utf8");
    if (text.includes(`\n  id: "${id}",`)) throw new Error(`"${id}" is the id of ${kind.folder}/${file} already`);
  }
  if (isReserved(name)) throw new Error(`"${name}" is a word of the language, choose another name`);
  const template = kind.source({ id: "stand-in", name: "standIn", title: "Stand in" });
  if ([...namesIn(list), ...namesIn(template)].includes(name)) {
    throw new Error(`the name ${name} is used in ${kind.list} or in the new file already, choose another name`);
  }
}

function isReserved(name: string): boolean {
  try {
    // Compiled and never run; an async function in strict mode reserves all that a module does.
    new Script(`async () => { "use strict"; const ${name} = 0; }`);
    return false;
  } catch {
    return true;
  }
}

/** What a file imports and declares at its top. */
function namesIn(text: string): string[] {
  const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = ""]) =>
    names.split(",").map((one) => one.trim().replace(/^type /, "")),
  );
  const declared = [...text.matchAll(/^(?:export )?(?:const|function|interface) (\w+)/gm)].map(([, one = ""]) => one);
  return [...imported, ...declared];
}

/** The list with one more import and, at the end, one more entry; the formatter puts both in their place. */
function withLine(list: string, kind: MemberKind, name: string): string {
  const path = posix.relative(posix.dirname(kind.list), `${kind.folder}/${name}.ts`);
  const added = `import { ${name} } from "./${path}";\n`;
  const array = /^(export const \w+: readonly \w+\[\] = \[)([^\]]*)\]/m;
  if (!array.test(list)) throw new Error(`${kind.list} has no list of members`);
  const entered = list.replace(array, (_, head: string, members: string) => {
    const entries = members.split(",").map((one) => one.trim());
    return `${head}${[...entries.filter((one) => one !== ""), name].join(", ")}]`;
  });
  const afterImports = entered.lastIndexOf("\nimport ") + 1;
  return entered.slice(0, afterImports) + added + entered.slice(afterImports);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
