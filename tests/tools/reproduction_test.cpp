// The line that reproduces a run does: from options to arguments and back nothing is lost.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <set>

#include "base/overloaded.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/random.h"
#include "eddy/workloads/catalog.h"
#include "tests/effort.h"
#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"
#include "tools/arguments.h"
#include "tools/options/table.h"
#include "tools/program_arguments.h"
#include "tools/request_rules.h"
#include "tools/test_request.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using sim::Random;
using tools::OptionRow;

workloads::Options parse(std::vector<std::string> arguments) {
  tools::TestRequest request;
  CLI::App app;
  tools::declare_test_options(*app.add_subcommand("test"), request);
  const auto of_program = tools::cut_program_arguments(arguments);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  app.parse(std::move(arguments));
  tools::give_program_arguments(request, of_program);
  tools::complete(request, nodes::catalog());
  return request.options;
}

// Small ones; of what may be huge, any. Planning long transactions takes its time.
std::uint64_t draw_whole(tools::WholeRange range, Random& random) {
  const std::uint64_t bits = random.below(range.most > 1'000'000'000 ? 64 : 8);
  const std::uint64_t above = random() >> (63 - bits);
  return range.least + std::min(above, range.most - range.least);
}

double draw_real(tools::Range range, Random& random) {
  const double above = static_cast<double>(random.below(1'000'000)) / 30'011;
  return std::min(range.least + above, range.most);
}

std::string draw_time(const tools::TimeSpan& form, Random& random) {
  constexpr const char* kUnits[] = {"", "ms", "us", "ns", "s", "min"};
  for (;;) {
    const std::string text = fmt::format("{}{}", draw_whole({0, 1'000'000'000}, random),
                                         kUnits[random.below(std::size(kUnits))]);
    try {
      tools::parse_duration("", text, form.unit, form.range);
      return text;
    } catch (const checkers::BadInput&) {  // too long or too short in that unit
    }
  }
}

std::string draw_name(const std::vector<std::string>& names, Random& random) {
  return names[random.below(names.size())];
}

std::string draw_list(const std::vector<std::string>& names, Random& random) {
  std::string list = draw_name(names, random);
  while (random.below(2) == 0) list += "," + draw_name(names, random);
  return list;
}

// An argument as a person may give it; nothing of a form that names no value of a run.
std::optional<std::string> draw_argument(const tools::ArgumentForm& form, Random& random) {
  using namespace tools;
  using Text = std::optional<std::string>;
  const auto one_of = [&random](std::vector<std::string> texts) -> Text {
    return texts[random.below(texts.size())];
  };
  return std::visit(
      Overloaded{
          [](const NoArgument&) -> Text { return ""; },
          [&](const WholeNumber& f) -> Text { return std::to_string(draw_whole(f.range, random)); },
          [&](const RealNumber& f) -> Text {
            return fmt::format("{}", draw_real(f.range, random));
          },
          [&](const TimeSpan& f) -> Text { return draw_time(f, random); },
          [&](const ProbabilityOrPercent&) -> Text {
            return fmt::format("{}{}", draw_real({0, 1}, random), random.below(2) == 0 ? "" : "%");
          },
          [&](const ClientCount&) -> Text {
            return fmt::format("{}{}", 1 + random.below(12), random.below(4) == 0 ? "" : "n");
          },
          [&](const AvailabilityGoalText&) -> Text {
            return one_of({"total", "0", "0.5", "0.987654321", "1"});
          },
          [&](const Criterion&) -> Text {
            return one_of({"ops.ok > 0", "latency.p50<=3 s", "ok-fraction >= 10%"});
          },
          [&](const FaultMoment&) -> Text {
            return one_of({"kill before send", "cut after receive read #3 of n0 for 1.5",
                           "pause before sync #2"});
          },
          [](const FreeText&) -> Text { return std::nullopt; },
          [](const File&) -> Text { return std::nullopt; },
          [](const Directory&) -> Text { return std::nullopt; },
          [&](const OneName& f) -> Text { return draw_name(f.names, random); },
          [&](const NameList& f) -> Text {
            if (f.names.empty()) return std::nullopt;
            return draw_list(f.names, random);
          }},
      form);
}

std::vector<OptionRow> rows_of_a_run() {
  auto rows = tools::option_table();
  std::erase_if(rows, [](const OptionRow& row) { return !tools::is_of_a_run(row.part); });
  return rows;
}

// Of a program of --bin.
bool is_of_a_file(const OptionRow& row) {
  return row.name == "bin" || row.name == "ours" || row.name == "threads" ||
         row.name == "real-time";
}

// Options of a run of that workload: each with even odds, that one for certain.
std::vector<std::string> draw_line(const std::string& workload, Random& random,
                                   std::string_view certain = "") {
  std::vector<std::string> line = {"test", "--workload", workload};
  for (const OptionRow& row : rows_of_a_run()) {
    if (row.name == "workload" || is_of_a_file(row)) continue;
    if (random.below(2) == 0 && row.name != certain) continue;
    if (row.name == "node") {
      auto programs = nodes::catalog();
      std::vector<std::string> names;
      for (const auto& program : programs) {
        if (program.workload == workload) names.emplace_back(program.name);
      }
      line.insert(line.end(), {"--node", draw_name(names, random)});
    } else if (const auto argument = draw_argument(row.argument.form, random)) {
      line.push_back(row.option());
      if (!row.metavar.empty()) line.push_back(*argument);
    }
  }
  return line;
}

TEST_CASE("options at their defaults are left out") {
  workloads::Options options;
  options.plan.workload = "echo";
  options.run.program = "echo";
  options.run.seed = 7;
  CHECK(tools::to_arguments(options) == "test -w echo --node echo --seed 7");
}

// The words of a drawn line that was accepted, written anew and read again.
std::optional<std::vector<std::string>> checked_words(const std::vector<std::string>& drawn) {
  CAPTURE(fmt::format("{}", fmt::join(drawn, " ")));
  workloads::Options options;
  try {
    options = parse(drawn);
  } catch (const checkers::BadInput&) {  // options that do not go together
    return std::nullopt;
  }
  const std::string line = tools::to_arguments(options);
  CAPTURE(line);
  CHECK(parse(words(line)) == options);
  return words(line);
}

TEST_CASE("any options of any workload become arguments that give the same options") {
  for (const auto& entry : workloads::catalog()) {
    int accepted = 0;
    for (std::uint64_t seed = 0; accepted < effort(30, 8); ++seed) {
      REQUIRE(seed < 10'000);
      Random random(seed, sim::Purpose::test, 0);
      if (checked_words(draw_line(std::string(entry.name), random))) ++accepted;
    }
  }
}

TEST_CASE("each option of a run becomes an argument that gives the same options") {
  for (const OptionRow& row : rows_of_a_run()) {
    if (row.name == "nodes" || is_of_a_file(row)) continue;  // another one says the same
    CAPTURE(row.name);
    bool seen = false;
    for (std::uint64_t seed = 0; !seen; ++seed) {
      REQUIRE(seed < 10'000);
      Random random(seed, sim::Purpose::test, 2);
      const auto written = checked_words(draw_line("broadcast", random, row.name));
      seen = written && std::ranges::find(*written, row.short_option()) != written->end();
    }
  }
}

TEST_CASE("a program of --bin and all that belongs to it become arguments that give the same") {
  if (!has_virtual_time()) return;
  const std::string line = "test -w echo --bin /bin/true ";
  for (const std::string rest :
       {"--seed 1", "--seed 1 -- --flag", "--threads fifo --node-count 3 --seed 1 -- 'a b' -- ''",
        "--ours n0,n2=echo --ours n1=echo-mixed-up --seed 1 -- -w --node"}) {
    CAPTURE(rest);
    const auto options = parse(words(line + rest));
    CHECK(tools::to_arguments(options) == line + rest);
    CHECK(options.run.program == "true");
    CHECK(options.run.external->file == "/bin/true");
  }
}

TEST_CASE("an option changes what it is named for and nothing else") {
  const auto rows = rows_of_a_run();
  for (const OptionRow& row : rows) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      Random random(seed, sim::Purpose::test, 1);
      const auto argument = draw_argument(row.argument.form, random);
      if (!argument) continue;
      tools::TestRequest request;
      row.argument.parse(request, row.option(), *argument);
      CAPTURE(row.name);
      CAPTURE(*argument);
      for (const OptionRow& other : rows) {
        CAPTURE(other.name);
        if (other.name != row.name)
          CHECK(other.argument.print(request) == other.argument.print({}));
      }
      tools::TestRequest again;
      for (const std::string& printed : row.argument.print(request))
        row.argument.parse(again, row.option(), printed);
      CHECK(again.options == request.options);
    }
  }
}

TEST_CASE("probabilities are written as people write them") {
  for (const auto* text : {"0.1", "0.3", "0.05", "0.001", "1", "0.123456789", "1e-05"}) {
    CHECK(tools::to_argument(tools::parse_probability("--loss", text)) == text);
  }
}

TEST_CASE("words are quoted for the shell where they must be") {
  CHECK(tools::shell_quoted("tools/eddy") == "tools/eddy");
  CHECK(tools::shell_quoted("latency.p50 < 3ms") == "'latency.p50 < 3ms'");
  CHECK(tools::shell_quoted("it's") == "'it'\\''s'");
  CHECK(tools::shell_quoted("$HOME") == "'$HOME'");
  CHECK(tools::shell_quoted("") == "''");
}

TEST_CASE("the line of a failing run, executed as it stands, gives the same run") {
  const Workplace here;
  const Outcome outcome = here.eddy(
      "test -w broadcast --node broadcast-flood --node-count 7 --rate 12.5 --time-limit 7.25 "
      "--concurrency 3n --topology ring --latency 12.3 --latency-dist exponential "
      "--client-latency 0.7 --loss 0.1 --duplicate 0.07 --nemesis partition,slow,loss "
      "--nemesis-interval 1.5 --partition-shape bridge --availability 0.5 "
      "--expect 'ops.ok > 1' --expect 'latency.p50<1s' --max-events 1000000 "
      "--max-in-flight 99999 --test-count 20 --seed 11 --nemesis kill,disk --nemesis-targets one "
      "--disk-faults torn,slow --down-backlog 7 --client-faults --chances 0.5 "
      "--nemesis-together --timer-slack 30 "
      "--nemesis-at 'kill before send broadcast_ok #3 of n1 for 2s' --nemesis-at 'cut after sync'");
  REQUIRE(outcome.status == 1);
  const std::string line = line_behind(outcome.out, "reproduce");
  CAPTURE(line);
  CHECK(contains(line, "--loss 0.1 "));
  const auto told = parse_json(contents(here.path() / "store/latest/results.json"));
  CHECK(told.at("reproduce").as_string() == line);

  const Workplace there;
  const Outcome again = there.shell(line + " --json");
  CHECK(again.status == 1);
  CHECK(parse_json(again.out) == told);
}

TEST_CASE("a program whose path has a blank in it is quoted") {
  const Workplace here;
  std::filesystem::create_symlink(EDDY_BINARY, here.path() / "my eddy");
  const Outcome outcome = here.run("./my eddy", words("test -w echo --seed 3 --json --no-store"));
  const auto results = parse_json(outcome.out);
  CHECK(results.at("reproduce") == "'./my eddy' test -w echo --node echo --seed 3");
  const std::string line(results.at("reproduce").as_string());
  CHECK(parse_json(here.shell(line + " --json").out) == results);
}

}  // namespace TEST_FILE
