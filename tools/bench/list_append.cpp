// The list-append checker under strict serializability: transactions of 4 micro-operations by 20
// clients, with and without a cycle, and one dense component of cycles.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>

#include "eddy/checkers/transactional/list_append.h"
#include "tools/bench/histories/list_histories.h"

namespace {

using namespace eddy;
using bench::ListHistoryOptions;
using bench::Planted;

/// Of the whole process until now, the history included.
double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void check(benchmark::State& state, const ListHistoryOptions& options) {
  const checkers::History history = bench::list_history(1, options);
  const auto expected =
      options.planted == Planted::nothing ? checkers::Validity::valid : checkers::Validity::invalid;
  for (auto _ : state) {
    const checkers::Verdict verdict = checkers::check_list_append(history);
    if (verdict.validity != expected) state.SkipWithError("another verdict than expected");
  }
  state.counters["txns_per_s"] = benchmark::Counter(
      static_cast<double>(options.transactions) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
  state.counters["peak_MB"] = peak_megabytes();
}

ListHistoryOptions of(std::int64_t transactions, Planted planted) {
  ListHistoryOptions options;
  options.transactions = static_cast<std::size_t>(transactions);
  options.planted = planted;
  return options;
}

void list_append(benchmark::State& state) { check(state, of(state.range(0), Planted::nothing)); }
BENCHMARK(list_append)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void list_append_write_skew(benchmark::State& state) {
  check(state, of(state.range(0), Planted::write_skew));
}
BENCHMARK(list_append_write_skew)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

// The cycle takes half of the history into one component.
void list_append_stale_read(benchmark::State& state) {
  check(state, of(state.range(0), Planted::stale_read));
}
BENCHMARK(list_append_stale_read)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void list_append_dense(benchmark::State& state) {
  ListHistoryOptions options = of(state.range(0), Planted::many_stale_reads);
  options.appends_to_a_key = 256;
  check(state, options);
}
BENCHMARK(list_append_dense)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
