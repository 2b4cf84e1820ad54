import {
  type CorrelatedDraws,
  checkedScenarios,
  checkPlan,
  correlatedDraws,
  type DependencePlan,
} from "./correlatedDraws.ts";
import { type CompiledModule, instantiated, memoryBytesMax, tablesEnd } from "./wasmModule.ts";

interface Exports {
  correlatedDraws(
    ...lowerDrawsMixingGroupsOutFactorsStrideAndCount: [number, number, number, number, number, number, number, number]
  ): void;
}

/** Scenarios a call. */
const chunk = 256;
/** Eight more than a chunk, so that the columns do not all fall onto the same lines of the cache. */
const stride = (chunk + 8) * Float64Array.BYTES_PER_ELEMENT;

/** Plans its memory once: the factor, and a chunk of every column. What does not fit into 4 GiB is left to the reference. */
export function simdCorrelatedDraws(module: CompiledModule, plan: DependencePlan): CorrelatedDraws {
  checkPlan(plan);
  const { factors, lower, groups } = plan;
  const mixingColumns = groups === undefined ? 0 : groups.reduce((most, group) => Math.max(most, group), 0) + 1;
  const drawsAt = tablesEnd + lower.byteLength;
  const outAt = drawsAt + factors * stride;
  const mixingAt = outAt + factors * stride;
  const groupsAt = mixingAt + mixingColumns * stride;
  const end = groupsAt + factors * Int32Array.BYTES_PER_ELEMENT;
  if (end > memoryBytesMax) return correlatedDraws(plan);
  const { exports, buffer } = instantiated<Exports>(module, end - tablesEnd);
  new Float64Array(buffer, tablesEnd, lower.length).set(lower);
  if (groups !== undefined) new Int32Array(buffer, groupsAt, factors).set(groups);
  const columnsFrom = (address: number, columns: number): readonly Float64Array[] =>
    Array.from({ length: columns }, (_, k) => new Float64Array(buffer, address + k * stride, chunk));
  const [draws, outs, mixings] = [
    columnsFrom(drawsAt, factors),
    columnsFrom(outAt, factors),
    columnsFrom(mixingAt, mixingColumns),
  ] as const;
  return {
    draw(normals, mixing, out) {
      const scenarios = checkedScenarios(plan, normals, mixing, out);
      for (let from = 0; from < scenarios; from += chunk) {
        const wanted = Math.min(chunk, scenarios - from);
        const copyIn = (given: Float64Array) => (column: Float64Array, k: number) => {
          column.set(given.subarray(k * scenarios + from, k * scenarios + from + wanted));
        };
        draws.forEach(copyIn(normals));
        mixings.forEach(copyIn(mixing));
        const count = Math.ceil(wanted / 8) * 8;
        const mixed = groups === undefined ? 0 : mixingAt;
        exports.correlatedDraws(tablesEnd, drawsAt, mixed, groupsAt, outAt, factors, stride, count);
        outs.forEach((column, k) => {
          out.set(wanted === chunk ? column : column.subarray(0, wanted), k * scenarios + from);
        });
      }
    },
  };
}
