# Tails of many accounts: scipy's sparse by dense product in float32, then numpy.partition. The book is what
# bench/scenes/accountTails.ts wrote. Prints CPU seconds.
import os
import sys
import time

import numpy as np
import scipy.sparse as sparse


def read(name, kind):
    return np.fromfile(os.path.join(os.environ["PLIMSOLL_BENCH_BOOK"], name), kind)


instruments, scenarios, accounts = read("sizes.i32", "i4")
matrix = read("unitPnl.f64", "f8").astype("f4").reshape(instruments, scenarios)
quantities = read("quantities.f64", "f8").astype("f4")
holdings = sparse.csr_matrix((quantities, read("rows.i32", "i4"), read("pointers.i32", "i4")), (accounts, instruments))
tail = read("tail.f64", "f8")[0]
rank = int(np.ceil(tail))
# As fast as any number between 30 and all of them.
batch = 400


def shortfalls():
    found = []
    for first in range(0, accounts, batch):
        pnl = holdings[first : first + batch] @ matrix
        pnl.partition(rank - 1, axis=1)
        worst = pnl[:, :rank].astype("f8")
        boundary = worst[:, rank - 1]
        found.append(-(worst[:, : rank - 1].sum(1) + (tail - (rank - 1)) * boundary) / tail)
    return np.concatenate(found)


shortfalls()
start = time.process_time()
values = shortfalls()
seconds = time.process_time() - start
if "PLIMSOLL_BENCH_SUM" in os.environ:
    print(values.sum(), file=sys.stderr)
print(seconds)
