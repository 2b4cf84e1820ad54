/** Writes the generated parts of the documentation. `npx tsx tools/docs.ts` */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { floorsTable } from "./floors.ts";

const marks = /(<!-- floors:begin -->)[\s\S]*?(<!-- floors:end -->)/;

const page = join(fileURLToPath(new URL("..", import.meta.url)), "ARCHITECTURE.md");
const text = readFileSync(page, "utf8");
if (!marks.test(text)) throw new Error("ARCHITECTURE.md has lost the marks around its floors table");
writeFileSync(
  page,
  text.replace(marks, (_, begin, end) => `${begin}\n${floorsTable()}\n${end}`),
);
