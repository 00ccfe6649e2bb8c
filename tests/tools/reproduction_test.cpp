// The line that reproduces a run does: from options to arguments and back nothing is lost.
#include <doctest/doctest.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "nodes/catalog.h"
#include "sim/random.h"
#include "tests/tools/workplace.h"
#include "tools/arguments.h"
#include "tools/request_rules.h"
#include "tools/test_request.h"
#include "workloads/catalog.h"
#include "workloads/plan.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using namespace std::chrono_literals;

workloads::Options parse(const std::string& line) {
  tools::TestRequest request;
  CLI::App app;
  tools::declare_test_options(*app.add_subcommand("test"), request);
  app.parse(line);
  tools::complete(request, nodes::catalog());
  return request.options;
}

// All that the options say: the plan, and what it is held against.
boost::json::value all_of(const workloads::Options& options) {
  const auto workload = workloads::find_workload(options.plan.workload)->make();
  auto all = to_json(workloads::plan(options, *workload));
  all["availability"] = options.criteria.availability.value_or(-1);
  all["expectations"] = boost::json::array(options.criteria.expectations.begin(),
                                           options.criteria.expectations.end());
  all["events"] = options.run.limits.events;
  all["in-flight"] = options.run.limits.in_flight;
  all["per-node"] = options.plan.concurrency.per_node;
  return all;
}

void check_round_trip(const workloads::Options& options) {
  const std::string line = tools::to_arguments(options);
  CAPTURE(line);
  CHECK(all_of(parse(line)) == all_of(options));
  CHECK(tools::to_arguments(parse(line)) == line);
}

// Options far from their defaults, drawn.
workloads::Options draw_options(std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 0);
  const auto maybe = [&] { return random.below(2) == 0; };
  workloads::Options options;
  options.plan.workload = "broadcast";
  options.run.program = "broadcast-flood";
  options.run.seed = random();
  if (maybe()) options.run.node_count = 3 + random.below(20);
  if (maybe()) options.plan.rate = static_cast<double>(random.below(1'000'000)) / 30'011;
  if (maybe()) options.run.time_limit = sim::Duration(random.between(1, 20'000'000'000));
  if (maybe()) options.plan.concurrency = {1 + random.below(30), maybe()};
  if (maybe()) options.run.topology = sim::TopologyKind::ring;
  if (maybe()) options.run.network.latency.mean = sim::Duration(random.between(0, 900'000'000));
  if (maybe())
    options.run.network.client_latency.mean = sim::Duration(random.between(0, 90'000'000));
  if (maybe()) {
    options.run.network.latency.distribution = sim::LatencyDistribution::uniform;
    options.run.network.client_latency.distribution = sim::LatencyDistribution::uniform;
  }
  const auto probability = [&] {
    return sim::Probability::of(static_cast<double>(random.below(1U << 20U)) / (1U << 20U) / 3);
  };
  if (maybe()) options.run.network.loss = probability();
  if (maybe()) options.run.network.duplicate = probability();
  if (maybe()) options.run.services.seq_kv_staleness = probability();
  if (maybe()) {
    options.plan.nemesis.kinds = {workloads::NemesisKind::slow, workloads::NemesisKind::partition};
    if (maybe())
      options.plan.nemesis.interval = sim::Duration(random.between(1'000'000, 5'000'000'000));
    if (maybe()) options.plan.nemesis.shape = sim::PartitionShape::bridge;
  }
  if (maybe()) options.criteria.availability = static_cast<double>(random.below(1000)) / 1000;
  if (maybe()) options.criteria.expectations = {"ops.ok > 0", "stable-latency.p50 <= 3 s"};
  if (maybe()) options.run.limits.events = 1 + random.below(1'000'000);
  if (maybe()) options.run.limits.in_flight = 1 + random.below(1'000'000);
  return options;
}

TEST_CASE("options at their defaults are left out") {
  workloads::Options options;
  options.plan.workload = "echo";
  options.run.program = "echo";
  options.run.seed = 7;
  CHECK(tools::to_arguments(options) == "test -w echo --node echo --seed 7");
  check_round_trip(options);
}

TEST_CASE("options become arguments that give the same options") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) check_round_trip(draw_options(seed));
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
      "--max-in-flight 99999 --test-count 20 --seed 11");
  REQUIRE(outcome.status == 1);
  const auto at = outcome.out.find("\nreproduce   ");
  REQUIRE(at != std::string::npos);
  const std::string line = outcome.out.substr(at + 13, outcome.out.find('\n', at + 1) - at - 13);
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
