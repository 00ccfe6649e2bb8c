// Sets that only grow, read again and again: reading their history from text, and judging it. Time
// should follow the text, which is the product of elements and reads, only in the comparing of
// bytes; memory should follow the elements.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <istream>

#include "eddy/checkers/history_reader.h"
#include "eddy/checkers/set_full.h"
#include "tools/bench/histories/growing_set.h"

namespace {

using namespace eddy;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

checkers::History read(std::uint64_t elements, std::uint64_t reads, std::uint64_t& bytes) {
  bench::GrowingSetText text(bench::GrowingSet(elements, reads));
  std::istream in(&text);
  checkers::ReadOptions options;
  options.sharing = checkers::Sharing::on;
  checkers::History history = read_history(in, options);
  bytes = text.bytes();
  return history;
}

// Making the text is part of it: some 2 GB a second.
void set_full_from_text(benchmark::State& state) {
  const auto elements = static_cast<std::uint64_t>(state.range(0));
  const auto reads = static_cast<std::uint64_t>(state.range(1));
  std::uint64_t bytes = 0;
  for (auto _ : state) {
    const auto history = read(elements, reads, bytes);
    if (checkers::check_set_full(history).validity != checkers::Validity::valid)
      state.SkipWithError("not valid");
  }
  state.counters["text_MB"] = static_cast<double>(bytes) / 1e6;
  state.counters["peak_MB"] = peak_megabytes();
}

void set_full(benchmark::State& state) {
  std::uint64_t bytes = 0;
  const auto history = read(static_cast<std::uint64_t>(state.range(0)),
                            static_cast<std::uint64_t>(state.range(1)), bytes);
  for (auto _ : state) {
    if (checkers::check_set_full(history).validity != checkers::Validity::valid)
      state.SkipWithError("not valid");
  }
  state.counters["peak_MB"] = peak_megabytes();
}

BENCHMARK(set_full)->Args({10'000, 1'000})->Args({100'000, 10'000})->Unit(benchmark::kMillisecond);
BENCHMARK(set_full_from_text)
    ->Args({10'000, 1'000})
    ->Args({100'000, 10'000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
