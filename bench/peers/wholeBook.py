# A whole run in numpy and scipy: every instrument valued under every scenario with ndtr, then the expected shortfall of
# every account by a sparse by dense product in float32 and numpy.partition. The book is what bench/wholeBookFiles.ts wrote.
# Prints CPU seconds of the parts and the peak of memory; the shortfalls go to a file.
import json
import os
import sys
import time

import numpy as np
import scipy.sparse as sparse
from scipy.special import ndtr

folder = sys.argv[1]
# Scenarios at a time, so that what a call reads and writes stays in a cache. Float32 columns were no faster here.
width = 10240


def read(name, of):
    return np.fromfile(os.path.join(folder, name), of)


instruments, scenarios, accounts = read("sizes.i32", "i4")
forwards, log_ratios, volatilities, inverses = (
    read(f"{name}.f64", "f8").reshape(-1, scenarios)
    for name in ("forwards", "logRatios", "volatilities", "inverses")
)
contracts = read("contracts.f64", "f8").reshape(instruments, 8)
pointers, rows, quantities = read("pointers.i32", "i4"), read("rows.i32", "i4"), read("quantities.f64", "f8")
tail = read("tail.f64", "f8")[0]
rank = int(np.ceil(tail))
blocks = range(0, scenarios, width)
# Of accounts, for 16 MB of P&L at a time.
batch = max(1, 4_096_000 // scenarios)


def revalued():
    matrix = [np.empty((instruments, min(width, scenarios - first)), "f4") for first in blocks]
    near, far, other, deviation = (np.empty(width) for _ in range(4))
    for i in range(instruments):
        underlying, basis, column, sign, strike, moneyness, root, now = contracts[i].tolist()
        underlying, column = int(underlying), int(column)
        for block, first in zip(matrix, blocks):
            part = slice(first, min(first + width, scenarios))
            here = slice(0, part.stop - first)
            forward, out = forwards[underlying, part], block[i]
            n, f, o, d = near[here], far[here], other[here], deviation[here]
            if sign == 0:
                np.subtract(forward, 1, out=n)
                np.multiply(n, basis, out=out, casting="same_kind")
                continue
            np.multiply(volatilities[column, part], root, out=d)
            np.add(log_ratios[underlying, part], moneyness, out=n)
            np.multiply(n, inverses[column, part], out=n)
            n *= 1 / root
            np.multiply(d, 0.5, out=o)
            n += o
            np.subtract(n, d, out=f)
            if sign < 0:
                np.negative(n, out=n)
                np.negative(f, out=f)
            ndtr(n, out=n)
            ndtr(f, out=f)
            n *= forward
            f *= strike
            n -= f
            n *= sign
            np.subtract(n, now, out=out, casting="same_kind")
    return matrix


def shortfalls(holdings, matrix):
    found = np.empty(accounts)
    for first in range(0, accounts, batch):
        held = holdings[first : first + batch]
        if len(matrix) == 1:
            pnl = held @ matrix[0]
        else:
            pnl = np.empty((held.shape[0], scenarios), "f4")
            for block, at in zip(matrix, blocks):
                pnl[:, at : at + width] = held @ block
        pnl.partition(rank - 1, axis=1)
        worst = pnl[:, :rank].astype("f8")
        boundary = worst[:, rank - 1]
        found[first : first + batch] = -(worst[:, : rank - 1].sum(1) + (tail - (rank - 1)) * boundary) / tail
    return found


def peak_gib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 2**20


clock = [time.process_time()]
matrix = revalued()
clock.append(time.process_time())
holdings = sparse.csr_matrix((quantities.astype("f4"), rows, pointers), (accounts, instruments))
clock.append(time.process_time())
found = shortfalls(holdings, matrix)
clock.append(time.process_time())
found.tofile(os.path.join(folder, "theirs.f64"))
revaluation, planning, tails = (later - earlier for earlier, later in zip(clock, clock[1:]))
print(json.dumps({"revaluation": revaluation, "planning": planning, "shortfalls": tails, "peakGiB": peak_gib()}))
