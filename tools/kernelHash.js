// Prints one hash of the outputs of every kernel, reference and vectors at 1, 2 and 4 threads, of the built package: equal on
// every machine.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { accountTailColumns } from "../dist/kernels/accountTails.js";
import { black76GreeksColumns } from "../dist/kernels/black76GreeksRow.js";
import { referenceKernels } from "../dist/kernels/kernels.js";
import { simdKernels } from "../dist/kernels/simd.js";
import { sobolNet } from "../dist/kernels/sobol.js";
import { choleskyFactor } from "../dist/numerics/cholesky.js";
import { log } from "../dist/numerics/logarithm.js";
import { mixingTable, studentTTable } from "../dist/statistics/quantileTables.js";

const read = (name) => readFileSync(new URL(`../dist/kernels/${name}`, import.meta.url));
const simd = simdKernels(read("kernels.wasm"), () => read("kernelsShared.wasm"));
const count = 1000;

function rowOf(k) {
  const forwards = Float64Array.from({ length: count }, (_, s) => 60_000 * (0.3 + ((s * (k + 7) * 31) % 997) / 500));
  const volatilities = forwards.map((_, s) => 0.05 + ((s * (k + 3) * 17) % 883) / 400);
  const logRatios = forwards.map((forward) => log(forward / 60_000));
  const strike = 20_000 + 700 * k;
  const optionType = k % 2 === 0 ? "call" : "put";
  const terms = { optionType, strike, moneyness: log(60_000 / strike), root: 0.01 * (k + 1) };
  return { terms, columns: { forwards, logRatios, volatilities, inverses: volatilities.map((one) => 1 / one) } };
}

const singlesOf = (columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, new Float32Array(column)]));

function hashOf(kernels, threads) {
  const hash = createHash("sha256");
  for (let k = 0; k < 200; k++) {
    const { terms, columns } = rowOf(k);
    const values = new Float64Array(count);
    kernels.black76Row(terms, columns, values);
    hash.update(new Uint8Array(values.buffer));
    rowsInto(hash, kernels, { terms, columns, values });
    const singles = new Float32Array(count);
    kernels.black76FilterRow(terms, singlesOf(columns), singles);
    hash.update(new Uint8Array(singles.buffer));
  }
  const draws = new Float64Array(20_000);
  kernels.normals({ seed: [1, 0], stream: [0, 0], block: 0 }, draws);
  hash.update(new Uint8Array(draws.buffer));
  const powers = draws.map((draw) => 200 * draw);
  kernels.exponentials(powers, powers);
  hash.update(new Uint8Array(powers.buffer));
  tailsInto(hash, kernels, draws, threads);
  drawsInto(hash, kernels);
  return hash.digest("hex");
}

/** Greeks of an option, and P&L of it and of a linear and an inverse contract at the same prices. */
function rowsInto(hash, kernels, { terms, columns, values }) {
  const greeks = black76GreeksColumns(count);
  kernels.black76GreeksRow(terms, columns, greeks);
  for (const column of Object.values(greeks)) hash.update(new Uint8Array(column.buffer));
  const [{ forwards }, pnl] = [columns, new Float64Array(count)];
  kernels.valuedRow({ value: values[0], base: values[0], conversion: 60_000 }, values, forwards, pnl);
  hash.update(new Uint8Array(pnl.buffer));
  kernels.linearRow({ size: 0.001, mark: 60_000 }, forwards, values, pnl);
  hash.update(new Uint8Array(pnl.buffer));
  kernels.inverseRow({ size: 10, mark: 60_000 }, forwards, forwards, pnl);
  hash.update(new Uint8Array(pnl.buffer));
}

/** Tails of 50 accounts of 20 instruments under 1,000 drawn scenarios, and of each after one more order. */
function tailsInto(hash, kernels, unitPnl, threads) {
  const pointers = Int32Array.from({ length: 51 }, (_, account) => 6 * account);
  const rows = Int32Array.from({ length: 300 }, (_, k) => (k * 7) % 20);
  const quantities = Float64Array.from({ length: 300 }, (_, k) => ((k * 13) % 17) - 8);
  const out = accountTailColumns(50);
  const book = { values: unitPnl, instruments: 20, scenarios: 1000 };
  const tails = kernels.accountTails(book, threads);
  tails.tailsOf({ pointers, rows, quantities }, 10, out);
  tails.close();
  for (const column of [out.expectedShortfalls, out.valuesAtRisk, out.worstLosses]) {
    hash.update(new Uint8Array(column.buffer));
  }
  const sums = new Float64Array(50 * 1000);
  kernels.groupPnl(book, { pointers, rows, quantities }, sums);
  hash.update(new Uint8Array(sums.buffer));
  const orders = kernels.orderTails({ unitPnl, scenarios: 1000, tail: 10, accountsMax: 1 });
  orders.place(0, unitPnl.slice(0, 1000));
  hash.update(
    new Uint8Array(Float64Array.from({ length: 400 }, (_, k) => orders.after(0, k % 20, (k - 200) / 100)).buffer),
  );
}

/** Points of every scrambling, three laws by position, and 1,000 scenarios of 20 factors under a grouped t. */
function drawsInto(hash, kernels) {
  const add = (values) => hash.update(new Uint8Array(values.buffer));
  const seed = [1, 0];
  for (const scrambling of [undefined, { kind: "linear", seed }, { kind: "nested", seed }]) {
    const points = new Float64Array(21 * count);
    kernels.sobol(sobolNet({ dimensions: 21, numbers: "joe-kuo-6", scrambling }), 1, points);
    add(points);
    kernels.normalQuantiles(points, points);
    add(points);
  }
  for (const nu of [1, 4, 30]) {
    const values = new Float64Array(10_000);
    kernels.studentTs(studentTTable(nu), { seed, stream: [nu, 0], block: 0 }, values);
    add(values);
  }
  const correlation = Float64Array.from({ length: 400 }, (_, at) => (at % 21 === 0 ? 1 : 0.4));
  const normals = new Float64Array(20 * count);
  kernels.normals({ seed, stream: [9, 0], block: 0 }, normals);
  const uniforms = new Float64Array(count);
  kernels.uniforms({ seed, stream: [8, 0], block: 0 }, uniforms);
  const mixing = new Float64Array(2 * count);
  [3, 7].forEach((nu, group) => {
    kernels.tabulatedQuantiles(mixingTable(nu), uniforms, mixing.subarray(group * count, (group + 1) * count));
  });
  const out = new Float64Array(20 * count);
  const groups = Int32Array.from({ length: 20 }, (_, factor) => factor % 2);
  kernels
    .correlatedDraws({ factors: 20, lower: choleskyFactor(correlation, 20).value, groups })
    .draw(normals, mixing, out);
  add(out);
}

const reference = hashOf(referenceKernels, 1);
const differing = [1, 2, 4].map((threads) => [threads, hashOf(simd, threads)]).filter(([, hash]) => hash !== reference);
const said = differing.map(([threads, hash]) => `, but the vectors of ${threads} threads ${hash}`).join("");
process.stdout.write(`${process.versions.node} ${reference}${said}\n`);
process.exitCode = differing.length === 0 ? 0 : 3;
