// `eddy test --expect help`: every figure that a run reports, with its unit and a word on it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "checkers/figure_names.h"
#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"
#include "tools/figure_words.h"
#include "workloads/known_figures.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;

std::vector<checkers::Figure> known(const workloads::WorkloadEntry& entry) {
  workloads::Options options;
  options.plan.workload = entry.name;
  return workloads::known_figures(*entry.make(), options);
}

// The line on that figure, its blanks as one.
std::string line_on(const std::string& list, const std::string& figure) {
  const auto at = list.find("\n  " + figure + " ");
  if (at == std::string::npos) return "";
  std::istringstream line(list.substr(at + 1, list.find('\n', at + 1) - at - 1));
  std::string words;
  for (std::string word; line >> word;) words += words.empty() ? word : " " + word;
  return words;
}

TEST_CASE("--expect help: of a workload every figure, with a word on each, and nothing is run") {
  const Workplace here;
  for (const auto& workload : workloads::catalog()) {
    CAPTURE(workload.name);
    const Outcome outcome = here.eddy(fmt::format("test -w {} --expect help", workload.name));
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    for (const auto& figure : known(workload)) {
      CAPTURE(figure.name);
      const std::string words = tools::words_on(figure.name);
      CHECK_FALSE(words.empty());
      const std::string unit = figure.unit == checkers::Unit::milliseconds ? " ms "
                               : figure.unit == checkers::Unit::ratio      ? " ratio "
                                                                           : " ";
      CHECK(
          line_on(outcome.out, figure.name).starts_with(figure.name + unit + words.substr(0, 20)));
    }
  }
  CHECK(std::filesystem::is_empty(here.path()));
}

TEST_CASE("--expect help: without a workload those of all") {
  const Workplace here;
  const std::string list = here.eddy("test --expect help").out;
  for (const auto& workload : workloads::catalog()) {
    CHECK(contains(list, fmt::format("\n{}, besides:\n", workload.name)));
    for (const auto& figure : known(workload)) CHECK_FALSE(line_on(list, figure.name).empty());
  }
  CHECK(here.eddy("test --node echo-mixed-up --expect help").out ==
        here.eddy("test -w echo --expect help").out);
}

TEST_CASE("--expect help: a word on some figures") {
  const Workplace here;
  const std::string list = here.eddy("test -w broadcast --expect help").out;
  CHECK(line_on(list, "stable-latency.p50") ==
        "stable-latency.p50 ms time until no read misses a value: median (stable.p50)");
  CHECK(line_on(list, "latency.read.max") ==
        "latency.read.max ms time from request to ok, of read: max");
  CHECK(line_on(list, "servers.msgs-per-op") ==
        "servers.msgs-per-op messages for each operation, between servers");
  CHECK(line_on(list, "ok-fraction") ==
        "ok-fraction ratio the part of the operations that succeeded");
}

TEST_CASE("--expect help: these are the figures that a run reports") {
  const Workplace here;
  for (const auto& workload : workloads::catalog()) {
    CAPTURE(workload.name);
    const Outcome outcome = here.eddy(
        fmt::format("test -w {} --seed 1 --rate 20 --loss 0.01 --no-store --json", workload.name));
    const auto results = parse_json(outcome.out);
    std::vector<std::string> reported;
    for (const auto& figure : results.at("figures").as_object()) {
      reported.emplace_back(figure.key());
    }
    std::vector<std::string> listed;
    for (const auto& figure : known(workload)) listed.push_back(figure.name);
    CHECK(listed == reported);
  }
}

}  // namespace TEST_FILE
