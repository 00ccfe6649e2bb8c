// Judging registers: many keys with few calls each, one key with many, and one whose fault takes
// every order to prove.
#include <benchmark/benchmark.h>

#include <boost/json/array.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checkers/history.h"
#include "checkers/linearizable.h"

namespace {

using namespace eddy;
namespace json = boost::json;

struct Shape {
  std::size_t calls;
  std::size_t keys;
  std::int64_t clients;
  std::int64_t values;
};

/// A generator of its own, so that the histories are the same everywhere (splitmix64).
class Draws {
 public:
  std::uint64_t below(std::uint64_t bound) {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return (x ^ (x >> 31U)) % bound;
  }

 private:
  std::uint64_t state_ = 7;
};

/// Clients that always have a call open: invoked, effective and answered at random moments in this
/// order, one of them at a time.
class Store {
 public:
  explicit Store(const Shape& shape) : shape_(shape), registers_(shape.keys, 0) {}

  checkers::History run() {
    std::vector<Open> open(static_cast<std::size_t>(shape_.clients));
    std::size_t left = shape_.calls;
    std::size_t busy = 0;
    while (left > 0 || busy > 0) {
      const auto client = draws_.below(open.size());
      Open& call = open[client];
      switch (call.stage) {
        case Stage::idle:
          if (left == 0) break;
          --left;
          ++busy;
          invoke(call, static_cast<std::int64_t>(client));
          break;
        case Stage::invoked:
          take_effect(call);
          break;
        case Stage::done:
          --busy;
          event(call, static_cast<std::int64_t>(client),
                call.fails ? checkers::OpType::fail : checkers::OpType::ok);
          call.stage = Stage::idle;
      }
    }
    return std::move(history_);
  }

 private:
  enum class Stage : std::uint8_t { idle, invoked, done };
  struct Open {
    Stage stage = Stage::idle;
    std::string f;
    std::size_t key = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
    bool fails = false;
  };

  std::int64_t value() {
    return static_cast<std::int64_t>(draws_.below(static_cast<std::uint64_t>(shape_.values)));
  }

  void invoke(Open& call, std::int64_t client) {
    static constexpr std::array kFunctions = {"read", "read", "write", "cas"};
    call = {
        Stage::invoked, kFunctions[draws_.below(4)], draws_.below(shape_.keys), value(), value(),
        false};
    event(call, client, checkers::OpType::invoke);
  }

  void take_effect(Open& call) {
    std::int64_t& held = registers_[call.key];
    if (call.f == "read") {
      call.to = held;
    } else if (call.f == "write" || held == call.from) {
      held = call.to;
    } else {
      call.fails = true;
    }
    call.stage = Stage::done;
  }

  void event(const Open& call, std::int64_t client, checkers::OpType type) {
    checkers::Op op;
    op.index = static_cast<std::int64_t>(history_.ops.size());
    op.time = 1'000'000 * op.index;
    op.process = client;
    op.type = type;
    op.f = call.f;
    json::value value = call.to;
    if (call.f == "cas") value = json::array{call.from, call.to};
    if (call.f == "read" && type == checkers::OpType::invoke) value = nullptr;
    op.value = json::array{call.key, std::move(value)};
    history_.ops.push_back(std::move(op));
  }

  Shape shape_;
  Draws draws_;
  std::vector<std::int64_t> registers_;
  checkers::History history_;
};

/// Near the end an ok read of a value that nobody ever wrote.
void plant_fault(checkers::History& history, std::int64_t values) {
  for (std::size_t i = history.ops.size(); i-- > 0;) {
    checkers::Op& op = history.ops[i];
    if (op.type != checkers::OpType::ok || op.f != "read") continue;
    op.value.as_array()[1] = values;
    return;
  }
}

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

void valid(benchmark::State& state, Shape shape) {
  judge(state, Store(shape).run(), checkers::Validity::valid);
}

void invalid(benchmark::State& state, Shape shape) {
  checkers::History history = Store(shape).run();
  plant_fault(history, shape.values);
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

constexpr Shape kManyKeys = {100'000, 1'000, 20, 5};
constexpr Shape kOneKey = {10'000, 1, 10, 5};

BENCHMARK_CAPTURE(valid, linearizable_kv_100k, kManyKeys)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(invalid, linearizable_kv_100k, kManyKeys)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(valid, linearizable_register_10k, kOneKey)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(invalid, linearizable_register_10k, kOneKey)->Unit(benchmark::kMillisecond);
BENCHMARK(beyond_budget)
    ->Name("linearizable_beyond_budget")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace
