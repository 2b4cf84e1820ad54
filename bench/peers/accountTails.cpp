// Tails of many accounts in C++: the same method as ours, written with the compiler's vectors of WIDTH bytes. A float32
// filter over tiles of 64 scenarios, fused with the tail, then the scenarios kept summed in float64. Cold unless WARM is
// defined. The book is what bench/scenes/accountTails.ts wrote. Prints CPU seconds and the sum of expected shortfalls.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#ifndef WIDTH
#define WIDTH 16
#endif
typedef float Vector __attribute__((vector_size(WIDTH)));
typedef int32_t Lanes __attribute__((vector_size(WIDTH)));
constexpr int lanes = WIDTH / 4, block = 8 * lanes, tileWidth = 64;
static_assert(tileWidth % block == 0);

static double cpuSeconds() {
  timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return at.tv_sec + 1e-9 * at.tv_nsec;
}

template <class T>
static std::vector<T> read(const char *name) {
  FILE *file = std::fopen((std::string(std::getenv("PLIMSOLL_BENCH_BOOK")) + "/" + name).c_str(), "rb");
  if (!file) std::exit(1);
  std::fseek(file, 0, SEEK_END);
  std::vector<T> values(std::ftell(file) / sizeof(T));
  std::rewind(file);
  if (std::fread(values.data(), sizeof(T), values.size(), file) != values.size()) std::exit(1);
  std::fclose(file);
  return values;
}

struct Holding {
  int32_t offset;
  float quantity;
};
struct Candidate {
  float pnl;
  int32_t scenario;
};
struct Account {
  int32_t from, to;
  float limit;
  int32_t size;
  double doubleBound;
};

static const int capacity = 648;
static float scratch[capacity];

static float limitAt(const Candidate *list, const Account &account, int rank) {
  for (int c = 0; c < account.size; c++) scratch[c] = list[c].pnl;
  std::nth_element(scratch, scratch + rank - 1, scratch + account.size);
  const double exact = scratch[rank - 1] + account.doubleBound;
  const float near = float(exact);
  return near >= exact ? near : std::nextafterf(near, INFINITY);
}

static void narrow(Candidate *list, Account &account, int rank) {
  account.limit = std::min(account.limit, limitAt(list, account, rank));
  int kept = 0;
  for (int c = 0; c < account.size; c++) {
    const Candidate one = list[c];
    list[kept] = one;
    kept += one.pnl <= account.limit;
  }
  account.size = kept;
}

static void filterTile(const float *tile, int first, const Holding *holdings, Account *accounts, int count,
                       Candidate *candidates, int rank) {
  for (int a = 0; a < count; a++) {
    Account &account = accounts[a];
    Candidate *list = candidates + size_t(a) * capacity;
    for (int side = 0; side < tileWidth; side += block) {
      const float *column = tile + side;
      Vector p0{}, p1{}, p2{}, p3{}, p4{}, p5{}, p6{}, p7{};
      for (int h = account.from; h < account.to; h++) {
        const Vector *row = reinterpret_cast<const Vector *>(column + holdings[h].offset);
        const float quantity = holdings[h].quantity;
        p0 += quantity * row[0];
        p1 += quantity * row[1];
        p2 += quantity * row[2];
        p3 += quantity * row[3];
        p4 += quantity * row[4];
        p5 += quantity * row[5];
        p6 += quantity * row[6];
        p7 += quantity * row[7];
      }
      const auto least = [](Vector x, Vector y) { return x < y ? x : y; };
      const Vector low = least(least(least(p0, p1), least(p2, p3)), least(least(p4, p5), least(p6, p7)));
      const Lanes some = low <= account.limit;
      int64_t any = 0;
      for (int k = 0; k < lanes / 2; k++) any |= reinterpret_cast<const int64_t *>(&some)[k];
      if (!any) continue;
      Vector pnl[8] = {p0, p1, p2, p3, p4, p5, p6, p7};
      const float *values = reinterpret_cast<const float *>(pnl);
      for (int k = 0; k < 8; k++) {
        const Lanes below = pnl[k] <= account.limit;
        for (int l = 0; l < lanes; l++) {
          list[account.size] = {values[k * lanes + l], first + side + k * lanes + l};
          account.size -= below[l];
        }
      }
      if (account.size > capacity - block - 1) narrow(list, account, rank);
    }
  }
}

int main() {
  const auto sizes = read<int32_t>("sizes.i32");
  const int instruments = sizes[0], scenarios = sizes[1], count = sizes[2], tiles = scenarios / tileWidth;
  const auto unitPnl = read<double>("unitPnl.f64"), quantities = read<double>("quantities.f64");
  const auto tail = read<double>("tail.f64")[0];
  const auto pointers = read<int32_t>("pointers.i32"), rows = read<int32_t>("rows.i32");
  const int rank = int(std::ceil(tail));
  float *matrix = static_cast<float *>(std::aligned_alloc(64, size_t(instruments) * scenarios * 4));
  std::vector<double> largest(instruments), byScenario(size_t(instruments) * scenarios);
  for (int i = 0; i < instruments; i++)
    for (int s = 0; s < scenarios; s++) {
      const double value = unitPnl[size_t(i) * scenarios + s];
      largest[i] = std::max(largest[i], std::fabs(value));
      byScenario[size_t(s) * instruments + i] = value;
      matrix[(size_t(s / tileWidth) * instruments + i) * tileWidth + s % tileWidth] = float(value);
    }
  std::vector<Holding> holdings(rows.size());
  std::vector<Account> accounts(count);
  std::vector<Candidate> candidates(size_t(count) * capacity);
  std::vector<int32_t> chosen(scenarios);
  std::vector<double> sums(scenarios + 4), ordered(scenarios), shortfalls(count);
#ifdef WARM
  const auto earlier = read<double>("earlier.f64");
#endif
  const int step = [&] {
    int one = int(std::round(tiles * 0.618));
    while (std::__gcd(one, tiles) > 1) one++;
    return one;
  }();

  const auto run = [&] {
    for (size_t h = 0; h < rows.size(); h++) holdings[h] = {rows[h] * tileWidth, float(quantities[h])};
    for (int a = 0; a < count; a++) {
      double gross = 0, operands = 0;
      for (int h = pointers[a]; h < pointers[a + 1]; h++) {
        const double size = largest[rows[h]], quantity = std::fabs(quantities[h]);
        gross += quantity * size;
        operands += quantity + size + 1;
      }
      const double units = (pointers[a + 1] - pointers[a] + 4) * 0x1p-24;
      accounts[a] = {pointers[a], pointers[a + 1], INFINITY, 0, 2 * (units / (1 - units) * gross + 0x1p-149 * operands)};
#ifdef WARM
      accounts[a].limit = float(-earlier[a] + 0.15 * std::fabs(earlier[a]));
#endif
    }
    for (int k = 0; k < tiles; k++) {
      const int tile = int(int64_t(k) * step % tiles);
      filterTile(matrix + size_t(tile) * instruments * tileWidth, tile * tileWidth, holdings.data(), accounts.data(),
                 count, candidates.data(), rank);
#ifndef WARM
      if (k + 1 != 8 && k + 1 != std::lround(tiles * 0.2)) continue;
      const double expected = double(rank) * (k + 1) * tileWidth / scenarios;
      const int guess = int(std::ceil(expected + 3.5 * std::sqrt(expected) + 2));
      for (int a = 0; a < count; a++)
        if (accounts[a].size >= guess) narrow(candidates.data() + size_t(a) * capacity, accounts[a], guess);
#endif
    }
    int failures = 0;
    for (int a = 0; a < count; a++) {
      const Candidate *list = candidates.data() + size_t(a) * capacity;
      const float needed = accounts[a].size < rank ? INFINITY : limitAt(list, accounts[a], rank);
      if (needed > accounts[a].limit) {
        failures++;
        continue;
      }
      int kept = 0;
      for (int c = 0; c < accounts[a].size; c++)
        if (list[c].pnl <= needed) chosen[kept++] = list[c].scenario;
      std::sort(chosen.begin(), chosen.begin() + kept);
      for (int c = 0; c < kept; c += 4) {
        const double *at[4];
        for (int k = 0; k < 4; k++) at[k] = &byScenario[size_t(chosen[std::min(c + k, kept - 1)]) * instruments];
        double sum[4] = {0, 0, 0, 0};
        for (int h = pointers[a]; h < pointers[a + 1]; h++)
          for (int k = 0; k < 4; k++) sum[k] += quantities[h] * at[k][rows[h]];
        for (int k = 0; k < 4; k++) sums[c + k] = sum[k];
      }
      std::copy(sums.begin(), sums.begin() + kept, ordered.begin());
      std::nth_element(ordered.begin(), ordered.begin() + rank - 1, ordered.begin() + kept);
      const double boundary = ordered[rank - 1];
      double total = 0;
      int taken = 0;
      for (int c = 0; c < kept; c++)
        if (sums[c] < boundary) {
          total += sums[c];
          taken++;
        }
      shortfalls[a] = -(total + (tail - taken) * boundary) / tail;
    }
    return failures;
  };
  run();
  const double from = cpuSeconds();
  const int failures = run();
  const double seconds = cpuSeconds() - from;
  if (failures > 0) std::fprintf(stderr, "%d accounts without an answer\n", failures);
  double sum = 0;
  for (const double one : shortfalls) sum += one;
  if (std::getenv("PLIMSOLL_BENCH_SUM")) std::fprintf(stderr, "%.17g\n", sum);
  std::printf("%.9f\n", seconds);
}
