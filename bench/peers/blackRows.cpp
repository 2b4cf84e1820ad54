// Black-76 calls, 200 strikes by 10,240 scenarios: QuantLib's blackFormula with -DQUANTLIB, else the C library's erfc.
// The market is that of bench/scenes/revaluation.ts. Prints CPU seconds.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>
#ifdef QUANTLIB
#include <ql/pricingengines/blackformula.hpp>
#endif

static double cpuSeconds() {
  timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return at.tv_sec + 1e-9 * at.tv_nsec;
}

#ifndef QUANTLIB
static inline double normal(double x) { return 0.5 * std::erfc(-x * 0.7071067811865476); }
#endif

int main() {
  const int scenarios = 10240, options = 200;
  std::vector<double> forwards(scenarios), volatilities(scenarios), values(scenarios);
  uint64_t state = 1;
  auto next = [&] {
    state = (state * 1103515245u + 12345u) % 2147483648u;
    return state / 2147483648.0;
  };
  for (int s = 0; s < scenarios; s++) {
    const double move = 0.1 * (next() + next() + next() + next() - 2);
    forwards[s] = 60000 * std::exp(move);
    volatilities[s] = 0.6 * std::exp(0.4 * (next() - 0.5));
  }
  double sum = 0;
  const double from = cpuSeconds();
  for (int i = 0; i < options; i++) {
    const double strike = 60000 * std::exp(0.02 * (i % 20 - 10)), root = std::sqrt((1 + (i % 10) * 7) / 365.0);
    for (int s = 0; s < scenarios; s++) {
      const double deviation = volatilities[s] * root;
#ifdef QUANTLIB
      values[s] = QuantLib::blackFormula(QuantLib::Option::Call, strike, forwards[s], deviation, 1.0);
#else
      const double near = std::log(forwards[s] / strike) / deviation + 0.5 * deviation;
      values[s] = forwards[s] * normal(near) - strike * normal(near - deviation);
#endif
    }
    sum += values[i];
  }
  const double seconds = cpuSeconds() - from;
  if (sum == 12345) std::puts("");
  std::printf("%.9f\n", seconds);
}
