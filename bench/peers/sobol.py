# 65,536 points of Sobol's sequence in 40 dimensions in scipy, with "scrambled" under its linear scrambling. Prints CPU seconds.
import sys
import time

from scipy.stats import qmc

count = 65_536


def draw():
    sequence = qmc.Sobol(40, scramble="scrambled" in sys.argv, seed=1)
    start = time.process_time()
    sequence.random(count)
    return time.process_time() - start


draw()
print(draw())
