// What a node in another process costs under virtual time, beside the same program over plain pipes:
// a line in and a line out, ten thousand times; and a system call that virtual time answers.
#include <benchmark/benchmark.h>
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "eddy/nodes/process/processes.h"
#include "tools/bench/bench_programs.h"
#include "tools/bench/plain_process.h"
#include "tools/bench/virtual_process.h"

namespace {

using namespace eddy;
using bench::PlainProcess;
using bench::VirtualProcess;

constexpr const char* kInit =
    R"({"id":0,"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}})"
    "\n";
constexpr const char* kEcho =
    R"({"id":1,"src":"c0","dest":"n0","body":{"type":"echo","msg_id":2,"echo":"Please echo 35"}})"
    "\n";

// Of what is timed, and the best of it: on a busy machine nearer to what it takes alone.
struct Times {
  std::vector<double> seconds;  // of each block

  double quantile(double part) {
    std::sort(seconds.begin(), seconds.end());
    return seconds.at(static_cast<std::size_t>(part * static_cast<double>(seconds.size() - 1)));
  }
};

template <class Process>
double time_of(Process& process, const std::string& line, std::size_t times) {
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < times; ++i) {
    if (process.ask(line).empty()) throw std::runtime_error("it does not answer");
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// A process under virtual time keeps our thread on its processor; the plain one may go where it likes.
class Anywhere {
 public:
  Anywhere() { sched_getaffinity(0, sizeof everywhere_, &everywhere_); }

  template <class Work>
  auto run(Work work) {
    cpu_set_t before;
    sched_getaffinity(0, sizeof before, &before);
    sched_setaffinity(0, sizeof everywhere_, &everywhere_);
    auto result = work();
    sched_setaffinity(0, sizeof before, &before);
    return result;
  }

 private:
  cpu_set_t everywhere_{};
};

// Blocks of both in turn, so that what else the machine does befalls both. `share`: how many of what
// is told are in one question.
void compare(benchmark::State& state, const std::vector<std::string>& command,
             const std::string& line, std::size_t block, double share) {
  if (command.empty()) {
    state.SkipWithError("its language is not installed");
    return;
  }
  if (const auto why = nodes::process::why_no_virtual_time()) {
    state.SkipWithError(why->c_str());
    return;
  }
  try {
    Anywhere anywhere;
    VirtualProcess held(command);
    const auto plain = anywhere.run([&] { return std::make_unique<PlainProcess>(command); });
    held.ask(kInit);
    plain->ask(kInit);
    Times plain_times;
    Times held_times;
    for (auto _ : state) {
      plain_times.seconds.push_back(anywhere.run([&] { return time_of(*plain, line, block); }));
      held_times.seconds.push_back(time_of(held, line, block));
      state.SetIterationTime(held_times.seconds.back());
    }
    const double each = static_cast<double>(block) * share;
    constexpr double kMicro = 1e6;
    const double least = held_times.quantile(0);
    const double median = held_times.quantile(0.5);
    state.counters["us_min"] = least / each * kMicro;
    state.counters["us_median"] = median / each * kMicro;
    state.counters["plain_us_min"] = plain_times.quantile(0) / each * kMicro;
    state.counters["plain_us_median"] = plain_times.quantile(0.5) / each * kMicro;
    state.counters["times_plain"] = median / plain_times.quantile(0.5);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

void external_round_trip(benchmark::State& state, const char* program) {
  compare(state, bench::program(program), kEcho, 100, 1);
}

// A question is a thousand calls.
void external_trap(benchmark::State& state) {
  compare(state, bench::program("calls"), "\n", 1, 1000);
}

#define EDDY_ROUND_TRIP(name, program)                  \
  BENCHMARK_CAPTURE(external_round_trip, name, program) \
      ->Iterations(100)                                 \
      ->UseManualTime()                                 \
      ->Unit(benchmark::kMillisecond)
EDDY_ROUND_TRIP(cpp, "echo");
EDDY_ROUND_TRIP(go, "nodes echo");
EDDY_ROUND_TRIP(python, "echo.py");
EDDY_ROUND_TRIP(ruby, "echo.rb");
EDDY_ROUND_TRIP(node, "echo.js");
BENCHMARK(external_trap)->Iterations(100)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
