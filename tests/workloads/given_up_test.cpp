// Labels of a run: that a node gave up, and that what a node does may differ the next time.
#include <doctest/doctest.h>

#include "eddy/workloads/search/ending.h"
#include "tests/workloads/bad_node.h"

namespace eddy::testing {
namespace TEST_FILE {

using checkers::Validity;

// Gives up at the third request of any node.
class GivesUp final : public Echoing<GivesUp> {
 public:
  using Echoing::Echoing;
  void act() {
    if (++asked_ == 3) host().give_up("waits in flock, which virtual time does not know");
  }

 private:
  int asked_ = 0;
};

// All but n0 say why, each time that they are asked.
class Unrepeatable final : public Echoing<Unrepeatable> {
 public:
  using Echoing::Echoing;
  void act() {
    if (id() == sim::NodeId::node(0)) return;
    host().unrepeatable("it opened a socket");
    if (id() == sim::NodeId::node(2)) host().unrepeatable("it looked at the clock");
  }
};

TEST_CASE("a node that gives up ends its run, which is unknown, and no failure of the node") {
  const auto done = experiment<GivesUp>("echo");
  REQUIRE(done.run.given_up);
  CHECK(done.run.given_up->why == "waits in flock, which virtual time does not know");
  CHECK(done.run.given_up->at == done.run.end);
  CHECK(done.run.end < sim::Time(10s));
  CHECK(done.run.is_cut_short());
  CHECK(done.run.failures.empty());
  CHECK(done.run.setup_failures.empty());
  CHECK(done.results.validity == Validity::unknown);
  CHECK(done.results.evidence.size() == 1);
  CHECK(evidence_of(done).starts_with(done.run.given_up->node.name() +
                                      " waits in flock, which virtual time does not know; the run "
                                      "was ended there, at "));
  const auto& report = done.results.verdicts.front().second.report.at("given-up");
  CHECK(report.at("node").as_string() == done.run.given_up->node.name());
  CHECK(report.at("time").as_int64() == sim::nanoseconds(done.run.end));
  CHECK(workloads::ending_of(done).is_bounded);
}

TEST_CASE("a run that was given up is verified by its fingerprint") {
  const auto done = experiment<GivesUp>("echo");
  CHECK_FALSE(
      workloads::verify(done, *workloads::find_workload("echo")->make(), bad_program<GivesUp>()));
}

TEST_CASE("what a node says of itself is told once a reason, and changes nothing else") {
  const auto done = experiment<Unrepeatable>("echo");
  CHECK(done.results.validity == Validity::valid);
  REQUIRE(done.run.unrepeatable.size() == 2);
  CHECK((done.run.unrepeatable[0] == "n1, n2: it opened a socket" ||
         done.run.unrepeatable[0] == "n2, n1: it opened a socket"));
  CHECK(done.run.unrepeatable[1] == "n2: it looked at the clock");
  CHECK(experiment<GivesUp>("echo").run.unrepeatable.empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
