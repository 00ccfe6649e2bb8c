// Judging registers: many keys with few calls each, one key with many, and one whose fault takes
// every order to prove.
#include <benchmark/benchmark.h>

#include <boost/json/array.hpp>

#include <cstdint>
#include <utility>

#include "eddy/checkers/history.h"
#include "eddy/checkers/linearizable.h"
#include "tools/bench/histories/register_histories.h"

namespace {

using namespace eddy;
namespace json = boost::json;

void judge(benchmark::State& state, const checkers::History& history, checkers::Validity expected) {
  checkers::LinearizableOptions options;
  options.model = checkers::LinearizableModel::kv;
  options.initial = 0;
  double calls = 0;
  for (auto _ : state) {
    const auto verdict = checkers::check_linearizable(history, options);
    if (verdict.validity != expected) state.SkipWithError("another verdict");
    calls += static_cast<double>(history.ops.size()) / 2;
  }
  state.counters["calls_per_s"] = benchmark::Counter(calls, benchmark::Counter::kIsRate);
}

void valid(benchmark::State& state, const bench::RegisterShape& shape) {
  judge(state, bench::register_history(shape), checkers::Validity::valid);
}

void invalid(benchmark::State& state, const bench::RegisterShape& shape) {
  checkers::History history = bench::register_history(shape);
  bench::plant_fault(history, shape);
  judge(state, history, checkers::Validity::invalid);
}

/// Writes of different values, all at once, and then a read of none of them: 2^n × n
/// configurations, more than the budget has steps.
void beyond_budget(benchmark::State& state) {
  checkers::History history;
  const auto event = [&](std::int64_t process, checkers::OpType type, const char* f,
                         json::value value) {
    checkers::Op op;
    op.index = static_cast<std::int64_t>(history.ops.size());
    op.process = process;
    op.type = type;
    op.f = f;
    op.value = json::array{0, std::move(value)};
    history.ops.push_back(std::move(op));
  };
  constexpr std::int64_t kWrites = 60;
  for (std::int64_t i = 0; i < kWrites; ++i) event(i, checkers::OpType::invoke, "write", i);
  for (std::int64_t i = 0; i < kWrites; ++i) event(i, checkers::OpType::ok, "write", i);
  event(0, checkers::OpType::invoke, "read", nullptr);
  event(0, checkers::OpType::ok, "read", kWrites);
  judge(state, history, checkers::Validity::unknown);
}

constexpr bench::RegisterShape kManyKeys = {100'000, 1'000, 20, 5};
constexpr bench::RegisterShape kOneKey = {10'000, 1, 10, 5};

BENCHMARK_CAPTURE(valid, linearizable_kv_100k, kManyKeys)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(invalid, linearizable_kv_100k, kManyKeys)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(valid, linearizable_register_10k, kOneKey)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(invalid, linearizable_register_10k, kOneKey)->Unit(benchmark::kMillisecond);
BENCHMARK(beyond_budget)
    ->Name("linearizable_beyond_budget")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
