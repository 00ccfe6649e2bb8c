// The log for ShiViz: its own expression reads it, and its clocks are those of what is in it.
#include "tools/report/shiviz.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/made_recording.h"
#include "tests/tools/workplace.h"
#include "tests/workloads/search_runner.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using sim::NodeId;

using Clock = std::map<std::string, std::int64_t>;
struct Entry {
  std::string event;
  std::string host;
  Clock clock;
};

std::string log_of(const workloads::RecordedRun& run,
                   const std::set<sim::EventNumber>* events = nullptr) {
  std::ostringstream out;
  tools::write_shiviz(out, run, events);
  return out.str();
}

// As ShiViz reads it: by the expression of the first line, behind the empty second one.
std::vector<Entry> entries_of(const std::string& log) {
  const auto end = log.find('\n');
  std::string expression = log.substr(0, end);
  REQUIRE(log.substr(end, 2) == "\n\n");
  for (const char* name : {"<time>", "<event>", "<host>", "<clock>"}) {
    const auto at = expression.find(name);
    REQUIRE(at != std::string::npos);
    expression.erase(at - 1, 1 + std::string(name).size());  // no names in C++
  }
  const std::regex regex(expression);
  std::vector<Entry> entries;
  const std::string rest = log.substr(end + 2);
  std::size_t read = 0;
  for (std::sregex_iterator match(rest.begin(), rest.end(), regex), none; match != none; ++match) {
    Entry entry{(*match)[2], (*match)[3], {}};
    const auto clock = parse_json(std::string((*match)[4]));
    for (const auto& [host, time] : clock.as_object())
      entry.clock[std::string(host)] = time.as_int64();
    entries.push_back(std::move(entry));
    read += static_cast<std::size_t>(match->length()) + 1;
  }
  CHECK(read == rest.size());  // nothing stands between them
  return entries;
}

TEST_CASE("shiviz: a message hands on its sender's clock, and a loss is told where it was sent") {
  MadeRecording made;
  const NodeId n0 = NodeId::node(0);
  const NodeId n1 = NodeId::node(1);
  const auto first = made.message(n0, n1, 1, "tell", {{"value", 12}});
  const auto lost = made.message(n1, n0, 2, "tell", {{"value", 13}});
  const auto late = made.message(n1, n0, 3, "tell", {{"value", 14}});
  made.add(1, sim::Sent{first});
  made.add(2, sim::Delivered{first});
  made.add(2, sim::Sent{lost});
  made.add(2, sim::Lost{lost});
  made.add(2, sim::Delivered{first, true});
  made.add(3, sim::Sent{late});
  made.add(4, sim::NodePaused{n0});
  workloads::RecordedRun run;
  run.events = made.take();
  CHECK(log_of(run) ==
        R"((?<time>[0-9.]+ s)  (?<event>.*)\n(?<host>\S+) (?<clock>\{.*\}))"
        "\n\n"
        "0.001 s  send tell 12 to n1\nn0 {\"n0\":1}\n"
        "0.002 s  receive tell 12 from n0\nn1 {\"n0\":1,\"n1\":1}\n"
        "0.002 s  send tell 13 to n0; lost by chance\nn1 {\"n0\":1,\"n1\":2}\n"
        "0.002 s  receive tell 12 from n0; a copy\nn1 {\"n0\":1,\"n1\":3}\n"
        "0.003 s  send tell 14 to n0; still under way at the end\nn1 {\"n0\":1,\"n1\":4}\n"
        "0.004 s  n0 is paused\nn0 {\"n0\":2}\n");
}

// What ShiViz refuses a log for: a host's own time that does not go up by one, from 1, and a time
// of another host that this one has not had.
void require_clocks(const std::vector<Entry>& entries) {
  std::map<std::string, std::vector<Clock>> of_hosts;
  std::size_t wrong = 0;
  for (const Entry& entry : entries) {
    auto& own = of_hosts[entry.host];
    own.push_back(entry.clock);
    if (entry.clock.at(entry.host) != static_cast<std::int64_t>(own.size())) ++wrong;
    for (const auto& [host, time] : entry.clock) {
      const auto found = of_hosts.find(host);
      if (found == of_hosts.end() || time < 1 ||
          time > static_cast<std::int64_t>(found->second.size())) {
        ++wrong;
        continue;
      }
      // It has all that the other one had by then.
      for (const auto& [heard_of, at] : found->second[static_cast<std::size_t>(time - 1)]) {
        const auto known = entry.clock.find(heard_of);
        if (known == entry.clock.end() || known->second < at) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("shiviz: the clocks of a run are vector clocks, and those of a part of it, too") {
  const SearchRunner runner("broadcast-flood");
  workloads::Options options = runner.options();
  options.plan.nemesis.kinds = {sim::FaultKind::partition};
  options.plan.nemesis.interval = std::chrono::seconds(2);
  options.run.seed = 3;
  const auto run = runner.runner().watch(plan(options, *runner.workload));
  const auto entries = entries_of(log_of(run));
  require_clocks(entries);
  const auto tells = [&](std::string_view part) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const Entry& entry) { return contains(entry.event, part); });
  };
  CHECK(tells("c0 asks n0: broadcast "));
  CHECK(tells("; broadcast ends: ok"));
  CHECK(tells("; cut by partition "));
  CHECK(tells(" begins"));

  std::set<sim::EventNumber> cut;
  for (const sim::Event& event : run.events) {
    if (event.number % 7 == 0) cut.insert(event.number);
  }
  const auto of_cut = entries_of(log_of(run, &cut));
  CHECK(of_cut.size() < entries.size());
  require_clocks(of_cut);
}

TEST_CASE("shiviz: what a node says stays on its line") {
  MadeRecording made;
  const NodeId n0 = NodeId::node(0);
  const std::string forged = kHostile + "\n0.001 s  forged\nn9 {\"n9\":7}\r\n\u2028";
  const auto message = made.message(n0, n0, 1, forged, {{forged, forged}});
  made.add(1, sim::Sent{message});
  made.add(1, sim::Delivered{message});
  made.add(2, sim::NodeFailed{n0, 0, forged});
  workloads::RecordedRun run;
  run.events = made.take();
  const auto entries = entries_of(log_of(run));
  REQUIRE(entries.size() == 3);
  for (const Entry& entry : entries) CHECK(entry.host == "n0");
}

}  // namespace TEST_FILE
