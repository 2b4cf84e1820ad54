import type { Latencies } from "./scene.ts";

/** What a run of one scene has to show. */
export interface SceneTable {
  readonly id: string;
  readonly title: string;
  /** Of the columns after the name. */
  readonly heads: readonly string[];
  readonly rows: readonly { readonly name: string; readonly numbers: readonly number[] }[];
  readonly notes: readonly string[];
}

/** What is more than one kind of work, or has no peer: a table as it is measured. */
export interface TableScene {
  readonly id: string;
  readonly title: string;
  measure(): Promise<Omit<SceneTable, "id" | "title">>;
}

export const latencyTable = (id: string, title: string, latencies: Latencies): SceneTable =>
  "absent" in latencies
    ? { id, title, heads: [], rows: [], notes: [latencies.absent] }
    : {
        id,
        title,
        heads: ["speed of the median against every scenario", "p50, µs", "p99, µs", "p99.9, µs"],
        rows: latencies.rows.map(({ name, ratio, p50, p99, p999 }) => ({ name, numbers: [ratio, p50, p99, p999] })),
        notes: [latencies.note],
      };

export function tableText({ title, heads, rows, notes }: SceneTable): string {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, numbers }) => {
    return `  ${name.padEnd(width)} ${numbers.map((number) => number.toFixed(2).padStart(10)).join("")}`;
  });
  return [
    title,
    ...(heads.length === 0 ? [] : [`  ${heads.join("; ")}`]),
    ...lines,
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}

export const tableMarkdown = ({ title, heads, rows, notes }: SceneTable): string =>
  [
    `**${title}**`,
    "",
    ...(rows.length === 0
      ? []
      : [
          `| | ${heads.join(" | ")} |`,
          `|---|${heads.map(() => "---|").join("")}`,
          ...rows.map(({ name, numbers }) => `| ${name} | ${numbers.map((number) => number.toFixed(2)).join(" | ")} |`),
          "",
        ]),
    `${notes.join("; ")}.`,
  ].join("\n");
