# A year of hourly requirements by filtered historical simulation, plainly in numpy; the volatility filter is scipy's lfilter.
# The closes are what bench/scenes/rollingBacktest.ts wrote. Prints CPU seconds; the requirements go to a file.
import os
import time

import numpy as np
from scipy.signal import lfilter

folder = os.environ["PLIMSOLL_BENCH_ROLLING"]
closes = np.fromfile(f"{folder}/closes.f64", "f8")
first, last, lookback, start_count = np.fromfile(f"{folder}/sizes.i32", "i4")
decay, level, notional = 0.97, 0.99, 100_000.0

begin = time.process_time()
logs = np.log(closes)
returns = np.diff(logs)
present = ~np.isnan(returns)
requirements = np.empty(last - first + 1)
for k, now in enumerate(range(first, last + 1)):
    window = returns[now - lookback : now]
    window = window[present[now - lookback : now]]
    variance = np.mean(window[:start_count] ** 2)
    path = lfilter([1 - decay], [1, -decay], window**2, zi=[decay * variance])[0]
    then = np.concatenate(([variance], path[:-1]))
    moves = np.exp(window * np.sqrt(path[-1] / then)) - 1
    quantity = np.round(notional / closes[now], 8)
    outcomes = quantity * closes[now] * moves
    tail = len(outcomes) * (1 - level)
    rank = int(np.ceil(tail))
    worst = np.partition(outcomes, rank - 1)[:rank]
    boundary = worst[rank - 1]
    requirements[k] = -(worst[: rank - 1].sum() + (tail - (rank - 1)) * boundary) / tail
seconds = time.process_time() - begin
requirements.tofile(f"{folder}/requirements.f64")
print(seconds)
