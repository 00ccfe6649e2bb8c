// How many seeds it takes until a wrong program of ours shows its bug: with the default options,
// and under the climates that the seeds draw. A find under a climate counts only if the right twin
// passes under the same one.
//
// With --right, the other side: right programs under climates of what they survive, and each that
// fails is told with the line that gives the run again. Exit status 1: there is one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/verdict.h"
#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"
#include "tools/climates.h"
#include "tools/request_rules.h"
#include "tools/test_request.h"

namespace {

using namespace eddy;

// Of this process, in seconds: others may be at work.
double processor_time() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Request {
  std::vector<std::string> programs;
  std::uint64_t seeds = 100;
  std::uint64_t first = 0;
  bool right = false;
  std::string options;  // of `eddy test`, as one text
};

workloads::Results results_of(const nodes::ProgramEntry& program, workloads::Options options) {
  options.run.program = program.name;
  const auto workload = workloads::find_workload(program.workload)->make();
  return workloads::experiment(options, *workload, program).results;
}

bool fails(const nodes::ProgramEntry& program, const workloads::Options& options) {
  return checkers::is_failing(results_of(program, options).validity);
}

tools::Climates climates_of(const nodes::ProgramEntry& program, const std::string& options) {
  tools::TestRequest test;
  CLI::App app;
  tools::declare_test_options(app, test);
  app.parse(options);
  test.options.plan.workload = program.workload;
  test.options.run.program = program.name;
  tools::complete(test, nodes::catalog());
  return tools::climates_of(test, nodes::catalog());
}

// Of the seeds that were tried.
struct Finds {
  std::uint64_t count = 0;
  std::optional<std::uint64_t> tries;  // until the first one
  double seconds = 0;                  // until then, or of all
};

// `is_find(seed)` for each seed.
Finds look(const Request& request, const auto& is_find) {
  Finds finds;
  const double begin = processor_time();
  const auto passed = [begin] { return processor_time() - begin; };
  for (std::uint64_t i = 0; i < request.seeds; ++i) {
    if (!is_find(request.first + i)) continue;
    if (finds.count++ > 0) continue;
    finds.tries = i + 1;
    finds.seconds = passed();
  }
  if (!finds.tries) finds.seconds = passed();
  return finds;
}

std::string cells(const Finds& finds) {
  return fmt::format("{:>6} {:>8.3f} {:>6}",
                     finds.tries ? std::to_string(*finds.tries) : std::string("–"), finds.seconds,
                     finds.count);
}

void summarize(const char* what, std::vector<Finds> all, std::uint64_t seeds) {
  if (all.empty()) return;
  std::sort(all.begin(), all.end(), [seeds](const Finds& a, const Finds& b) {
    return a.tries.value_or(seeds + 1) < b.tries.value_or(seeds + 1);
  });
  const auto found = std::count_if(all.begin(), all.end(),
                                   [](const Finds& finds) { return finds.tries.has_value(); });
  const auto& median = all[all.size() / 2].tries;
  fmt::print("{}: {} of {} found, the median after {} seeds\n", what, found, all.size(),
             median ? std::to_string(*median) : fmt::format("more than {}", seeds));
}

bool is_wanted(const Request& request, const nodes::ProgramEntry& program) {
  return program.bug.has_value() != request.right &&
         (request.programs.empty() || std::find(request.programs.begin(), request.programs.end(),
                                                program.name) != request.programs.end());
}

int find_bugs(const Request& request) {
  fmt::print(
      "{:<34}  defaults                climates\n{:<34}  {:>6} {:>8} {:>6}  {:>6} {:>8} {:>6}\n",
      "", fmt::format("of {} seeds", request.seeds), "first", "seconds", "all", "first", "seconds",
      "all");
  std::vector<Finds> of_defaults;
  std::vector<Finds> of_climates;
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    if (!is_wanted(request, program)) continue;
    const auto climates = climates_of(program, request.options);
    const auto* twin = nodes::find(program.bug->twin);
    of_defaults.push_back(look(request, [&](std::uint64_t seed) {
      auto options = climates.given;
      options.run.seed = seed;
      return fails(program, options);
    }));
    of_climates.push_back(look(request, [&](std::uint64_t seed) {
      const auto options = climates.of(seed);
      return fails(program, options) && (twin == nullptr || !fails(*twin, options));
    }));
    fmt::print("{:<34}  {}  {}\n", program.name, cells(of_defaults.back()),
               cells(of_climates.back()));
    std::fflush(stdout);
  }
  summarize("defaults", of_defaults, request.seeds);
  summarize("climates", of_climates, request.seeds);
  return 0;
}

int try_right_ones(const Request& request) {
  bool is_any_failing = false;
  for (const nodes::ProgramEntry& program : nodes::catalog()) {
    if (!is_wanted(request, program)) continue;
    const auto climates = climates_of(program, request.options);
    std::uint64_t failing = 0;
    std::uint64_t unknown = 0;
    double slowest = 0;
    const double begin = processor_time();
    for (std::uint64_t seed = request.first; seed < request.first + request.seeds; ++seed) {
      const auto options = climates.of(seed);
      const double started = processor_time();
      const auto results = results_of(program, options);
      slowest = std::max(slowest, processor_time() - started);
      if (results.validity == checkers::Validity::unknown) ++unknown;
      const auto way = results.way_to_fail();
      if (!way) continue;
      ++failing;
      fmt::print("  {} {}: eddy {}\n", way->checker, way->kind, tools::to_arguments(options));
    }
    const double seconds = processor_time() - begin;
    fmt::print(
        "{:<34} {:>3} of {} climates fail, {:>3} unknown; {:>4.0f} a second, the slowest {:.3f} "
        "s\n",
        program.name, failing, request.seeds, unknown, static_cast<double>(request.seeds) / seconds,
        slowest);
    std::fflush(stdout);
    is_any_failing = is_any_failing || failing > 0;
  }
  return is_any_failing ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("How soon the wrong programs are found.");
  Request request;
  app.add_option("programs", request.programs, "Of these programs alone");
  app.add_option("--seeds", request.seeds, "How many seeds each may take (100)");
  app.add_option("--first", request.first, "The first seed (0)");
  app.add_option("--with", request.options, "Options of eddy test, which are pinned");
  app.add_flag("--right", request.right, "Try right programs under the climates they survive");
  try {
    app.parse(argc, argv);
    return request.right ? try_right_ones(request) : find_bugs(request);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "seeds_to_find: {}\n", error.what());
    return 255;
  }
}
