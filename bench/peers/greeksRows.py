# Black-76 calls with delta, gamma, vega and theta, 200 strikes by 10,240 scenarios, in numpy with scipy's ndtr. Prints CPU
# seconds.
import time

import numpy as np
from scipy.special import ndtr

scenarios, options = 10240, 200
draws = np.random.default_rng(1).random((5, scenarios))
forwards = 60000 * np.exp(0.1 * (draws[:4].sum(0) - 2))
volatilities = 0.6 * np.exp(0.4 * (draws[4] - 0.5))
start = time.process_time()
for i in range(options):
    strike, years = 60000 * np.exp(0.02 * (i % 20 - 10)), (1 + (i % 10) * 7) / 365
    root = np.sqrt(years)
    deviation = volatilities * root
    near = np.log(forwards / strike) / deviation + 0.5 * deviation
    deltas = ndtr(near)
    values = forwards * deltas - strike * ndtr(near - deviation)
    normal = np.exp(-0.5 * near * near) * 0.3989422804014327
    gammas = normal / (forwards * deviation)
    vegas = forwards * normal * root
    thetas = vegas * volatilities * (-0.5 / years)
print(time.process_time() - start)
