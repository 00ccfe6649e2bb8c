// What a program sends, as climates learn it.
#include "tools/sent_types.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/workloads/catalog.h"

namespace TEST_FILE {

using namespace eddy;

std::map<std::string, std::uint64_t> sent_by(std::string_view workload,
                                             const sim::NodeProgram& program) {
  workloads::Options options;
  options.plan.workload = workload;
  options.plan.concurrency = workloads::find_workload(workload)->make()->default_concurrency();
  std::map<std::string, std::uint64_t> counts;
  for (const auto& sent : tools::sent_types(options, program)) counts[sent.type] = sent.count;
  return counts;
}

TEST_CASE("sent types: all that nodes send to nodes, clients and services, and how many") {
  const auto raft = sent_by("lin-kv", nodes::find("lin-kv-raft")->program());
  for (const char* type : {"request_vote", "vote", "append_entries", "forward", "read_ok", "error"})
    CHECK_MESSAGE(raft.contains(type), type);
  CHECK_FALSE(raft.contains("read"));
  CHECK(raft.at("vote") < 20);
  CHECK(raft.at("append_entries") > 100);
  CHECK(sent_by("lin-kv", nodes::find("lin-kv-raft")->program()) == raft);
  CHECK(sent_by("kafka", nodes::find("kafka-lin-kv")->program()).contains("cas"));
}

class Fatal final : public sim::Node {
 public:
  explicit Fatal(sim::Host& host) : Node(host) { on(&Fatal::echo); }

 private:
  sim::EchoOk echo(const sim::Echo& m) {
    fmt::print(stderr, "not for you\n");
    std::abort();
    return {m.echo};
  }
};

TEST_CASE("sent types: of a program that takes its process down nothing is known") {
  CHECK(sent_by("echo", {"fatal", &sim::make_node<Fatal>}).empty());
}

}  // namespace TEST_FILE
