// Three nodes that tell what they get and pass notes on, in a run whose events are recorded.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim::test {

using Lines = std::vector<std::string>;

// What the programs saw, and when, in ms.
struct Journal {
  Lines lines;
  void add(const Host& host, const std::string& what) {
    lines.push_back(
        fmt::format("{} {} {}", nanoseconds(host.now()) / 1'000'000, host.id().name(), what));
  }
};

class Teller final : public Node {
 public:
  Teller(Host& host, Journal& journal) : Node(host), journal_(journal) { on(&Teller::note); }
  using Node::host;

 private:
  // "n1 n2: text" is passed on to those nodes.
  void note(const Note& note) {
    journal_.add(host(), note.text);
    const auto colon = note.text.find(": ");
    if (colon == std::string::npos) return;
    for (const NodeId node : nodes()) {
      if (note.text.find(node.name()) < colon) send(node, Note{note.text.substr(colon + 2)});
    }
    journal_.add(host(), "done");
  }
  Journal& journal_;
};

struct TellingRun {
  explicit TellingRun(SimulationOptions options = {.network = {.hop = Duration(0)}})
      : simulation(options) {
    simulation.observe(&recorder);
    simulation.add_clients(1);
    start(simulation, 3, [this](Host& host) { return std::make_unique<Teller>(host, journal); });
    simulation.on_restart([this](NodeId node) {
      restarted.push_back(node.name());
      simulation.host(node).start_program();
    });
  }
  void tell(NodeId node, const char* text) {
    simulation.host(NodeId::client(0)).send(node, Note{text});
  }
  void until(Duration time) { simulation.run_until(Time(time)); }
  Lines states() const {
    Lines texts;
    for (const Event& event : recorder.events()) {
      if (event.message() == nullptr) texts.push_back(to_text(event.what));
    }
    return texts;
  }

  Journal journal;
  Recorder recorder;
  Lines restarted;
  Simulation simulation;
};

}  // namespace eddy::sim::test
