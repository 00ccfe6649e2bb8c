// rw-register on histories of a serializable database: with the true order of the versions, and
// without.
#include "eddy/checkers/transactional/rw_register.h"

#include <benchmark/benchmark.h>

#include "tools/bench/histories/rw_register_histories.h"

namespace {

using namespace eddy;
using bench::Orders;

void judge(benchmark::State& state, Orders orders) {
  const auto transactions = static_cast<std::size_t>(state.range(0));
  const checkers::History history = bench::rw_register_history(transactions, orders);
  checkers::CheckOptions options;
  options.wfr_keys = true;
  for (auto _ : state) {
    const auto verdict = checkers::check_rw_register(history, options);
    if (verdict.validity != checkers::Validity::valid) state.SkipWithError("not valid");
  }
  state.counters["transactions_per_s"] = benchmark::Counter(
      static_cast<double>(transactions), benchmark::Counter::kIsIterationInvariantRate);
}

void rw_register(benchmark::State& state) { judge(state, Orders::unknown); }
void rw_register_observed(benchmark::State& state) { judge(state, Orders::observed); }

BENCHMARK(rw_register)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(rw_register_observed)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
