#include "eddy/nodes/program_entry.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;

// Answers after a delay, with words of its own.
class Late final : public sim::Node {
 public:
  Late(sim::Host& host, sim::Duration delay, std::string words)
      : Node(host), delay_(delay), words_(std::move(words)) {
    on(&Late::echo);
  }

 private:
  sim::Task<sim::Result<sim::EchoOk>> echo(const sim::Echo& /*m*/) {
    co_await sleep(delay_);
    co_return sim::EchoOk{boost::json::string(words_)};
  }

  sim::Duration delay_;
  std::string words_;
};

ProgramEntry late(sim::Duration delay, const std::string& words) {
  return {.name = "late-" + words,
          .workload = "echo",
          .summary = "answers late",
          .make = [delay, words](sim::Host& host) {
            return std::make_unique<Late>(host, delay, words);
          }};
}

TEST_CASE("program entry: two of one class are made each with the arguments of its lambda") {
  const ProgramEntry entries[] = {late(20ms, "soon"), late(300ms, "at last")};
  const sim::Duration delays[] = {20ms, 300ms};
  const char* const answers[] = {"soon", "at last"};
  for (std::size_t i = 0; i < std::size(entries); ++i) {
    const sim::NodeProgram program = entries[i].program();
    CHECK(program.name == entries[i].name);
    testing::Cluster cluster(3, program.make);
    for (std::size_t node = 0; node < 3; ++node) {
      const sim::Time asked = cluster.now();
      const auto reply = cluster.rpc(cluster.n(node), sim::Echo{1});
      REQUIRE(reply);
      CHECK(reply->echo == answers[i]);
      CHECK(cluster.now() >= asked + delays[i]);
      CHECK(cluster.now() < asked + delays[i] + 10ms);
    }
  }
}

TEST_CASE("program entry: a run of it outlives the entry") {
  workloads::Options options;
  options.plan.workload = "unique-ids";
  options.run.time_limit = 2s;
  sim::NodeProgram program;
  {
    const ProgramEntry entry = *find("unique-ids-flake");
    const std::string name = "a copy of " + entry.name;
    program = ProgramEntry{.name = name,
                           .workload = "unique-ids",
                           .summary = "hands on what another is made of",
                           .make = [make = entry.make](sim::Host& host) { return make(host); }};
  }
  CHECK(program.name == "a copy of unique-ids-flake");
  CHECK(testing::experiment(options, program).run.fingerprint ==
        testing::experiment(options, *find("unique-ids-flake")).run.fingerprint);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
