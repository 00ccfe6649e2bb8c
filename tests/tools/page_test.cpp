// The page of a run: what is in it is what happened, and nothing else.
#include "tools/report/page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>
#include <string>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/message.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/search/scenario_runner.h"
#include "tests/tools/page_data.h"
#include "tools/report/page_bundle.h"
#include "tools/report/valid_text.h"

namespace eddy::testing {
namespace TEST_FILE {

namespace json = boost::json;
using workloads::RecordedRun;

RecordedRun watched(const char* program, std::vector<sim::FaultKind> faults, std::uint64_t seed,
                    sim::Duration latency = {}) {
  const nodes::ProgramEntry& entry = *nodes::find(program);
  const auto workload = workloads::find_workload(entry.workload)->make();
  workloads::Options options;
  options.plan.workload = entry.workload;
  options.plan.concurrency = workload->default_concurrency();
  options.plan.nemesis.kinds = std::move(faults);
  options.run.program = program;
  options.run.seed = seed;
  options.run.time_limit = std::chrono::seconds(20);
  options.run.network.latency.mean = latency;
  return workloads::scenario_runner(entry.workload, entry.program())
      .watch(plan(options, *workload));
}

bool is_built() {
  try {
    tools::page_bundle();
    return true;
  } catch (const checkers::BadInput&) {
    MESSAGE("page absent: skipped");
    return false;
  }
}

// All that the columns tell of the events is what was recorded.
void check_events(const PageData& page, const RecordedRun& run) {
  const auto& kinds = page.header().at("kinds").as_array();
  REQUIRE(page.column("kind").size() == run.events.size());
  std::size_t message = 0;
  std::map<sim::MessageId, std::size_t> numbers;
  for (std::size_t i = 0; i < run.events.size(); ++i) {
    const sim::Event& event = run.events[i];
    REQUIRE(kinds.at(page.column("kind")[i]) == json::string(name(event.what)));
    CHECK(page.times()[i] == static_cast<std::uint64_t>(sim::nanoseconds(event.at)) / 1'000);
    if (event.message() == nullptr) {
      CHECK_FALSE(page.message_at()[i].has_value());
      continue;
    }
    if (event.is<sim::Sent>()) numbers[event.message()->id] = message++;
    REQUIRE(page.message_at()[i] == numbers.at(event.message()->id));
    if (!event.is<sim::Sent>()) continue;
    const std::size_t number = *page.message_at()[i];
    CHECK(page.ends()[number].source == event.message()->id.sender.name());
    CHECK(page.ends()[number].destination == event.message()->dest.name());
    const json::object body = to_json(*event.message()->body);
    const json::object& there = page.bodies()[page.message_bodies()[number]];
    CHECK(json::serialize(there) == json::serialize(body));
  }
}

TEST_CASE("page: what is in it is what happened, event for event, body for body") {
  if (!is_built()) return;
  using enum sim::FaultKind;
  const RecordedRun runs[] = {
      watched("broadcast-flood", {partition, loss, duplicate}, 1),
      watched("broadcast-gossip", {partition}, 7, std::chrono::milliseconds(100)),
      watched("lin-kv-raft", {kill, pause}, 3),
      watched("kafka-lin-kv", {partition, slow}, 2),
      watched("txn-list-append-datomic", {}, 4),
      watched("g-set-gossip", {swizzle, flaky}, 5),
      watched("pn-counter-gossip", {clock}, 6),
  };
  for (const RecordedRun& run : runs) {
    CAPTURE(run.experiment.scenario.options.run.program);
    const PageData page(tools::page_of({&run}));
    check_events(page, run);
    CHECK(page.column("op.event").size() == run.experiment.run.invocations.size());
    CHECK(page.column("learned.value").size() == run.experiment.run.learned.size());
    CHECK(page.column("state.body").size() == run.states.size());
    const auto& findings = page.header().at("findings").as_array();
    CHECK_FALSE(findings.empty());
    for (const json::value& finding : findings) {
      CHECK(finding.at("messages").as_array().size() <= 120);
      CHECK_FALSE(finding.at("story").as_array().empty());
      for (const json::value& line : finding.at("story").as_array()) {
        for (const json::value& event : line.at("events").as_array())
          CHECK(event.to_number<std::size_t>() < run.events.size());
      }
    }
  }
}

TEST_CASE("page: the states in it are those that nodes have shown") {
  if (!is_built()) return;
  const RecordedRun run = watched("lin-kv-raft", {sim::FaultKind::kill}, 3);
  const PageData page(tools::page_of({&run}));
  REQUIRE_FALSE(run.states.empty());
  std::size_t bodies =
      *std::max_element(page.message_bodies().begin(), page.message_bodies().end()) + 1;
  for (std::size_t i = 0; i < run.states.size(); ++i) {
    const std::uint64_t code = page.column("state.body")[i];
    const std::size_t body = code == 0 ? bodies++ : bodies - code;
    json::object expected{{"type", "state"}};
    for (const auto& field : run.states[i].state.as_object()) expected[field.key()] = field.value();
    CHECK(json::serialize(page.bodies()[body]) == json::serialize(expected));
  }
}

TEST_CASE("page: the same run gives the same bytes, and no path or time is in them") {
  if (!is_built()) return;
  const RecordedRun one = watched("broadcast-flood", {sim::FaultKind::partition}, 1);
  const RecordedRun two = watched("broadcast-flood", {sim::FaultKind::partition}, 1);
  const std::string page = tools::page_of({&one});
  CHECK(page == tools::page_of({&two}));
  CHECK(page.find("/usr/") == std::string::npos);
  CHECK(page.find(EDDY_SOURCE_DIR) == std::string::npos);
}

TEST_CASE("page: one that would be too big has what its findings need, and says so") {
  if (!is_built()) return;
  const RecordedRun run = watched("broadcast-flood", {sim::FaultKind::partition}, 1);
  const std::string whole = tools::page_of({&run});
  const PageData all(whole);
  CHECK(all.header().at("cut") == "");
  for (const std::size_t most : {std::size_t{12'000}, std::size_t{1}}) {
    const std::string page = tools::page_of({&run}, std::nullopt, most);
    CHECK(page.size() < whole.size());
    const PageData cut(page);
    CHECK(cut.header().at("cut").as_string().find("too many for a page") != std::string::npos);
    CHECK(cut.column("kind").size() < run.events.size());
    // Its events have the numbers that they have among all.
    const auto& ranges = cut.header().at("ranges").as_array();
    CHECK_FALSE(ranges.empty());
    for (const json::value& finding : cut.header().at("findings").as_array()) {
      for (const json::value& message : finding.at("messages").as_array())
        CHECK(message.to_number<std::size_t>() < cut.column("m.body").size());
    }
    CHECK_FALSE(cut.header().at("findings").at(0).at("messages").as_array().empty());
  }
}

TEST_CASE("page: two runs beside each other name where they begin to differ") {
  if (!is_built()) return;
  const RecordedRun one = watched("broadcast-flood", {sim::FaultKind::partition}, 1);
  const RecordedRun two = watched("broadcast-flood", {sim::FaultKind::partition}, 2);
  const std::string page = tools::page_of({&one}, tools::PageRun{&two});
  const PageData first(page, "run");
  const PageData second(page, "against");
  const auto place = sim::first_difference(one.events, two.events);
  REQUIRE(place.has_value());
  CHECK(first.header().at("difference").at("event") == *place);
  CHECK(second.header().at("difference").at("event") == *place);
  CHECK(
      first.header().at("difference").at("text").as_string().starts_with("They differ from event"));
}

TEST_CASE("page: nothing that a program says is markup, and one script alone may run") {
  if (!is_built()) return;
  RecordedRun run = watched("broadcast-flood", {}, 1);
  const std::string evil = "</script><script>window.pwned=1</script><img src=x onerror=pwned()>";
  run.experiment.scenario.options.run.program = evil;
  run.experiment.results.evidence = {evil};
  run.logs.push_back({run.events.back().number, run.events.back().at, sim::NodeId::node(0),
                      evil + "\xff\xed\xa0\x80"});
  const std::string page = tools::page_of({&run});
  CHECK(page.find("pwned") == page.find("pwned", page.find("<title>")));
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find(evil) == std::string::npos);
  CHECK(page.find("default-src 'none'; script-src 'sha256-") != std::string::npos);
  // One element of data, one script.
  std::size_t scripts = 0;
  for (std::size_t at = page.find("<script"); at != page.npos; at = page.find("<script", at + 1))
    ++scripts;
  CHECK(scripts == 2);
  const PageData data(page);
  CHECK(data.strings().back() == evil + "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("valid_text: what is UTF-8 stays, each byte that is none is replaced") {
  CHECK(tools::valid_text("aé€😀") == "aé€😀");
  CHECK(tools::valid_text("") == "");
  const std::string bad = "\xef\xbf\xbd";
  CHECK(tools::valid_text("a\xff"
                          "b") == "a" + bad + "b");
  CHECK(tools::valid_text("\xc0\x80") == bad + bad);                      // too long
  CHECK(tools::valid_text("\xed\xa0\x80") == bad + bad + bad);            // a surrogate
  CHECK(tools::valid_text("\xf4\x90\x80\x80") == bad + bad + bad + bad);  // beyond
  CHECK(tools::valid_text("\xe2\x82") == bad + bad);                      // cut short
}

TEST_CASE("base64: as RFC 4648 has it") {
  CHECK(tools::base64("") == "");
  CHECK(tools::base64("f") == "Zg==");
  CHECK(tools::base64("fo") == "Zm8=");
  CHECK(tools::base64("foo") == "Zm9v");
  CHECK(tools::base64("\xff\xfe\xfd") == "//79");
  CHECK(from_base64(tools::base64("any bytes \x01\x02")) == "any bytes \x01\x02");
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
