// Prints one hash of the outputs of every kernel of the built package, equal on every machine, and what differs from it:
// vectors, 2 threads, 4 threads.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { accountTailColumns } from "../dist/kernels/accountTails.js";
import { black76GreeksColumns } from "../dist/kernels/black76GreeksRow.js";
import { garchPlaces, garchStateLength } from "../dist/kernels/garchSums.js";
import { referenceKernels } from "../dist/kernels/kernels.js";
import { simdKernels } from "../dist/kernels/simd.js";
import { simdAccountTails } from "../dist/kernels/simdAccountTails.js";
import { sobolNet } from "../dist/kernels/sobol.js";
import { tailThreads } from "../dist/kernels/tailThreads.js";
import { compiledModule } from "../dist/kernels/wasmModule.js";
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

/** A hash of columns, and how many numbers they hold. */
function collector() {
  const hash = createHash("sha256");
  let numbers = 0;
  const add = (column) => {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    numbers += column.length;
  };
  return { add, digest: () => ({ hash: hash.digest("hex"), numbers }) };
}

function outputsOf(kernels) {
  const { add, digest } = collector();
  for (let k = 0; k < 200; k++) {
    const { terms, columns } = rowOf(k);
    const values = new Float64Array(count);
    kernels.black76Row(terms, columns, values);
    add(values);
    rowsInto(add, kernels, { terms, columns, values });
    const singles = new Float32Array(count);
    kernels.black76FilterRow(terms, singlesOf(columns), singles);
    add(singles);
  }
  const draws = drawn();
  add(draws);
  const powers = draws.map((draw) => 200 * draw);
  kernels.exponentials(powers, powers);
  add(powers);
  likelihoodsInto(add, kernels, draws);
  tailsInto(add, kernels, draws);
  drawsInto(add, kernels);
  return digest();
}

/** 20,000 normal numbers: also the unit P&L of 20 instruments under 1,000 scenarios. */
function drawn() {
  const draws = new Float64Array(20_000);
  referenceKernels.normals({ seed: [1, 0], stream: [0, 0], block: 0 }, draws);
  return draws;
}

/** What the likelihoods of two series are made of, one with Student t errors and one with normal, at 100 points. */
function likelihoodsInto(add, kernels, draws) {
  const [first, second] = [draws.subarray(0, 9001), draws.subarray(9001, 18_002)];
  for (let k = 0; k < 100; k++) {
    const state = new Float64Array(garchStateLength);
    const put = (name, ...lanes) => state.set(lanes, 2 * garchPlaces[name]);
    put("mean", k / 500, -k / 700);
    put("omega", 0.01 + k / 1000, 0.02);
    put("alpha", 0.05, 0.01 + k / 900);
    put("beta", 0.94 - k / 200, 0.85);
    put("gamma", k / 1100, 0.04);
    put("tail", 1 / (1 + k), 0);
    put("weight", (4 + k) / (2 + 2 * k), 0.5);
    for (const name of ["variance", "variances", "wholes", "least"]) put(name, 1, 1);
    kernels.garchSums(state, first, second);
    add(state);
  }
}

/** Greeks of an option, and P&L of it and of a linear and an inverse contract at the same prices. */
function rowsInto(add, kernels, { terms, columns, values }) {
  const greeks = black76GreeksColumns(count);
  kernels.black76GreeksRow(terms, columns, greeks);
  for (const column of Object.values(greeks)) add(column);
  const [{ forwards }, pnl] = [columns, new Float64Array(count)];
  kernels.valuedRow({ value: values[0], base: values[0], conversion: 60_000 }, values, forwards, pnl);
  add(pnl);
  kernels.linearRow({ size: 0.001, mark: 60_000 }, forwards, values, pnl);
  add(pnl);
  kernels.inverseRow({ size: 10, mark: 60_000 }, forwards, forwards, pnl);
  add(pnl);
}

const accounts = 50;
/** Six holdings an account, the last of them a multiple of the first. */
const held = {
  pointers: Int32Array.from({ length: accounts + 1 }, (_, account) => 6 * account),
  rows: Int32Array.from({ length: 6 * accounts }, (_, k) => (k % 6 === 5 ? 20 : (k * 7) % 20)),
  quantities: Float64Array.from({ length: 6 * accounts }, (_, k) => ((k * 13) % 17) - 8),
};

/** 21 instruments, of which the last is a multiple of the first. */
function bookOf(draws) {
  const values = new Float64Array(21 * count);
  values.set(draws);
  values.set(
    draws.subarray(0, count).map((draw) => -3 * draw),
    20 * count,
  );
  return { values, instruments: 21, scenarios: count };
}

const answered = (out) => [out.expectedShortfalls, out.valuesAtRisk, out.worstLosses, out.worstScenarios];

/** Tails of the accounts, cold and warm, with and without weights, and of one after each of 400 orders. */
function tailsInto(add, kernels, draws) {
  const book = bookOf(draws);
  const out = accountTailColumns(accounts);
  // No power of the engine's, whose bits changed between versions of Node.
  const weights = Float64Array.from({ length: count }, (_, s) => count / (1 + s));
  for (const one of [book, { ...book, weights }]) {
    const tails = kernels.accountTails(one);
    for (const earlier of [undefined, out.valuesAtRisk]) {
      tails.tailsOf(held, 10, out, earlier?.slice());
      for (const column of answered(out)) add(column);
    }
    tails.close();
  }
  const sums = new Float64Array(accounts * count);
  kernels.groupPnl(book, held, sums);
  add(sums);
  const orders = kernels.orderTails({ unitPnl: draws, scenarios: count, tail: 10, accountsMax: 1 });
  orders.place(0, draws.slice(0, count));
  add(Float64Array.from({ length: 400 }, (_, k) => orders.after(0, k % 20, (k - 200) / 100)));
}

const secondsMax = 30;

/**
 * The tails again by several threads, run after run until each has run some accounts.
 *
 * @returns what is wrong, or nothing
 */
function faultOf(threads) {
  const book = bookOf(drawn());
  const one = tailThreads(compiledModule(read("kernelsShared.wasm")), threads - 1);
  let unitsRun = () => [];
  const join = (memory, plan, rooms) => {
    unitsRun = () => rooms.map((room) => Atomics.load(new Int32Array(memory.buffer, room, 10), 9));
    return one.join(memory, plan, rooms);
  };
  const tails = simdAccountTails(compiledModule(read("kernels.wasm")), book, { threads: { ...one, join } });
  const [expected, out] = [accountTailColumns(accounts), accountTailColumns(accounts)];
  referenceKernels.accountTails(book).tailsOf(held, 10, expected);
  const bytesOf = (columns) => Buffer.concat(answered(columns).map((column) => new Uint8Array(column.buffer)));
  const until = performance.now() + 1000 * secondsMax;
  let isEqual = true;
  while (isEqual && unitsRun().some((units) => units === 0) && performance.now() < until) {
    tails.tailsOf(held, 10, out);
    isEqual = bytesOf(out).equals(bytesOf(expected));
  }
  const idle = unitsRun().filter((units) => units === 0).length;
  tails.close();
  if (!isEqual) return `, but ${threads} threads give other bits`;
  return idle === 0 ? "" : `, but of ${threads} threads ${idle} ran nothing in ${secondsMax} s`;
}

/** Points of every scrambling, three laws by position, and 1,000 scenarios of 20 factors under a grouped t. */
function drawsInto(add, kernels) {
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

const [reference, vectors] = [outputsOf(referenceKernels), outputsOf(simd)];
const faults = [
  vectors.hash === reference.hash ? "" : `, but the vectors ${vectors.hash}`,
  ...[2, 4].map((threads) => faultOf(threads)),
].join("");
process.stdout.write(`${process.versions.node} ${reference.hash} ${reference.numbers} numbers${faults}\n`);
process.exitCode = faults === "" ? 0 : 3;
