// Black-76 calls with Greeks, 200 strikes by 10,240 scenarios, by QuantLib's BlackCalculator. The market is that of
// bench/scenes/revaluation.ts. Prints CPU seconds.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>
#include <ql/pricingengines/blackcalculator.hpp>

static double cpuSeconds() {
  timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return at.tv_sec + 1e-9 * at.tv_nsec;
}

int main() {
  const int scenarios = 10240, options = 200;
  std::vector<double> forwards(scenarios), volatilities(scenarios);
  std::vector<double> values(scenarios), deltas(scenarios), gammas(scenarios), vegas(scenarios), thetas(scenarios);
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
    const double strike = 60000 * std::exp(0.02 * (i % 20 - 10)), years = (1 + (i % 10) * 7) / 365.0;
    const double root = std::sqrt(years);
    for (int s = 0; s < scenarios; s++) {
      const QuantLib::BlackCalculator option(QuantLib::Option::Call, strike, forwards[s], volatilities[s] * root, 1.0);
      values[s] = option.value();
      deltas[s] = option.deltaForward();
      gammas[s] = option.gammaForward();
      vegas[s] = option.vega(years);
      thetas[s] = option.theta(forwards[s], years);
    }
    sum += values[i] + deltas[i] + gammas[i] + vegas[i] + thetas[i];
  }
  const double seconds = cpuSeconds() - from;
  if (sum == 12345) std::puts("");
  std::printf("%.9f\n", seconds);
}
