# Derive's PMRM 2 over many accounts in numpy: initial and maintenance requirement of each. Prices, groups and terms are what
# bench/scenes/venueRulebook.ts wrote; quantities come netted, as float64. Prints CPU seconds.
import os
import sys
import time

import numpy as np

folder = os.environ["PLIMSOLL_BENCH_RULEBOOK"]


def read(name, kind="f8"):
    return np.fromfile(os.path.join(folder, name), kind)


instruments, scenarios, accounts = read("sizes.i32", "i4")
unit_pnl = read("unitPnl.f64").reshape(instruments, scenarios)
base, notional = read("base.f64"), read("notional.f64")
is_coin, is_dollar = read("isCoin.i32", "i4") == 1, read("isDollar.i32", "i4") == 1
expiry, strike = read("expiry.i32", "i4"), read("strike.i32", "i4")
long, short, years = read("long.f64"), read("short.f64"), read("years.f64")
blocks, factors = read("blocks.i32", "i4"), read("factors.f64")
pointers, rows, quantities = read("pointers.i32", "i4"), read("rows.i32", "i4"), read("quantities.f64")
grid, skew, basis = np.flatnonzero(blocks <= 1), np.flatnonzero(blocks == 2), np.flatnonzero(blocks == 3)
up, down = basis
basis_share, basis_share_per_year = 0.5, 2.0
# Accounts at once. 1,000 is the fastest of 50, 250, 1,000 and 10,000; 1 is what an engine does that must know one account.
batch = int(sys.argv[1])
# One by one all of them take too long: every so many batches one is run and stands for the others.
stride = int(sys.argv[2])


def sums_by(keys, columns):
    """Sums of rows with equal neighbouring keys, and where each sum begins."""
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return np.add.reduceat(columns, starts, axis=0), starts


def requirements(first, last):
    held = slice(pointers[first], pointers[last])
    row, quantity = rows[held], quantities[held]
    account = np.repeat(np.arange(last - first), np.diff(pointers[first : last + 1]))
    # Options of one account and expiry next to each other.
    order = np.lexsort((expiry[row], account))
    row, quantity, account = row[order], quantity[order], account[order]
    pnl, starts = sums_by(account * 100_000 + expiry[row], quantity[:, None] * unit_pnl[row])
    worth = np.add.reduceat(quantity * base[row], starts)
    group, owner = expiry[row[starts]], account[starts]
    options = years[group] >= 0
    then = worth[:, None] + pnl
    discount = np.where(then > 0, long[group, None], short[group, None])
    counted = np.where(options[:, None], then * discount - worth[:, None], pnl) * factors
    counted[:, skew] = np.where(options[:, None], -np.abs(counted[:, skew]), counted[:, skew])
    counted[:, basis] = 0.0
    loss = np.minimum(0.0, np.minimum(pnl[:, up], pnl[:, down]))
    loss = np.where(options, loss * (basis_share + basis_share_per_year * years[group]), 0.0)
    counted[:, up] = loss
    counted[:, down] = loss
    counted[is_dollar[row[starts]]] = 0.0
    outcomes, _ = sums_by(owner, counted)
    worst = np.maximum(0.0, -outcomes.min(axis=1))
    by_strike = np.lexsort((strike[row], account))
    row, quantity, account = row[by_strike], quantity[by_strike], account[by_strike]
    sizes, starts = sums_by(account * 100_000 + strike[row], quantity * notional[row])
    naked = np.bincount(account[starts], np.maximum(0.0, -sizes), last - first)
    coins = np.bincount(account, np.where(is_coin[row], quantity * base[row], 0.0), last - first)
    coins = np.maximum(0.0, coins)
    return worst + 0.005 * naked + 0.03 * coins, 0.8 * worst + 0.003 * naked + 0.02 * coins


def all_requirements():
    found = [requirements(first, min(first + batch, accounts)) for first in range(0, accounts, batch * stride)]
    return [np.concatenate(column) for column in zip(*found)]


all_requirements()
assert accounts % (batch * stride) == 0
start = time.process_time()
initial, maintenance = all_requirements()
seconds = time.process_time() - start
if stride == 1:
    initial.tofile(os.path.join(folder, "initial.f64"))
    maintenance.tofile(os.path.join(folder, "maintenance.f64"))
print(seconds * stride)
