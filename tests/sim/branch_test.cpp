// Runs that branch: as another one up to an event, drawn with another key from there.
#include "eddy/sim/branch.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/simulation.h"

namespace TEST_FILE {

using namespace eddy::sim;
using namespace std::chrono_literals;

struct Ping {
  static constexpr std::string_view type = "ping";
  std::uint64_t drawn = 0;
};
BOOST_DESCRIBE_STRUCT(Ping, (), (drawn))

// Draws, and tells everybody.
class Pinging final : public Node {
 public:
  explicit Pinging(Host& host) : Node(host) {
    on(&Pinging::ping);
    every(10ms, [this] {
      for (const NodeId peer : nodes()) send(peer, Ping{random().below(1'000'000)});
    });
  }

 private:
  void ping(const Ping& /*m*/) {}
};

struct Ran {
  Recording events;
  std::uint64_t fingerprint;
  std::uint64_t told;
  std::size_t ahead;
};

Ran run(std::vector<Branch> branches, bool is_observed = true) {
  Simulation simulation(
      {.seed = 7, .network = {.loss = Probability::percent(20)}, .branches = std::move(branches)});
  Recorder recorder;
  if (is_observed) simulation.observe(&recorder);
  simulation.add_nodes(3, &make_node<Pinging>);
  for (const NodeId node : simulation.nodes()) simulation.host(node).start_program();
  simulation.run_until(Time(1s));
  return {recorder.take(), simulation.fingerprint(), simulation.told(),
          simulation.branches_ahead()};
}

TEST_CASE("branch: up to its event the run is the other one, event by event") {
  const Ran whole = run({});
  CHECK(whole.told == whole.events.size());
  for (const std::uint64_t event : {1U, 2U, 3U, 50U, 777U}) {
    CAPTURE(event);
    const Ran branch = run({{event, 99}});
    const auto part = first_difference(whole.events, branch.events);
    REQUIRE(part);
    CHECK(*part >= event);
    CHECK(branch.ahead == 0);
    CHECK(branch.fingerprint != whole.fingerprint);
    CHECK(branch.fingerprint == run({{event, 99}}).fingerprint);
    CHECK(branch.fingerprint == run({{event, 99}}, false).fingerprint);
    CHECK(branch.fingerprint != run({{event, 98}}).fingerprint);
  }
}

TEST_CASE("branch: with the run's own seed as the key nothing changes") {
  CHECK(run({{100, 7}}).fingerprint == run({}).fingerprint);
}

TEST_CASE("branch: a branch of a branch goes as that one up to its event") {
  const Ran branch = run({{100, 99}});
  const Ran other = run({{100, 99}, {400, 5}});
  const auto part = first_difference(branch.events, other.events);
  REQUIRE(part);
  CHECK(*part >= 400);
  CHECK(run({{100, 99}, {400, 99}}).fingerprint == branch.fingerprint);
}

TEST_CASE("branch: one after the end of the run is not met") {
  const Ran whole = run({});
  CHECK(run({{whole.told, 1}}).ahead == 0);
  CHECK(run({{whole.told + 1, 1}}).ahead == 1);
  CHECK(run({{5, 1}, {1'000'000, 1}}).ahead == 1);
}

TEST_CASE("run name: written and read, and nothing else is read") {
  for (const char* text : {"0", "7", "18446744073709551615", "7@1>0", "7@1234>99@2000>5"}) {
    CAPTURE(text);
    const auto name = RunName::parse(text);
    REQUIRE(name);
    CHECK(to_string(*name) == text);
  }
  CHECK(RunName::parse("7@12>9") == RunName{7, {{12, 9}}});
  for (const char* text :
       {"", "07", "-7", "7 ", "7@", "7@5", "7@5>", "7@0>3", "7@05>3", "7@5>3@5>4", "7@5>3@4>4",
        "7@5>3x", "7>3", "18446744073709551616", "7@5>18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(RunName::parse(text));
  }
}

}  // namespace TEST_FILE
