#include "eddy/workloads/plan.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "eddy/workloads/catalog.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

Options options_for(std::string_view workload) {
  Options options;
  options.plan.workload = workload;
  options.run.seed = 42;
  options.plan.rate = 100;
  options.run.time_limit = 100s;
  return options;
}

Scenario plan(const Options& options) {
  return plan(options, *find_workload(options.plan.workload)->make());
}

std::string text_of(const Scenario& scenario) { return boost::json::serialize(to_json(scenario)); }

std::vector<sim::Duration> gaps(const Scenario& scenario) {
  std::vector<sim::Duration> list;
  sim::Time last{};
  for (const auto& operation : scenario.operations) {
    list.push_back(operation.at - last);
    last = operation.at;
  }
  return list;
}

TEST_CASE("plan: gaps lie on 0 … 2 / rate, and their mean is near 1 / rate") {
  for (const double rate : {0.7, 3.0, 100.0, 2500.0}) {
    CAPTURE(rate);
    Options options = options_for("echo");
    options.plan.rate = rate;
    options.run.time_limit = sim::Duration(static_cast<sim::Duration::rep>(2000 / rate * 1e9));
    const auto scenario = plan(options);
    CHECK(static_cast<double>(scenario.operations.size()) == doctest::Approx(2000).epsilon(0.05));
    const auto longest = sim::Duration(static_cast<sim::Duration::rep>(2e9 / rate));
    sim::Duration shortest_seen = longest;
    sim::Duration longest_seen{0};
    for (const auto gap : gaps(scenario)) {
      CHECK(gap >= 0ns);
      CHECK(gap <= longest);
      shortest_seen = std::min(shortest_seen, gap);
      longest_seen = std::max(longest_seen, gap);
    }
    CHECK(shortest_seen < longest / 100);
    CHECK(longest_seen > longest - longest / 100);
  }
}

TEST_CASE("plan: operations come by time, and all before the time limit") {
  const auto scenario = plan(options_for("broadcast"));
  sim::Time last{};
  for (const auto& operation : scenario.operations) {
    CHECK(operation.at >= last);
    last = operation.at;
  }
  CHECK(last < sim::Time(100s));
  CHECK(last > sim::Time(99s));
}

TEST_CASE("plan: rate 0 or no time gives no operations, but the final ones") {
  Options options = options_for("broadcast");
  options.plan.rate = 0;
  CHECK(plan(options).operations.empty());
  CHECK(plan(options).final_operations.size() == 1);
  options.plan.rate = 100;
  options.run.time_limit = 0s;
  CHECK(plan(options).operations.empty());
  options.plan.workload = "echo";
  CHECK(plan(options).final_operations.empty());
}

TEST_CASE("plan: a rate so low that nothing is ever due") {
  Options options = options_for("echo");
  options.plan.rate = 1e-300;
  CHECK(plan(options).operations.empty());
}

TEST_CASE("plan: broadcasts and reads are half each, and the values are 0, 1, 2 …") {
  const auto scenario = plan(options_for("broadcast"));
  std::map<std::string, int> by_f;
  std::int64_t next = 0;
  for (const auto& operation : scenario.operations) {
    ++by_f[operation.f];
    if (operation.f == "broadcast") {
      CHECK(operation.value == next++);
    } else {
      CHECK(operation.value.is_null());
    }
  }
  CHECK(by_f.size() == 2);
  CHECK(by_f["broadcast"] == doctest::Approx(5000).epsilon(0.05));
  CHECK(by_f["read"] == doctest::Approx(5000).epsilon(0.05));
  REQUIRE(scenario.final_operations.size() == 1);
  CHECK(scenario.final_operations[0].f == "read");
}

TEST_CASE("plan: echo asks for \"Please echo N\", unique-ids for ids") {
  std::set<std::string> payloads;
  for (const auto& operation : plan(options_for("echo")).operations) {
    CHECK(operation.f == "echo");
    payloads.insert(std::string(operation.value.as_string()));
  }
  CHECK(payloads.size() == 128);
  CHECK(payloads.contains("Please echo 0"));
  CHECK(payloads.contains("Please echo 127"));
  for (const auto& operation : plan(options_for("unique-ids")).operations) {
    CHECK(operation.f == "generate");
    CHECK(operation.value.is_null());
  }
}

TEST_CASE("plan: operations are dealt out to all threads alike") {
  Options options = options_for("echo");
  options.run.node_count = 4;
  options.plan.concurrency = {2, true};
  std::map<std::uint32_t, int> by_thread;
  for (const auto& operation : plan(options).operations) ++by_thread[operation.thread];
  CHECK(by_thread.size() == 8);
  for (const auto& [thread, count] : by_thread) {
    CHECK(thread < 8);
    CHECK(count == doctest::Approx(1250).epsilon(0.15));
  }
}

TEST_CASE("plan: the same options give the same plan, another seed another one") {
  Options options = options_for("broadcast");
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::slow};
  const std::string text = text_of(plan(options));
  CHECK(text_of(plan(options)) == text);
  options.run.seed = 43;
  CHECK(text_of(plan(options)) != text);
}

TEST_CASE("plan: a longer run begins as the shorter one") {
  Options options = options_for("broadcast");
  const auto whole = plan(options);
  options.run.time_limit = 50s;
  const auto half = plan(options);
  REQUIRE(half.operations.size() < whole.operations.size());
  for (std::size_t i = 0; i < half.operations.size(); ++i) {
    CHECK(half.operations[i].at == whole.operations[i].at);
    CHECK(half.operations[i].thread == whole.operations[i].thread);
    CHECK(half.operations[i].value == whole.operations[i].value);
  }
}

TEST_CASE("plan: faults do not change the operations, nor operations the faults") {
  Options options = options_for("broadcast");
  const auto quiet = plan(options);
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  const auto cut = plan(options);
  REQUIRE(cut.operations.size() == quiet.operations.size());
  CHECK(cut.operations.back().at == quiet.operations.back().at);
  CHECK_FALSE(cut.faults.empty());
  options.plan.rate = 1;
  CHECK(plan(options).faults.size() == cut.faults.size());
  CHECK(plan(options).faults.back().end == cut.faults.back().end);
}

TEST_CASE("plan: operations and faults are numbered, the operations of each phase for themselves") {
  Options options = options_for("kafka");
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::slow};
  const Scenario scenario = plan(options);
  REQUIRE(scenario.operations.size() > 2);
  REQUIRE(scenario.recovery_operations.size() > 2);
  REQUIRE(scenario.final_operations.size() > 2);
  REQUIRE(scenario.faults.size() > 2);
  const auto check_numbers = [](const auto& planned) {
    for (std::size_t i = 0; i < planned.size(); ++i) CHECK(planned[i].id == i);
  };
  check_numbers(scenario.operations);
  check_numbers(scenario.recovery_operations);
  check_numbers(scenario.final_operations);
  check_numbers(scenario.faults);
}

TEST_CASE(
    "plan: what the clients need to know of the options and the workload is in the scenario") {
  Options options = options_for("lin-kv");
  options.plan.concurrency = {4, true};
  options.run.network.latency.mean = 300ms;
  options.criteria.recovery = 7s;
  const Scenario scenario = plan(options);
  CHECK(scenario.clients == ClientOptions{20, 5, 3005ms});
  CHECK(scenario.quiet == 7s);
  options.plan.workload = "echo";
  CHECK(plan(options).clients == ClientOptions{20, 20, 5s});
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
