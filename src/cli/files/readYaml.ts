import { parse as parseYaml, YAMLParseError } from "yaml";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import { readInputFile } from "./readFile.ts";

/** What a YAML or JSON file says. */
export interface YamlFile {
  /** Without folders. */
  readonly name: string;
  readonly content: unknown;
}

export async function readYaml(path: string): Promise<Outcome<YamlFile>> {
  const file = await readInputFile(path);
  if (!file.ok) return file;
  const { name, text } = file.value;
  try {
    return success({ name, content: parseYaml(text, { version: "1.2", strict: true, uniqueKeys: true }) });
  } catch (error) {
    // An alias to nothing is a ReferenceError of the library, all else a YAMLParseError with its place.
    const line = error instanceof YAMLParseError ? error.linePos?.[0]?.line : undefined;
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return failed({ code: "parsing", path: line === undefined ? name : `${name}:${line}`, message });
  }
}
