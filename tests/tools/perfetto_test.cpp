// The trace of a run for Perfetto: JSON whose slices nest and whose arrows begin and end in slices.
#include "tools/report/perfetto.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/tools/made_recording.h"
#include "tests/tools/workplace.h"
#include "tests/workloads/search_runner.h"
#include "tools/report/plain_text.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
namespace json = boost::json;
using sim::NodeId;

json::array events_of(const workloads::RecordedRun& run,
                      const std::set<sim::EventNumber>* events = nullptr) {
  std::ostringstream out;
  tools::write_perfetto(out, run, events);
  return parse_json(out.str()).at("traceEvents").as_array();
}

workloads::RecordedRun busy_run() {
  const SearchRunner runner("broadcast-gossip");
  workloads::Options options = runner.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition, sim::FaultKind::kill,
                                sim::FaultKind::duplicate};
  options.plan.nemesis.interval = std::chrono::seconds(2);
  options.run.seed = 3;
  return runner.runner().watch(plan(options, *runner.workload));
}

std::int64_t ns_of(const json::value& microseconds) {
  return std::llround(microseconds.to_number<double>() * 1000);
}

bool is(const json::value& event, std::string_view key, std::string_view value) {
  const json::value* found = event.as_object().if_contains(key);
  return found != nullptr && found->is_string() && std::string_view(found->get_string()) == value;
}

std::vector<json::value> chosen(const json::array& events, std::string_view key,
                                std::string_view value) {
  std::vector<json::value> found;
  std::copy_if(events.begin(), events.end(), std::back_inserter(found),
               [&](const json::value& event) { return is(event, key, value); });
  return found;
}

std::string name_of_track(const json::array& events, const json::value& event) {
  for (const json::value& each : events) {
    if (is(each, "name", "thread_name") && each.at("tid") == event.at("tid"))
      return std::string(each.at("args").at("name").as_string());
  }
  return "";
}

struct Slice {
  std::int64_t begin;
  std::int64_t end;
};
std::map<std::int64_t, std::vector<Slice>> slices_by_track(const json::array& events) {
  std::map<std::int64_t, std::vector<Slice>> slices;
  for (const json::value& event : chosen(events, "ph", "X")) {
    const std::int64_t begin = ns_of(event.at("ts"));
    slices[event.at("tid").as_int64()].push_back({begin, begin + ns_of(event.at("dur"))});
  }
  for (auto& [track, own] : slices) {
    std::sort(own.begin(), own.end(), [](const Slice& a, const Slice& b) {
      return std::tuple(a.begin, -a.end) < std::tuple(b.begin, -b.end);
    });
  }
  return slices;
}

TEST_CASE("perfetto: slices have a width, and those of a track nest") {
  for (const auto& [track, slices] : slices_by_track(events_of(busy_run()))) {
    CAPTURE(track);
    std::vector<Slice> open;
    std::size_t wrong = 0;
    for (const Slice& slice : slices) {
      while (!open.empty() && open.back().end <= slice.begin) open.pop_back();
      if (slice.end < slice.begin + 1'000) ++wrong;
      if (!open.empty() && open.back().end < slice.end) ++wrong;
      open.push_back(slice);
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("perfetto: every message that ends is an arrow from slice to slice, forward in time") {
  const auto run = busy_run();
  const auto events = events_of(run);
  std::set<std::pair<std::int64_t, std::int64_t>> beginnings;
  for (const json::value& slice : chosen(events, "ph", "X"))
    beginnings.emplace(slice.at("tid").as_int64(), ns_of(slice.at("ts")));
  const auto starts = chosen(events, "ph", "s");
  const auto ends = chosen(events, "ph", "f");
  REQUIRE(starts.size() == ends.size());
  CHECK(starts.size() == std::size_t(std::count_if(
                             run.events.begin(), run.events.end(), [](const sim::Event& event) {
                               return event.is<sim::Delivered>() || event.is<sim::Lost>();
                             })));
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const bool is_in_slices =
        beginnings.contains({starts[i].at("tid").as_int64(), ns_of(starts[i].at("ts"))}) &&
        beginnings.contains({ends[i].at("tid").as_int64(), ns_of(ends[i].at("ts"))});
    const bool is_one = starts[i].at("id") == ends[i].at("id") && is(ends[i], "bp", "e") &&
                        ns_of(starts[i].at("ts")) < ns_of(ends[i].at("ts"));
    if (!is_in_slices || !is_one) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE(
    "perfetto: an operation is a slice of its client, named by its outcome, around its messages") {
  const auto run = busy_run();
  const auto events = events_of(run);
  const auto operations = chosen(events, "cat", "operation");
  CHECK(operations.size() == run.experiment.run.invocations.size());
  const auto first =
      std::find_if(operations.begin(), operations.end(),
                   [](const json::value& each) { return is(each, "name", "broadcast ok"); });
  REQUIRE(first != operations.end());
  CHECK(name_of_track(events, *first).starts_with("c"));
  CHECK(is(first->at("args"), "outcome", "ok"));
  std::set<std::string> within;
  const std::int64_t begin = ns_of(first->at("ts"));
  for (const json::value& slice : chosen(events, "cat", "message")) {
    const bool is_slice = is(slice, "ph", "X") && slice.at("tid") == first->at("tid");
    if (is_slice && ns_of(slice.at("ts")) > begin &&
        ns_of(slice.at("ts")) < begin + ns_of(first->at("dur")))
      within.emplace(slice.at("name").as_string());
  }
  CHECK(within == std::set<std::string>{"send broadcast", "receive broadcast_ok"});
}

TEST_CASE("perfetto: what a node sends stands within what it handles") {
  MadeRecording made;
  const NodeId n0 = NodeId::node(0);
  const NodeId n1 = NodeId::node(1);
  const auto asked = made.message(n0, n1, 1, "ask");
  const auto answered = made.message(n1, n0, 2, "answer");
  made.add(1, sim::Sent{asked});
  const auto arrival = made.add(2, sim::Delivered{asked});
  made.add(2, sim::Sent{answered}, arrival);
  made.add(2, sim::Lost{answered});
  workloads::RecordedRun run;
  run.events = made.take();
  run.states.push_back({arrival, n1, {{"asked", 1}}});
  const auto events = events_of(run);
  const auto receive = chosen(events, "name", "receive ask");
  const auto send = chosen(events, "name", "send answer");
  REQUIRE(receive.size() == 1);
  REQUIRE(send.size() == 1);
  CHECK(ns_of(receive[0].at("ts")) == 2'000'000);
  CHECK(ns_of(receive[0].at("dur")) == 2'000);
  CHECK(ns_of(send[0].at("ts")) == 2'001'000);
  CHECK(ns_of(send[0].at("dur")) == 1'000);
  CHECK(send[0].at("tid") == receive[0].at("tid"));
  CHECK(is(receive[0].at("args"), "state", "{\"asked\":1}"));
  CHECK(is(send[0].at("args"), "time", "0.002000000"));
  const auto lost = chosen(events, "cat", "loss");
  REQUIRE(lost.size() == 1);
  CHECK(is(lost[0].at("args"), "cause", "lost by chance"));
  CHECK(name_of_track(events, lost[0]) == "n0");
}

TEST_CASE("perfetto: faults that overlap stand on tracks of their own, and lives begin and end") {
  MadeRecording made;
  const NodeId n0 = NodeId::node(0);
  const sim::Fault kill = sim::Kill{{n0}};
  const sim::Fault loss = sim::Loss{sim::Probability::percent(50)};
  made.add(1, sim::FaultBegan{sim::FaultId{0}, kill});
  made.add(1, sim::NodeDown{n0, 0});
  made.add(2, sim::FaultBegan{sim::FaultId{1}, loss});
  made.add(3, sim::FaultEnded{sim::FaultId{0}, kill});
  made.add(3, sim::NodeUp{n0, 1});
  made.add(4, sim::FaultBegan{sim::FaultId{2}, kill});
  workloads::RecordedRun run;
  run.events = made.take();
  run.experiment.run.end = sim::Time(std::chrono::milliseconds(9));
  const auto events = events_of(run);
  const auto faults = chosen(events, "cat", "fault");
  REQUIRE(faults.size() == 3);
  CHECK(is(faults[0], "name", "kill n0"));
  CHECK(is(faults[1], "name", "loss 50 %"));
  CHECK(faults[0].at("tid") != faults[1].at("tid"));
  CHECK(faults[0].at("tid") == faults[2].at("tid"));
  CHECK(ns_of(faults[1].at("dur")) == 7'000'000);  // until the end of the run
  const auto lives = chosen(events, "cat", "lifecycle");
  REQUIRE(lives.size() == 2);
  CHECK(is(lives[0], "ph", "i"));
  CHECK(is(lives[0], "name", "n0 is down"));
  CHECK(is(lives[1], "name", "n0 is back, as incarnation 1"));
}

TEST_CASE("perfetto: cut to some events it has these, and all of their messages") {
  const auto run = busy_run();
  const auto lost = std::find_if(run.events.begin(), run.events.end(),
                                 [](const sim::Event& event) { return event.is<sim::Lost>(); });
  REQUIRE(lost != run.events.end());
  const std::set<sim::EventNumber> cut{lost->number};
  const auto slices = chosen(events_of(run, &cut), "ph", "X");
  REQUIRE(slices.size() == 2);
  CHECK(slices[0].at("name").as_string().starts_with("send "));
  CHECK(slices[1].at("name").as_string().starts_with("lost "));
}

TEST_CASE("perfetto: what a node says is text, whatever it is") {
  MadeRecording made;
  const NodeId n0 = NodeId::node(0);
  const auto message = made.message(n0, n0, 1, kHostile, {{kHostile, kHostile}});
  made.add(1, sim::Sent{message});
  made.add(1, sim::Delivered{message});
  made.add(2, sim::NodeFailed{n0, 0, kHostile});
  workloads::RecordedRun run;
  run.events = made.take();
  run.experiment.run.options.program = kHostile;
  const auto events = events_of(run);
  CHECK(chosen(events, "name", "receive " + tools::plain_text(kHostile)).size() == 1);
  CHECK(chosen(events, "cat", "lifecycle").size() == 1);
}

}  // namespace TEST_FILE
