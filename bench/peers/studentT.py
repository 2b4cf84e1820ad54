# Two million numbers of Student's t law, 4.5 degrees of freedom: by inversion from Philox with scipy's "stdtrit" or "ppf", or with
# "standard_t" numpy's own from PCG64. Prints CPU seconds.
import sys
import time

import numpy as np

count = 2_000_000
nu = 4.5
if "standard_t" in sys.argv:
    generator = np.random.Generator(np.random.PCG64(1))
    draw = lambda: generator.standard_t(nu, count)
else:
    generator = np.random.Generator(np.random.Philox(1))
    if "stdtrit" in sys.argv:
        from scipy.special import stdtrit

        draw = lambda: stdtrit(nu, generator.random(count))
    else:
        from scipy.stats import t

        draw = lambda: t.ppf(generator.random(count), nu)
draw()
start = time.process_time()
draw()
print(time.process_time() - start)
