// What a node in another process costs under virtual time, beside the same program over plain pipes:
// a line in and a line out, ten thousand times; and a system call that virtual time answers, a hundred
// thousand times, beside what the stop alone takes.
//
// All are measured in short blocks, in turn, so that what else the machine does befalls all. The
// shortest is what it takes on a machine that has nothing else to do.
#include <benchmark/benchmark.h>
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/nodes/process/processes.h"
#include "tools/bench/bare_trap.h"
#include "tools/bench/bench_programs.h"
#include "tools/bench/plain_process.h"
#include "tools/bench/virtual_process.h"

namespace {

using namespace eddy;

constexpr const char* kInit =
    R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}})"
    "\n";
constexpr const char* kEcho =
    R"({"id":1,"src":"c0","dest":"n0","body":{"type":"echo","msg_id":2,"echo":"Please echo 35"}})"
    "\n";

// How long blocks of something took that was done `count` times in each.
class Blocks {
 public:
  explicit Blocks(std::size_t count) : count_(count) {}

  template <class Work>
  void time(Work&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> taken =
        std::chrono::steady_clock::now() - begin;
    each_.push_back(taken.count() / static_cast<double>(count_));
  }
  // Of one of them, in µs.
  double least() const { return *std::min_element(each_.begin(), each_.end()); }
  double median() const {
    std::vector<double> sorted = each_;
    std::sort(sorted.begin(), sorted.end());
    return sorted.at(sorted.size() / 2);
  }

 private:
  std::size_t count_;
  std::vector<double> each_;
};

template <class Process>
void ask(Process& process, const char* line, std::size_t times = 1) {
  for (std::size_t i = 0; i < times; ++i) {
    if (process.ask(line).empty()) throw std::runtime_error("it does not answer");
  }
}

// A process under virtual time keeps our thread on its processor; the plain one may go where it likes.
class Anywhere {
 public:
  Anywhere() { sched_getaffinity(0, sizeof everywhere_, &everywhere_); }

  template <class Work>
  void run(Work&& work) const {
    cpu_set_t before;
    sched_getaffinity(0, sizeof before, &before);
    sched_setaffinity(0, sizeof everywhere_, &everywhere_);
    work();
    sched_setaffinity(0, sizeof before, &before);
  }

 private:
  cpu_set_t everywhere_{};
};

void round_trips(benchmark::State& state, const std::vector<std::string>& command) {
  constexpr std::size_t kTrips = 10;
  const Anywhere anywhere;
  bench::PlainProcess plain(
      command);  // before our thread has guests, and does without this and that
  bench::VirtualProcess held(command);
  ask(plain, kInit);
  ask(held, kInit);
  Blocks plain_trips(kTrips);
  Blocks trips(kTrips);
  for (auto _ : state) {
    anywhere.run([&] { plain_trips.time([&] { ask(plain, kEcho, kTrips); }); });
    trips.time([&] { ask(held, kEcho, kTrips); });
  }
  state.counters["us"] = trips.least();
  state.counters["us_median"] = trips.median();
  state.counters["plain_us"] = plain_trips.least();
  state.counters["plain_us_median"] = plain_trips.median();
  state.counters["times_plain_median"] = trips.median() / plain_trips.median();
}

void traps(benchmark::State& state, const std::vector<std::string>& command) {
  constexpr std::size_t kCalls = 100;  // of a question to the program
  bench::PlainProcess plain(command);
  bench::VirtualProcess held(command);
  const bench::BareTrap bare;  // on the processor that our thread stays on now
  Blocks native(kCalls);
  Blocks stops(kCalls);
  Blocks trapped(kCalls);
  for (auto _ : state) {
    native.time([&] { ask(plain, "\n"); });
    stops.time([&] { bare.answer(kCalls); });
    trapped.time([&] { ask(held, "\n"); });
  }
  state.counters["us"] = trapped.least();
  state.counters["us_median"] = trapped.median();
  state.counters["native_us"] = native.least();
  state.counters["stop_us"] = stops.least();
  state.counters["stop_us_median"] = stops.median();
}

using Measure = void (*)(benchmark::State&, const std::vector<std::string>&);

void external(benchmark::State& state, Measure measure, const char* words) {
  const auto command = bench::program(words);
  const auto why_not = nodes::process::why_no_virtual_time();
  if (command.empty() || why_not) {
    state.SkipWithError(why_not ? why_not->c_str() : "its language is not installed");
    return;
  }
  try {
    measure(state, command);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

#define EDDY_EXTERNAL(name, ...) \
  BENCHMARK_CAPTURE(external, name, __VA_ARGS__)->Iterations(1000)->Unit(benchmark::kMillisecond)
EDDY_EXTERNAL(round_trip_cpp, &round_trips, "echo");
EDDY_EXTERNAL(round_trip_go, &round_trips, "nodes echo");
EDDY_EXTERNAL(round_trip_python, &round_trips, "echo.py");
EDDY_EXTERNAL(round_trip_ruby, &round_trips, "echo.rb");
EDDY_EXTERNAL(round_trip_node, &round_trips, "echo.js");
EDDY_EXTERNAL(trap, &traps, "calls");

}  // namespace
