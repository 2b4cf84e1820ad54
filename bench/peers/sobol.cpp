// 65,536 points of Sobol's sequence in 40 dimensions in QuantLib, into one array. Prints CPU seconds.
#include <cstdio>
#include <ctime>
#include <ql/math/randomnumbers/sobolrsg.hpp>
#include <vector>

int main() {
  const int dimensions = 40, count = 65536;
  std::vector<double> points(static_cast<size_t>(dimensions) * count);
  double taken = 0;
  for (int round = 0; round < 2; round++) {
    QuantLib::SobolRsg sequence(dimensions, 0, QuantLib::SobolRsg::JoeKuoD7);
    const std::clock_t start = std::clock();
    for (int n = 0; n < count; n++) {
      const std::vector<double> &point = sequence.nextSequence().value;
      for (int d = 0; d < dimensions; d++) points[static_cast<size_t>(n) * dimensions + d] = point[d];
    }
    taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }
  std::printf("%.9f\n", points.back() > 2 ? -1 : taken);
}
