// Whole tests with programs of others, as a user starts them: `eddy test --bin`, its start and its
// summary included. Each is run three times, and must be valid and the same each time.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "tools/bench/bench_programs.h"

namespace {

using namespace eddy;

std::string output_of(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string text;
  for (int c = 0; (c = std::getc(pipe)) != EOF;) text.push_back(static_cast<char>(c));
  const int status = pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("not valid: " + command);
  return text;
}

// "fingerprint   33a0669fb7b7ce1c"; of many runs, the line with their verdicts.
std::string what_must_stay(const std::string& output) {
  for (const char* word : {"\nfingerprint", "\nruns"}) {
    const std::size_t at = output.find(word);
    if (at != std::string::npos) return output.substr(at, output.find('\n', at + 1) - at);
  }
  return output;
}

// `options` come before `--`, and the program's role after it.
void external_run(benchmark::State& state, const char* command, const char* role,
                  const char* options) {
  const auto program = bench::program("nodes");
  if (program.empty()) {
    state.SkipWithError("Go is not installed");
    return;
  }
  const std::string line =
      fmt::format("'{}' {} -w broadcast --bin '{}' {} -- {} 2>/dev/null", bench::eddy().string(),
                  command, program.front(), options, role);
  std::vector<double> seconds;
  std::string told;
  try {
    for (auto _ : state) {
      const auto begin = std::chrono::steady_clock::now();
      const std::string now = what_must_stay(output_of(line));
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
      state.SetIterationTime(taken.count());
      seconds.push_back(taken.count());
      if (!told.empty() && told != now) throw std::runtime_error("another run: " + now);
      told = now;
    }
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
    return;
  }
  std::sort(seconds.begin(), seconds.end());
  state.counters["s_min"] = seconds.front();
  state.counters["s_median"] = seconds.at(seconds.size() / 2);
}

constexpr const char* kOf25 =
    "--node-count 25 --rate 100 --latency 100 --time-limit 20 --seed 1 --no-store";
constexpr const char* kFewOf25 =
    "--node-count 25 --rate 2 --latency 100 --time-limit 20 --seed 1 --no-store";
constexpr const char* kOf5 = "--node-count 5 --latency 100 --time-limit 20 --seed 1 --no-store";
constexpr const char* kSweep =
    "--node-count 5 --latency 100 --time-limit 20 --plain --seeds 1..20 --jobs 2 --no-store";

#define EDDY_EXTERNAL_RUN(name, ...)                 \
  BENCHMARK_CAPTURE(external_run, name, __VA_ARGS__) \
      ->Iterations(3)                                \
      ->UseManualTime()                              \
      ->Unit(benchmark::kSecond)
EDDY_EXTERNAL_RUN(go_25_nodes, "test", "direct", kOf25);
EDDY_EXTERNAL_RUN(go_25_nodes_batched, "test", "batched", kOf25);
EDDY_EXTERNAL_RUN(go_25_nodes_2_requests_a_second, "test", "direct", kFewOf25);
EDDY_EXTERNAL_RUN(go_5_nodes, "test", "direct", kOf5);
EDDY_EXTERNAL_RUN(go_5_nodes_20_seeds_2_jobs, "sweep", "direct", kSweep);

}  // namespace
