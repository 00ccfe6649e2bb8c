// The workload kafka: what is planned, what the clients do, and that sound programs pass.
#include "workloads/kafka.h"

#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "eddy/checkers/kafka.h"
#include "eddy/nodes/catalog.h"
#include "eddy/sim/protocol/kafka.h"
#include "eddy/testing.h"
#include "eddy/workloads/plan.h"
#include "nodes/kafka/single.h"

namespace TEST_FILE {

using namespace eddy;
using namespace std::chrono_literals;
using checkers::OpType;
using checkers::Validity;

namespace wire = sim::kafka;

workloads::Options base(std::string_view node, std::uint64_t seed) {
  workloads::Options options;
  options.plan.workload = "kafka";
  options.run.program = node;
  options.run.seed = seed;
  options.plan.rate = 50;
  options.run.time_limit = 10s;
  options.run.node_count = node == "kafka-single" ? 1 : 3;
  options.plan.concurrency = {2, true};
  options.plan.key_count = 3;
  return options;
}

workloads::Scenario plan(const workloads::Options& options) {
  return workloads::plan(options, *workloads::find_workload("kafka")->make());
}

std::string text(const boost::json::value& value) { return boost::json::serialize(value); }

TEST_CASE("kafka plan: half of the operations send, each message of a key once and in order") {
  auto options = base("kafka-single", 5);
  options.run.time_limit = 100s;
  std::map<std::string, std::int64_t> sent;
  std::map<std::string, int> count;
  for (const auto& operation : plan(options).operations) {
    ++count[operation.f];
    if (operation.f != "send") continue;
    const auto& parts = operation.value.at(0).as_array();
    CHECK(parts.at(2).as_int64() == ++sent[std::string(parts.at(1).as_string())]);
  }
  CHECK(count.size() == 4);
  CHECK(count["send"] == doctest::Approx(2500).epsilon(0.1));
  CHECK(count["poll"] == doctest::Approx(2500).epsilon(0.1));
  CHECK(count["assign"] == doctest::Approx(78).epsilon(0.3));
  // Two clients, each every 30 seconds.
  CHECK(count["crash"] >= 3);
  CHECK(count["crash"] <= 12);
  for (const auto& [key, messages] : sent) CHECK(messages <= 16);
}

TEST_CASE("kafka plan: some assigns name keys that no other client polls") {
  auto options = base("kafka-single", 5);
  options.run.time_limit = 100s;
  std::size_t widest = 0;
  for (const auto& operation : plan(options).operations) {
    if (operation.f == "assign") widest = std::max(widest, operation.value.as_array().size());
  }
  CHECK(widest > 10);
}

TEST_CASE("kafka plan: at the end every client polls all that was sent") {
  const auto scenario = plan(base("kafka-single", 5));
  std::set<std::string> sent;
  for (const auto& operation : scenario.operations) {
    if (operation.f == "send") sent.insert(text(operation.value.at(0).at(1)));
  }
  REQUIRE(scenario.final_operations.size() == 3);
  CHECK(scenario.final_operations[0].f == "crash");
  CHECK(scenario.final_operations[1].f == "assign");
  std::set<std::string> assigned;
  for (const auto& key : scenario.final_operations[1].value.as_array()) assigned.insert(text(key));
  CHECK(assigned == sent);
  CHECK(scenario.final_operations[2].f == "poll");
}

TEST_CASE("kafka plan: without sends there is no final phase") {
  auto options = base("kafka-single", 5);
  options.plan.rate = 0;
  CHECK(plan(options).final_operations.empty());
}

TEST_CASE("kafka: options that leave no keys or no messages are complained of") {
  const auto workload = workloads::find_workload("kafka")->make();
  auto options = base("kafka-single", 1);
  CHECK_FALSE(workload->complaint(options));
  options.plan.key_count = 0;
  CHECK(workload->complaint(options) == "--key-count must be at least 1");
  options.plan.key_count = 1;
  options.plan.max_writes_per_key = 0;
  CHECK(workload->complaint(options) == "--max-writes-per-key must be at least 1");
}

// Answers what the message's key says: kafka's errors are told apart by their codes.
class Refuses final : public sim::Node {
 public:
  explicit Refuses(sim::Host& host) : Node(host) {
    on(&Refuses::append);
    on(&Refuses::poll);
    on(&Refuses::commit);
    on(&Refuses::list);
  }

 private:
  sim::Result<wire::SendOk> append(const wire::Send& m) {
    if (m.key == "full") return sim::Error{sim::ErrorCode::temporarily_unavailable, "full"};
    if (m.key == "odd") return sim::Error{sim::ErrorCode::crash, "odd"};
    return wire::SendOk{next_++};
  }
  sim::Result<wire::PollOk> poll(const wire::Poll& m) {
    wire::PollOk reply;
    for (const auto& [key, from] : m.offsets) reply.msgs[key] = {{from, from}};
    return reply;
  }
  sim::Result<wire::CommitOffsetsOk> commit(const wire::CommitOffsets& /*m*/) {
    if (++commits_ == 1) return sim::Error{sim::ErrorCode::temporarily_unavailable, "busy"};
    return wire::CommitOffsetsOk{};
  }
  void list(const wire::ListCommittedOffsets& /*m*/, const sim::Request& request) {
    if (++lists_ > 1) host().reply(request, wire::ListCommittedOffsetsOk{{{"k", 5}}});
  }

  wire::Offset next_ = 0;
  int commits_ = 0;
  int lists_ = 0;
};

// What became of these operations, done one after the other by one client.
std::vector<checkers::Op> completions(
    const std::vector<std::pair<std::string, boost::json::value>>& operations) {
  workloads::Scenario scenario;
  scenario.options.plan.workload = "kafka";
  scenario.options.run.node_count = 1;
  for (const auto& [f, value] : operations) scenario.operations.push_back({{}, 0, f, value});
  const auto workload = workloads::find_workload("kafka")->make();
  const sim::NodeProgram program{"refuses", &sim::make_node<Refuses>};
  const auto simulation = workloads::make_simulation(scenario, program);
  const auto run = workloads::run(*simulation, scenario, *workload);
  std::vector<checkers::Op> ended;
  for (const auto& op : run.history.ops) {
    if (op.type != OpType::invoke) ended.push_back(op);
  }
  return ended;
}

boost::json::value micro(boost::json::array operation) {
  boost::json::array all;
  all.push_back(std::move(operation));
  return all;
}

const boost::json::value kPoll = micro({"poll"});
const boost::json::value kKey = [] {
  boost::json::array keys;
  keys.push_back("k");
  return keys;
}();

TEST_CASE("kafka client: a definite error of a send is fail, an indefinite one info") {
  const auto ended = completions({{"send", micro({"send", "full", 1})},
                                  {"send", micro({"send", "odd", 2})},
                                  {"send", micro({"send", "k", 3})}});
  REQUIRE(ended.size() == 3);
  CHECK(ended[0].type == OpType::fail);
  CHECK(ended[1].type == OpType::info);
  CHECK(ended[1].process == 0);
  CHECK(ended[2].process == 1);
  CHECK(text(ended[2].value) == R"([["send","k",[0,3]]])");
}

TEST_CASE("kafka client: an assign without an answer fails, one with it begins at what is said") {
  const auto ended = completions({{"assign", kKey}, {"assign", kKey}, {"poll", kPoll}});
  REQUIRE(ended.size() == 3);
  CHECK(ended[0].type == OpType::fail);
  CHECK(ended[0].error == "net-timeout");
  CHECK(ended[1].type == OpType::ok);
  // The first commit fails for certain.
  CHECK(ended[2].type == OpType::fail);
}

TEST_CASE("kafka client: polls advance, not where the commit failed, nor beyond a crash") {
  const auto ended = completions({{"assign", kKey},
                                  {"assign", kKey},
                                  {"poll", kPoll},
                                  {"poll", kPoll},
                                  {"poll", kPoll},
                                  {"assign", kKey},
                                  {"poll", kPoll},
                                  {"crash", nullptr},
                                  {"poll", kPoll}});
  REQUIRE(ended.size() == 9);
  CHECK(text(ended[2].value) == R"([["poll",{"k":[[5,5]]}],["commit",{"k":5}]])");
  CHECK(text(ended[3].value) == R"([["poll",{"k":[[5,5]]}],["commit",{"k":5}]])");
  CHECK(text(ended[4].value) == R"([["poll",{"k":[[6,6]]}],["commit",{"k":6}]])");
  CHECK(text(ended[6].value) == R"([["poll",{"k":[[7,7]]}],["commit",{"k":7}]])");
  CHECK(ended[7].type == OpType::info);
  CHECK(ended[8].process == 1);
  CHECK(text(ended[8].value) == R"([["poll",{}]])");
}

TEST_CASE("kafka: in the final phase every client polls to the end of all logs") {
  auto options = base("kafka-single", 3);
  options.plan.key_count = 1;
  options.plan.max_writes_per_key = 10'000;  // several pages
  options.run.time_limit = 20s;
  const auto done = testing::experiment(options, *nodes::find("kafka-single"));
  CHECK(done.results.validity == Validity::valid);
  std::map<std::int64_t, std::size_t> polls;
  for (const auto& op : done.run.history.ops) {
    if (op.final_op && op.type == OpType::ok && op.f == "poll") ++polls[op.process];
  }
  CHECK(polls.size() == 2);
  for (const auto& [process, count] : polls) CHECK(count > 5);
}

TEST_CASE("kafka: final polls end even where the node never shows all") {
  class Empty final : public sim::Node {
   public:
    explicit Empty(sim::Host& host) : Node(host) {
      on(&Empty::append);
      on(&Empty::poll);
      on(&Empty::list);
    }

   private:
    sim::Result<wire::SendOk> append(const wire::Send& /*m*/) { return wire::SendOk{next_++}; }
    sim::Result<wire::PollOk> poll(const wire::Poll& /*m*/) { return wire::PollOk{}; }
    sim::Result<wire::ListCommittedOffsetsOk> list(const wire::ListCommittedOffsets& /*m*/) {
      return wire::ListCommittedOffsetsOk{};
    }
    wire::Offset next_ = 0;
  };
  const sim::NodeProgram program{"empty", &sim::make_node<Empty>};
  const auto done = testing::experiment(base("kafka-single", 3), program);
  CHECK(done.results.validity == Validity::invalid);
  CHECK(*done.results.figure("unseen-count")->value > 100);
  CHECK(done.run.end < sim::Time(31s));
}

// A log whose commits go wrong in one way.
enum class Commits { forgotten, lowered, of_another_key };

template <Commits kHow>
class Forgetful final : public sim::Node {
 public:
  explicit Forgetful(sim::Host& host) : Node(host) {
    on(&Forgetful::append);
    on(&Forgetful::poll);
    on(&Forgetful::commit);
    on(&Forgetful::list);
  }

 private:
  sim::Result<wire::SendOk> append(const wire::Send& m) {
    auto& log = logs_[m.key];
    log.push_back(m.msg);
    return wire::SendOk{static_cast<wire::Offset>(log.size()) - 1};
  }
  sim::Result<wire::PollOk> poll(const wire::Poll& m) {
    wire::PollOk polled;
    for (const auto& [key, first] : m.offsets) {
      const auto& log = logs_[key];
      for (auto i = static_cast<std::size_t>(first); i < log.size(); ++i)
        polled.msgs[key].push_back({i, log[i]});
    }
    return polled;
  }
  sim::Result<wire::CommitOffsetsOk> commit(const wire::CommitOffsets& m) {
    for (const auto& [key, offset] : m.offsets) committed_[key] = offset;
    return wire::CommitOffsetsOk{};
  }
  sim::Result<wire::ListCommittedOffsetsOk> list(const wire::ListCommittedOffsets& m) {
    wire::ListCommittedOffsetsOk listed;
    for (const std::string& key : m.keys) {
      const auto known = committed_.find(key);
      if (known == committed_.end() || kHow == Commits::forgotten) continue;
      listed.offsets[key] = kHow == Commits::lowered ? known->second / 2 : known->second;
    }
    if (kHow == Commits::of_another_key) listed.offsets["nobody's"] = 0;
    return listed;
  }

  std::map<std::string, std::vector<boost::json::value>> logs_;
  wire::Offsets committed_;
};

template <Commits kHow>
workloads::Experiment with_commits(std::uint64_t seed) {
  auto options = base("kafka-single", seed);
  options.run.node_count = 1;
  options.run.time_limit = 60s;
  const sim::NodeProgram program{"forgetful", &sim::make_node<Forgetful<kHow>>};
  return testing::experiment(options, program);
}

TEST_CASE("kafka: a node that acknowledges commits and forgets them, or half of them") {
  std::size_t forgotten = 0;
  std::size_t lowered = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CAPTURE(seed);
    const auto none = with_commits<Commits::forgotten>(seed);
    if (none.results.validity == Validity::invalid) ++forgotten;
    CHECK((none.results.validity == Validity::invalid) ==
          (*none.results.figure("lost-commit-count")->value > 0));
    const auto half = with_commits<Commits::lowered>(seed);
    if (*half.results.figure("lost-commit-count")->value > 0) ++lowered;
  }
  CHECK(forgotten >= 9);
  CHECK(lowered >= 9);
}

TEST_CASE("kafka: an answer about a key that was not asked for does not fit") {
  const auto done = with_commits<Commits::of_another_key>(1);
  CHECK(done.results.validity == Validity::invalid);
  CHECK(*done.results.figure("misfit-count")->value > 0);
  CHECK(done.results.evidence.front().find("another key") != std::string::npos);
}

TEST_CASE("kafka: listings and commits are in the history, and some clients take few records") {
  auto options = base("kafka-single", 4);
  options.plan.concurrency = {6, true};
  options.run.time_limit = 60s;
  const auto done = testing::experiment(options, *nodes::find("kafka-single"));
  CHECK(done.results.validity == Validity::valid);
  std::size_t listed = 0;
  std::size_t committed = 0;
  std::map<std::int64_t, std::size_t> most;  // records of a key in one poll, by client
  for (const auto& op : done.run.history.ops) {
    if (op.type != OpType::ok || op.final_op) continue;
    if (op.f == "assign" && op.value.is_object()) ++listed;
    if (op.f != "poll") continue;
    const auto& parts = op.value.as_array();
    if (parts.size() == 2 && parts[1].as_array()[0] == "commit") ++committed;
    for (const auto& [key, records] : parts[0].as_array()[1].as_object()) {
      std::size_t& of_client = most[op.process % 6];
      of_client = std::max(of_client, records.as_array().size());
    }
  }
  CHECK(listed > 10);
  CHECK(committed > 10);
  CHECK(most[2] == 2);
  CHECK(most[5] == 2);
  CHECK(most[0] > 2);
}

}  // namespace TEST_FILE
