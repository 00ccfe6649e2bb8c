// The load: who does what, when and as which process; what the history says of it.
#include "workloads/phases.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <sstream>

#include "eddy/checkers/history_reader.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/workloads/plan.h"
#include "eddy/workloads/run.h"
#include "workloads/broadcast.h"
#include "workloads/echo.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;

// Does to an echo what its payload says: answers after so many ms, or with an error of that code,
// or never.
class Obedient final : public sim::Node {
 public:
  explicit Obedient(sim::Host& host) : Node(host) { on(&Obedient::echo); }

 private:
  sim::Task<sim::Result<sim::EchoOk>> echo(const sim::Echo& m) {
    if (m.echo.is_string()) {
      co_await sleep(1h);
    } else if (const auto* codes = m.echo.if_array()) {
      co_return sim::Error{static_cast<sim::ErrorCode>(codes->at(0).as_int64()), "as told"};
    }
    if (m.echo.as_int64() > 0) co_await sleep(m.echo.as_int64() * 1ms);
    co_return sim::EchoOk{m.echo};
  }
};

const boost::json::value kNever = "never";

sim::NodeProgram obedient() { return {"obedient", &sim::make_node<Obedient>}; }

Scenario echoes(std::size_t node_count, Concurrency concurrency,
                std::vector<PlannedOperation> operations) {
  Scenario scenario;
  scenario.options.plan.workload = "echo";
  scenario.options.run.node_count = node_count;
  const std::size_t clients = concurrency.clients(node_count);
  scenario.clients = {clients, clients};
  scenario.options.run.time_limit = 60s;
  scenario.operations = std::move(operations);
  return scenario;
}

PlannedOperation echo_at(sim::Duration at, std::uint32_t thread, boost::json::value value) {
  return {sim::Time(at), thread, "echo", std::move(value)};
}

// One event a line: "1.500 p2 ok echo 20", with the error behind it.
std::string text_of(const checkers::History& history) {
  std::string text;
  for (const auto& op : history.ops) {
    const std::string who = op.is_client() ? fmt::format("p{}", op.process) : "nemesis";
    text += fmt::format("{:.3f} {} {} {} {}", static_cast<double>(op.time) / 1e9, who,
                        to_string(op.type), op.f, boost::json::serialize(op.value));
    if (!op.error.is_null()) text += ' ' + boost::json::serialize(op.error);
    text += op.final_op ? " final\n" : "\n";
  }
  return text;
}

Run run(const Scenario& scenario, const ClientProgram& clients, const sim::NodeProgram& program) {
  const auto simulation = make_simulation(scenario, program);
  return run(*simulation, scenario, clients);
}

std::string history_of(const Scenario& scenario) {
  return text_of(run(scenario, Echo(), obedient()).history);
}

TEST_CASE("load: each operation at its time, by its thread") {
  CHECK(history_of(echoes(2, {1, true},
                          {echo_at(100ms, 1, 0), echo_at(200ms, 0, 30), echo_at(300ms, 1, 0)})) ==
        "0.100 p1 invoke echo 0\n"
        "0.100 p1 ok echo 0\n"
        "0.200 p0 invoke echo 30\n"
        "0.230 p0 ok echo 30\n"
        "0.300 p1 invoke echo 0\n"
        "0.300 p1 ok echo 0\n");
}

TEST_CASE("load: a thread has one outstanding operation, the next free one takes over") {
  CHECK(
      history_of(echoes(3, {1, true},
                        {echo_at(100ms, 2, 500), echo_at(200ms, 2, 500), echo_at(300ms, 2, 0)})) ==
      "0.100 p2 invoke echo 500\n"
      "0.200 p0 invoke echo 500\n"
      "0.300 p1 invoke echo 0\n"
      "0.300 p1 ok echo 0\n"
      "0.600 p2 ok echo 500\n"
      "0.700 p0 ok echo 500\n");
}

TEST_CASE("load: operations that find all threads busy wait, first come first served") {
  CHECK(history_of(echoes(2, {1, true},
                          {echo_at(100ms, 0, 900), echo_at(200ms, 1, 300), echo_at(300ms, 0, 250),
                           echo_at(310ms, 0, 100)})) ==
        "0.100 p0 invoke echo 900\n"
        "0.200 p1 invoke echo 300\n"
        "0.500 p1 ok echo 300\n"
        "0.500 p1 invoke echo 250\n"
        "0.750 p1 ok echo 250\n"
        "0.750 p1 invoke echo 100\n"
        "0.850 p1 ok echo 100\n"
        "1.000 p0 ok echo 900\n");
}

TEST_CASE("load: a timeout comes after 5 s, is indefinite, and ends its process") {
  CHECK(history_of(echoes(3, {2, false},
                          {echo_at(100ms, 1, kNever), echo_at(6s, 1, kNever), echo_at(12s, 1, 0),
                           echo_at(13s, 0, 0)})) ==
        "0.100 p1 invoke echo \"never\"\n"
        "5.100 p1 info echo \"never\" \"net-timeout\"\n"
        "6.000 p4 invoke echo \"never\"\n"
        "11.000 p4 info echo \"never\" \"net-timeout\"\n"
        "12.000 p7 invoke echo 0\n"
        "12.000 p7 ok echo 0\n"
        "13.000 p0 invoke echo 0\n"
        "13.000 p0 ok echo 0\n");
}

TEST_CASE("load: a definite error is a failure of the same process, an indefinite one is not") {
  const auto with = [](int code) { return boost::json::value(boost::json::array{code}); };
  CHECK(history_of(
            echoes(1, {1, true},
                   {echo_at(1s, 0, with(11)), echo_at(2s, 0, with(13)), echo_at(3s, 0, with(20)),
                    echo_at(4s, 0, with(1234)), echo_at(5s, 0, with(0)), echo_at(6s, 0, 0)})) ==
        "1.000 p0 invoke echo [11]\n"
        "1.000 p0 fail echo [11] [\"temporarily-unavailable\",\"as told\"]\n"
        "2.000 p0 invoke echo [13]\n"
        "2.000 p0 info echo [13] [\"crash\",\"as told\"]\n"
        "3.000 p1 invoke echo [20]\n"
        "3.000 p1 fail echo [20] [\"key-does-not-exist\",\"as told\"]\n"
        "4.000 p1 invoke echo [1234]\n"
        "4.000 p1 info echo [1234] [\"unknown\",\"as told\"]\n"
        "5.000 p2 invoke echo [0]\n"
        "5.000 p2 info echo [0] \"net-timeout\"\n"
        "6.000 p3 invoke echo 0\n"
        "6.000 p3 ok echo 0\n");
}

TEST_CASE("load: which errors are definite") {
  const auto type_of = [](int code, ErrorRule rule) {
    const sim::Error error{static_cast<sim::ErrorCode>(code), "text"};
    const auto completion = completion_of(Failed{error}, 7, rule);
    CHECK(completion.value == 7);
    return completion.type;
  };
  for (const int code : {1, 10, 11, 12, 14, 20, 21, 22, 30}) {
    CAPTURE(code);
    CHECK(type_of(code, ErrorRule::by_code) == checkers::OpType::fail);
    CHECK(type_of(code, ErrorRule::may_have_happened) == checkers::OpType::info);
  }
  for (const int code : {0, 13, 2, 99, 1000, -1}) {
    CAPTURE(code);
    CHECK(type_of(code, ErrorRule::by_code) == checkers::OpType::info);
    CHECK(type_of(code, ErrorRule::did_not_happen) == checkers::OpType::fail);
  }
}

TEST_CASE("load: thread i talks to node i mod n") {
  const auto scenario = echoes(3, {7, false},
                               {echo_at(1s, 0, 0), echo_at(2s, 1, 0), echo_at(3s, 2, 0),
                                echo_at(4s, 3, 0), echo_at(5s, 4, 0), echo_at(6s, 6, 0)});
  const auto simulation = make_simulation(scenario, obedient());
  sim::Recorder recorder;
  simulation->observe(&recorder);
  run(*simulation, scenario, Echo());
  std::string requests;
  for (const auto& event : recorder.events()) {
    if (event.is<sim::Delivered>() && event.message()->id.sender.is_client() &&
        event.at > sim::Time{}) {
      requests += event.message()->id.sender.name() + event.message()->dest.name() + ' ';
    }
  }
  CHECK(requests == "c0n0 c1n1 c2n2 c3n0 c4n1 c6n0 ");
}

TEST_CASE("load: no operation begins after the time limit, and those that wait are dropped") {
  auto scenario = echoes(1, {1, true}, {echo_at(700ms, 0, 600), echo_at(800ms, 0, 0)});
  scenario.options.run.time_limit = 1s;
  const Run ended = run(scenario, Echo(), obedient());
  CHECK(text_of(ended.history) ==
        "0.700 p0 invoke echo 600\n"
        "1.300 p0 ok echo 600\n");
  CHECK(ended.end == sim::Time(1300ms));
  CHECK(ended.setup_failures.empty());
}

TEST_CASE("load: an idle run lasts until the time limit") {
  auto scenario = echoes(1, {1, true}, {});
  scenario.options.run.time_limit = 2s;
  CHECK(run(scenario, Echo(), obedient()).end == sim::Time(2s));
  scenario.options.run.time_limit = 0s;
  CHECK(run(scenario, Echo(), obedient()).end == sim::Time(0s));
}

TEST_CASE("load: nodes get ready before the main phase begins") {
  // init and topology each take there and back: the main phase begins after 4 × 10 ms.
  Scenario scenario = echoes(2, {1, true}, {{sim::Time(100ms), 1, "broadcast", 0}});
  scenario.options.plan.workload = "broadcast";
  scenario.options.run.time_limit = 1s;
  scenario.options.run.network.client_latency.mean = 10ms;
  const auto* program = nodes::find("broadcast-single");
  CHECK(text_of(run(scenario, Broadcast(), *program).history) ==
        "0.140 p1 invoke broadcast 0\n"
        "0.160 p1 ok broadcast 0\n");
}

// Keeps values, and says of reads that it cannot, as long as it is told to by value −1.
class Moody final : public sim::Node {
 public:
  explicit Moody(sim::Host& host) : Node(host) {
    on(&Moody::topology);
    on(&Moody::broadcast);
    on(&Moody::read);
  }

 private:
  sim::Result<sim::broadcast::TopologyOk> topology(const sim::broadcast::Topology& /*m*/) {
    return sim::broadcast::TopologyOk{};
  }
  sim::Result<sim::broadcast::BroadcastOk> broadcast(const sim::broadcast::Broadcast& m) {
    refuses_ = m.message == -1;
    return sim::broadcast::BroadcastOk{};
  }
  sim::Result<sim::broadcast::ReadOk> read(const sim::broadcast::Read& /*m*/) {
    if (refuses_) return sim::Error{sim::ErrorCode::crash, "no mood"};
    return sim::broadcast::ReadOk{};
  }

  bool refuses_ = false;
};

TEST_CASE("load: a read without a definite outcome has failed, for it changed nothing") {
  Scenario scenario = echoes(1, {1, true},
                             {{sim::Time(1s), 0, "broadcast", -1},
                              {sim::Time(2s), 0, "read", nullptr},
                              {sim::Time(3s), 0, "broadcast", 0},
                              {sim::Time(4s), 0, "read", nullptr}});
  const sim::NodeProgram program{"moody", &sim::make_node<Moody>};
  CHECK(text_of(run(scenario, Broadcast(), program).history) ==
        "1.000 p0 invoke broadcast -1\n"
        "1.000 p0 ok broadcast -1\n"
        "2.000 p0 invoke read null\n"
        "2.000 p0 fail read null [\"crash\",\"no mood\"]\n"
        "3.000 p0 invoke broadcast 0\n"
        "3.000 p0 ok broadcast 0\n"
        "4.000 p0 invoke read null\n"
        "4.000 p0 ok read []\n");
}

Scenario with_final_reads(Concurrency concurrency) {
  Scenario scenario = echoes(3, concurrency, {{sim::Time(500ms), 0, "broadcast", 0}});
  scenario.options.plan.workload = "broadcast";
  scenario.options.run.time_limit = 1s;
  scenario.final_operations = {{{}, 0, "read", nullptr}};
  return scenario;
}

TEST_CASE("load: the final phase comes 10 s after the end, from every process") {
  CHECK(
      text_of(
          run(with_final_reads({1, true}), Broadcast(), *nodes::find("broadcast-flood")).history) ==
      "0.500 p0 invoke broadcast 0\n"
      "0.500 p0 ok broadcast 0\n"
      "11.000 p0 invoke read null final\n"
      "11.000 p1 invoke read null final\n"
      "11.000 p2 invoke read null final\n"
      "11.000 p0 ok read [0] final\n"
      "11.000 p1 ok read [0] final\n"
      "11.000 p2 ok read [0] final\n");
}

TEST_CASE("load: every node has its final read, also when there are fewer clients than nodes") {
  const auto scenario = with_final_reads({1, false});
  const auto simulation = make_simulation(scenario, *nodes::find("broadcast-flood"));
  sim::Recorder recorder;
  simulation->observe(&recorder);
  const Run ended = run(*simulation, scenario, Broadcast());
  std::set<std::string> asked;
  for (const auto& event : recorder.events()) {
    if (event.is<sim::Delivered>() && event.message()->id.sender.is_client() &&
        event.at > sim::Time(10s)) {
      asked.insert(event.message()->dest.name());
    }
  }
  CHECK(asked == std::set<std::string>{"n0", "n1", "n2"});
  std::set<std::int64_t> processes;
  for (const auto& op : ended.history.ops) {
    if (op.final_op) processes.insert(op.process);
  }
  CHECK(processes == std::set<std::int64_t>{0, 1, 2});
}

TEST_CASE("load: with more clients than nodes, each client has its final read") {
  const Run ended = run(with_final_reads({2, true}), Broadcast(), *nodes::find("broadcast-flood"));
  std::size_t reads = 0;
  for (const auto& op : ended.history.ops) {
    if (op.final_op && op.type == checkers::OpType::ok) ++reads;
  }
  CHECK(reads == 6);
}

TEST_CASE("load: recovery begins when the last operation has ended") {
  Scenario scenario = with_final_reads({1, true});
  scenario.options.run.network.client_latency.mean = 200ms;
  // Setup takes 0.8 s, so the main phase ends at 1.8 s; the broadcast lasts from 1.7 s to 2.1 s.
  scenario.operations[0].at = sim::Time(900ms);
  const std::string text =
      text_of(run(scenario, Broadcast(), *nodes::find("broadcast-flood")).history);
  CHECK(
      text.starts_with("1.700 p0 invoke broadcast 0\n"
                       "2.100 p0 ok broadcast 0\n"
                       "12.100 p0 invoke read null final\n"));
}

TEST_CASE("load: several final operations follow one another in each thread") {
  Scenario scenario = with_final_reads({1, true});
  scenario.options.run.node_count = 1;
  scenario.clients = {1, 1};
  scenario.operations.clear();
  scenario.final_operations = {{{}, 0, "broadcast", 7}, {{}, 0, "read", nullptr}};
  CHECK(text_of(run(scenario, Broadcast(), *nodes::find("broadcast-single")).history) ==
        "11.000 p0 invoke broadcast 7 final\n"
        "11.000 p0 ok broadcast 7 final\n"
        "11.000 p0 invoke read null final\n"
        "11.000 p0 ok read [7] final\n");
}

TEST_CASE("load: faults start and stop at their times, are in the history, and end with the load") {
  Scenario scenario = with_final_reads({1, true});
  const auto n = [](std::uint32_t index) { return sim::NodeId::node(index); };
  scenario.faults = {
      {sim::Time(200ms), sim::Time(1s),
       sim::Partition{sim::PartitionShape::halves, {{n(0)}, {n(1), n(2)}}}, 0},
      {sim::Time(300ms), sim::Time(400ms), sim::Slowness{100ms}, 1},
  };
  const Run ended = run(scenario, Broadcast(), *nodes::find("broadcast-gossip"));
  CHECK(text_of(ended.history)
            .starts_with("0.200 nemesis info start-partition \"partition halves: n0 | n1 n2\"\n"
                         "0.300 nemesis info start-slow \"slow +100 ms\"\n"
                         "0.400 nemesis info stop-slow \"slow +100 ms\"\n"
                         "0.500 p0 invoke broadcast 0\n"
                         "0.500 p0 ok broadcast 0\n"
                         "1.000 nemesis info stop-partition \"partition halves: n0 | n1 n2\"\n"
                         "11.000 p0 invoke read null final\n"));
  // What was cut off has come through during the recovery.
  CHECK(ended.traffic.servers.lost[static_cast<std::size_t>(sim::LossCause::partition)] > 0);
  REQUIRE(ended.spread.size() == 1);
  CHECK(ended.spread[0].nodes == 3);
  CHECK(ended.spread[0].last >= sim::Time(1s));
}

TEST_CASE("load: a fault of the run has its id and the times at which it was active") {
  Scenario scenario = echoes(2, {1, true}, {echo_at(300ms, 0, kNever)});
  scenario.options.run.time_limit = 1s;
  scenario.faults = {{sim::Time(200ms), sim::Time(1s), sim::Slowness{100ms}, 7},
                     {sim::Time(200ms), sim::Time(400ms), sim::Slowness{100ms}, 9},
                     {sim::Time(2s), sim::Time(3s), sim::Slowness{100ms}, 11}};
  const Run ended = run(scenario, Echo(), obedient());
  REQUIRE(ended.faults.size() == 3);
  CHECK(ended.faults[0].id == 7);
  CHECK(ended.faults[0].begin == sim::Time(200ms));
  CHECK(ended.faults[0].end == sim::Time(1s));
  CHECK(ended.faults[1].id == 9);
  CHECK(ended.faults[1].end == sim::Time(400ms));
  CHECK(ended.faults[2].id == 11);
  CHECK(ended.faults[2].end == sim::Time(3s));
  // One that the end of the run cuts short ends there.
  scenario.faults = {{sim::Time(2s), sim::Time(30s), sim::Slowness{100ms}, 0}};
  const Run short_run = run(scenario, Echo(), obedient());
  REQUIRE(short_run.faults.size() == 1);
  CHECK(short_run.faults[0].end == short_run.end);
}

TEST_CASE("load: the run tells which planned operation each invocation is, and who did it") {
  Scenario scenario =
      echoes(2, {1, true}, {echo_at(100ms, 1, 500), echo_at(200ms, 1, 0), echo_at(300ms, 0, 0)});
  scenario.operations[0].id = 3;
  scenario.operations[1].id = 5;
  scenario.operations[2].id = 8;
  CHECK(run(scenario, Echo(), obedient()).invocations ==
        std::vector<Invocation>{
            {0, Phase::load, 3, 1}, {1, Phase::load, 5, 0}, {3, Phase::load, 8, 0}});
}

TEST_CASE("load: a process never has two operations outstanding, whatever happens") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    Options options;
    options.plan.workload = "broadcast";
    options.run.seed = seed;
    options.plan.rate = 30;
    options.run.time_limit = 30s;
    options.plan.concurrency = {1 + seed % 4, seed % 2 == 0};
    options.run.network.client_latency = {sim::LatencyDistribution::exponential, 800ms};
    options.plan.nemesis.kinds = {sim::FaultKind::partition};
    const Broadcast workload;
    const auto scenario = plan(options, workload);
    const Run ended = run(scenario, workload, *nodes::find("broadcast-gossip"));
    std::stringstream lines;
    write_json_lines(lines, ended.history);
    CHECK_NOTHROW(read_history(lines, checkers::HistoryShape::paired));
    // As processes end, others begin, each with a number of its own and on the same node.
    std::map<std::int64_t, checkers::OpType> last;
    for (const auto& op : ended.history.ops) {
      if (!op.is_client()) continue;
      if (last.contains(op.process)) CHECK(last[op.process] != checkers::OpType::info);
      last[op.process] = op.type;
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads
