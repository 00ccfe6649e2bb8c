#include "eddy/sim/message_exception.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "eddy/sim/simulation.h"
#include "eddy/sim/trace.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;

constexpr NodeId kN0 = NodeId::node(0);
constexpr NodeId kN1 = NodeId::node(1);

// What arrives at n1, in ms, of two notes that n0 sends at 1 s.
struct Arrivals {
  explicit Arrivals(const std::vector<MessageException>& exceptions, NetworkOptions network = {})
      : simulation({.seed = 1, .network = network}) {
    test::start(simulation, 2, &make_node<test::Idle>);
    simulation.observe(&recorder);
    simulation.except(exceptions);
    simulation.at(Time(1s), [this] {
      for (const char* text : {"a", "b"}) simulation.host(kN0).send(kN1, Note{text});
    });
    simulation.run_until(Time(10s));
  }
  std::vector<std::pair<std::string, Time>> of(const char* text) const {
    std::vector<std::pair<std::string, Time>> found;
    for (const Event& event : recorder.events()) {
      if (event.is<Sent>() || event.message() == nullptr) continue;
      if (event.message()->body->get_if<Note>() == nullptr) continue;
      if (event.message()->body->get_if<Note>()->text != text) continue;
      const auto* lost = event.get_if<Lost>();
      found.emplace_back(lost == nullptr ? "delivered" : name_of(lost->why), event.at);
    }
    return found;
  }

  Recorder recorder;
  Simulation simulation;
};

constexpr MessageId kA{kN0, 0, Time(1s), 0};

TEST_CASE("exception: the message of that id is lost, and no other") {
  const Arrivals plain({});
  const Arrivals run({{kA, Fate::lost, {}}});
  REQUIRE(run.of("a").size() == 1);
  CHECK(run.of("a")[0].first == "exception");
  CHECK(run.of("b") == plain.of("b"));
}

TEST_CASE("exception: it comes twice, the first when it would have come, the second later") {
  const Arrivals plain({});
  const Arrivals run({{kA, Fate::twice, 3ms}});
  REQUIRE(run.of("a").size() == 2);
  REQUIRE(plain.of("a").size() == 1);
  CHECK(run.of("a")[0] == plain.of("a")[0]);
  CHECK(run.of("a")[1].second == plain.of("a")[0].second + 3ms);
  CHECK(run.of("b") == plain.of("b"));
}

TEST_CASE("exception: it comes later by so much") {
  const Arrivals plain({});
  const Arrivals run({{kA, Fate::later, 700ms}});
  REQUIRE(run.of("a").size() == 1);
  CHECK(run.of("a")[0].second == plain.of("a")[0].second + 700ms);
  CHECK(run.of("b") == plain.of("b"));
}

TEST_CASE("exception: the weather does not matter") {
  NetworkOptions storm;
  storm.loss = Probability::of(1);
  CHECK(Arrivals({{kA, Fate::later, 0ms}}, storm).of("a")[0].first == "delivered");
  CHECK(Arrivals({{kA, Fate::twice, {}}}, storm).of("a").size() == 2);
  CHECK(Arrivals({{kA, Fate::twice, {}}}, storm).of("b")[0].first == "loss");
  NetworkOptions copying;
  copying.duplicate = Probability::of(1);
  CHECK(Arrivals({{kA, Fate::twice, {}}}, copying).of("a").size() == 2);
}

TEST_CASE("exception: one of a message that is never sent changes nothing") {
  const MessageId never{kN0, 0, Time(1s), 2};
  const Arrivals plain({});
  const Arrivals run({{never, Fate::lost, {}}, {{kN1, 0, Time(1s), 0}, Fate::lost, {}}});
  CHECK(run.simulation.fingerprint() == plain.simulation.fingerprint());
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
