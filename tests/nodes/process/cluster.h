// Processes that are no processes, beside nodes of ours, services and a client.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/nodes/services/services.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "nodes/process/process_program.h"
#include "tests/nodes/process/fake_guest.h"
#include "tests/sim/messages.h"

namespace eddy::nodes::process::test {

using namespace std::chrono_literals;
using sim::NodeId;
using sim::Time;

inline constexpr NodeId kN0 = NodeId::node(0);
inline constexpr NodeId kN1 = NodeId::node(1);
inline constexpr NodeId kClient = NodeId::client(0);

// Takes the logs of all nodes.
class Log final : public sim::LogSink {
 public:
  void on_log(Time at, NodeId node, std::string_view line) override {
    lines.push_back(fmt::format("{} {}: {}", sim::to_string(at).substr(0, 5), node.name(), line));
  }
  std::vector<std::string> lines;
};

// A cluster with a client, which tells each node its init.
struct Cluster {
  explicit Cluster(const sim::SimulationOptions& options = {.network = {.hop = 0ms}})
      : simulation(options) {
    simulation.add_clients(1);
    simulation.add_services(kServices, {});
    simulation.log_to(&log);
    simulation.observe(&recorder);
  }
  template <class G>
  void add_process(std::size_t count = 1, std::filesystem::path directory = {}) {
    simulation.add_nodes(
        count, as_program({{"./prog"}, ThreadOrder::drawn, std::move(directory)}, &make_guest<G>));
  }
  void begin() {
    for (const NodeId node : simulation.nodes()) {
      const auto tell = [this, node]() -> sim::Task<void> {
        const sim::Init init{node, simulation.shared_nodes()};
        auto call = client().rpc(node, init, 10s);
        const auto ready = co_await call;
        answers.push_back(ready ? node.name() + " is ready" : ready.error().text);
      };
      client().spawn(tell);
    }
    simulation.run_until(simulation.now() + 1ms);
  }
  sim::Host& client() { return simulation.host(kClient); }
  template <class M>
  void ask(NodeId node, M message) {
    const auto ask = [this, node, message]() -> sim::Task<void> {
      auto call = client().rpc(node, message, 1s);
      const auto reply = co_await call;
      answers.push_back(reply ? std::string(sim::ReplyOf<M>::type) : reply.error().text);
    };
    client().spawn(ask);
    simulation.run_until(simulation.now() + 2s);
  }
  std::string failure(std::uint32_t node = 0) {
    const std::string* text = simulation.host(NodeId::node(node)).failure();
    return text == nullptr ? "" : *text;
  }
  // What the client or a node got last, as a trace tells it.
  std::string last_arrival(NodeId at) const {
    std::string last;
    for (const sim::Event& event : recorder.events()) {
      const auto* arrival = event.get_if<sim::Delivered>();
      if (arrival != nullptr && arrival->message.dest == at) last = to_text(event.what);
    }
    return last;
  }

  Log log;
  sim::Recorder recorder;
  std::vector<std::string> answers;
  sim::Simulation simulation;
};

// Notes its bursts; its script is what a note says.
class Scripted final : public FakeGuest {
 public:
  using FakeGuest::FakeGuest;

 private:
  void note(std::string_view what) {
    log(fmt::format("{} at {} and {}", what, now().monotonic / 1'000'000, now().wall / 1'000'000));
  }
  void started() override {
    log(fmt::format("life {}", setup().incarnation));
    log(fmt::format("life draw {}", setup().life_draw));
    log(fmt::format("node draw {}", setup().node_draw));
  }
  void told(const boost::json::object& message) override {
    FakeGuest::told(message);
    if (type_of(message) != "note") return;
    const std::string text(message.at("body").at("text").as_string());
    if (text == "sleep") wake_at(now().monotonic + 1'000'000'000);
    if (text == "sleep for good") sleep_for_good();
    if (text == "draw") log(fmt::format("drew {}", draw()));
    if (text == "exit") end(End::Kind::exited, 3);
    if (text == "crash") end(End::Kind::signalled, 11);
    if (text == "panic") {
      for (int i = 0; i < 9; ++i) log(fmt::format("line {}", i));
      log("\xff\x1b");
      end(End::Kind::exited, 1);
    }
    if (text == "print") print("Hello, world");
    if (text == "blank") print(" \r");
    if (text == "lock") end(End::Kind::given_up, 0, "waits in flock");
    if (text == "socket") unrepeatable("it opened a socket");
    if (text == "write") std::ofstream(setup().working_directory / "disk", std::ios::app) << "x";
    if (text == "read") {
      std::ifstream in(setup().working_directory / "disk");
      log("disk: " + std::string(std::istreambuf_iterator<char>(in), {}));
    }
    if (text == "time") note("time");
  }
  void woken() override { note("woken"); }
};

struct ScriptedRun : Cluster {
  explicit ScriptedRun(std::uint64_t seed = 0, std::filesystem::path directory = {})
      : Cluster({.seed = seed, .network = {.hop = 0ms}}) {
    add_process<Scripted>(2, std::move(directory));
    begin();
    log.lines.clear();
  }
  // Runs on to that time then.
  void tell(const std::string& text, sim::Duration until, NodeId node = kN0) {
    client().send(node, sim::test::Note{text});
    simulation.run_until(Time(until));
  }
};

}  // namespace eddy::nodes::process::test
