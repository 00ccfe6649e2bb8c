// What is written of a run with faults is read back as it was.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/causes.h"
#include "eddy/sim/hash.h"
#include "eddy/sim/trace_json.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/experiment.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

struct Traced {
  sim::Recording events;
  sim::Recording read_back;
  std::uint64_t fingerprint = 0;
};

Traced traced(const std::string& workload, const std::string& program) {
  Options options;
  options.plan.workload = workload;
  options.plan.rate = 20;
  options.plan.nemesis = {{sim::FaultKind::partition, sim::FaultKind::loss,
                           sim::FaultKind::duplicate, sim::FaultKind::slow},
                          500ms,
                          {}};
  options.run.program = program;
  options.run.seed = 11;
  options.run.time_limit = 5s;
  const auto made = find_workload(workload)->make();
  options.plan.concurrency = made->default_concurrency();
  sim::Recorder recorder;
  Onlookers onlookers;
  onlookers.observer = &recorder;
  Traced all;
  all.fingerprint = experiment(options, *made, *nodes::find(program), onlookers).run.fingerprint;
  all.events = recorder.take();
  std::stringstream file;
  sim::TraceWriter writer(file);
  for (const sim::Event& event : all.events) writer.write(event);
  auto read = sim::read_trace(file);
  if (const auto* flaw = std::get_if<sim::codec::TextFlaw>(&read)) FAIL(flaw->what);
  all.read_back = std::get<sim::Recording>(std::move(read));
  std::ostringstream again;
  sim::TraceWriter rewriter(again);
  for (const sim::Event& event : all.read_back) rewriter.write(event);
  CHECK(again.view() == file.view());
  return all;
}

constexpr std::pair<std::string_view, std::string_view> kRuns[] = {
    {"broadcast", "broadcast-gossip"}, {"lin-kv", "lin-kv-raft"}, {"kafka", "kafka-lin-kv"}};

TEST_CASE("trace file: a run of clients, services and faults is read back, with its fingerprint") {
  for (const auto& [workload, program] : kRuns) {
    CAPTURE(workload);
    REQUIRE(nodes::find(program) != nullptr);
    const Traced run = traced(std::string(workload), std::string(program));
    CHECK_FALSE(first_difference(run.events, run.read_back));
    std::uint64_t of_the_file = sim::mix(0, 11);
    std::set<std::size_t> kinds;
    for (const sim::Event& event : run.read_back) {
      kinds.insert(event.what.index());
      if (!event.is<sim::Sent>()) of_the_file = sim::mix(of_the_file, hash_of(event));
    }
    CHECK(of_the_file == run.fingerprint);
    CHECK(kinds.size() >= 8);
  }
}

TEST_CASE("causes: what a client got for an operation begins with it and ends at the client") {
  const Traced run = traced("lin-kv", "lin-kv-raft");
  std::size_t answered = 0;
  for (const sim::Event& event : run.events) {
    const auto* began = event.get_if<sim::OperationBegan>();
    if (began == nullptr) continue;
    const auto past = causal_past(run.events, began->operation);
    REQUIRE_FALSE(past.empty());
    CHECK(std::binary_search(past.begin(), past.end(), event.number));
    if (past.size() == 1) continue;
    ++answered;
    const auto last = std::find_if(run.events.begin(), run.events.end(),
                                   [&](const auto& one) { return one.number == past.back(); });
    REQUIRE(last != run.events.end());
    REQUIRE(last->get_if<sim::Delivered>() != nullptr);
    CHECK(last->message()->dest == began->client);
    if (answered == 40) break;
  }
  CHECK(answered > 20);
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
