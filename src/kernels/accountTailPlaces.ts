import { tileWidth } from "./tiles.ts";
import { tablesEnd } from "./wasmModule.ts";

export const accountBytes = 48;
export const candidateBytes = 8;
/** Accounts of one batch; their candidates and holdings have to find room too. */
export const accountsAtOnce = 8192;
export const holdingsAtOnce = 262_144;
export const candidatesAtOnce = 8_388_608;
/** Candidates that an account can have at least: the first tiles of a cold start, and half a tile more. */
export const capacityMin = 512;

/** The next address at which a cache line begins. */
const aligned = (address: number): number => Math.ceil(address / 64) * 64;

/** Where everything but the tiles lies in memory; the tiles follow. */
export function places(scenarios: number, threads: number) {
  const capacityMax = (Math.ceil(scenarios / tileWidth) + 2) * tileWidth + capacityMin;
  const plan = tablesEnd;
  const weights = plan + 128;
  const order = weights + scenarios * 8;
  const accounts = aligned(order + Math.ceil(scenarios / tileWidth) * 4);
  const holdings = accounts + accountsAtOnce * accountBytes;
  const exactHoldings = holdings + holdingsAtOnce * 8;
  const holdingsEnd = exactHoldings + holdingsAtOnce * 16;
  const shortfalls = holdingsEnd;
  const valuesAtRisk = shortfalls + accountsAtOnce * 8;
  const worstLosses = valuesAtRisk + accountsAtOnce * 8;
  const worstScenarios = worstLosses + accountsAtOnce * 8;
  const summed = worstScenarios + accountsAtOnce * 4;
  const candidatesOfRoom = Math.max(Math.floor(candidatesAtOnce / threads), capacityMax);
  const firstRoom = summed + accountsAtOnce * 4;
  const rooms = [roomAt(firstRoom, scenarios, capacityMax, candidatesOfRoom)];
  while (rooms.length < threads) rooms.push(roomAt(rooms.at(-1)!.end, scenarios, capacityMax, candidatesOfRoom));
  return {
    ...{ capacityMax, candidatesOfRoom, plan, weights, order, accounts, holdings, exactHoldings, holdingsEnd },
    ...{ shortfalls, valuesAtRisk, worstLosses, worstScenarios, summed, rooms },
    tiles: rooms.at(-1)!.end,
  };
}

/** What one thread writes to, cache lines apart from another's. */
function roomAt(at: number, scenarios: number, capacityMax: number, candidatesOfRoom: number) {
  const lanes = at + 64;
  const selection = lanes + 128;
  const marks = selection + capacityMax * 16;
  const marksEnd = marks + Math.ceil(scenarios / 64) * 8;
  const sums = marksEnd;
  const values = sums + capacityMax * 8;
  const chosen = values + capacityMax * 4;
  const candidates = aligned(chosen + capacityMax * 4);
  const end = aligned(candidates + candidatesOfRoom * candidateBytes);
  return { at, lanes, selection, marks, marksEnd, sums, values, chosen, candidates, end };
}

export function writeRooms({ rooms }: ReturnType<typeof places>, words: Int32Array): void {
  for (const { at, lanes, candidates, values, selection, marks, marksEnd, chosen, sums } of rooms) {
    words.set([lanes, candidates, values, selection, marks, marksEnd, chosen, sums, selection], at / 4);
  }
}

/** Memory before the first tile. */
export const bytesWithoutTiles = (scenarios: number): number => places(scenarios, 1).tiles;
