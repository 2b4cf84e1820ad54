import { Type } from "typebox";
import { checkParameters } from "../../margin/parameters.ts";
import { failed, type Outcome, success } from "../../numerics/outcome.ts";
import type { AdjustmentPolicy } from "../../tuning/proposal.ts";
import { readYaml } from "../files/readYaml.ts";

const dayMs = 86_400_000;

const schema = Type.Object(
  {
    lower: Type.Number({ exclusiveMinimum: 0, description: "values below it are for people" }),
    upper: Type.Number({ exclusiveMinimum: 0, description: "values above it are for people" }),
    stepShareMax: Type.Number({ minimum: 0, maximum: 1, description: "largest change at once, of the value before" }),
    dailyShareMax: Type.Number({ minimum: 0, maximum: 1, description: "of all changes within 24 hours" }),
    delayDays: Type.Number({ minimum: 0, description: "least time between two changes" }),
    isStopped: Type.Boolean({ default: false, description: "the kill switch: while it is on nothing changes" }),
  },
  { additionalProperties: false },
);

/** How far a machine may go alone with one parameter, from a YAML or JSON file. */
export async function readPolicy(path: string, parameter: string): Promise<Outcome<AdjustmentPolicy>> {
  const file = await readYaml(path);
  if (!file.ok) return file;
  const { name, content } = file.value;
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    const hint = `write the keys ${Object.keys(schema.properties).join(", ")}`;
    return failed({ code: "parsing", path: name, message: "a policy is a map", hint });
  }
  const checked = checkParameters(schema, content as Record<string, unknown>, name);
  if (!checked.ok) return checked;
  const { delayDays, ...terms } = checked.value;
  if (terms.lower > terms.upper) {
    const message = `lower is ${terms.lower}, it must not be above upper, ${terms.upper}`;
    return failed({ code: "invalid", path: `${name}/lower`, message });
  }
  return success({ parameter, ...terms, delayMs: delayDays * dayMs });
}
