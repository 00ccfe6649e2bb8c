// Answers that do not fit their requests are evidence, and whole numbers are read however written.
#include "eddy/sim/protocol/counter.h"
#include "eddy/sim/protocol/kafka.h"
#include "eddy/sim/protocol/txn.h"
#include "tests/workloads/bad_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using checkers::Validity;
using sim::Result;

enum class Slip { function, key, value, length };

// Carries nothing out, and answers what was not asked for.
template <Slip kSlip>
class Mislabels final : public sim::Node {
 public:
  explicit Mislabels(sim::Host& host) : Node(host) { on(&Mislabels::txn); }

 private:
  Result<sim::txn::TxnOk> txn(const sim::txn::Txn& m) {
    boost::json::array done = m.txn;
    for (boost::json::value& item : done) {
      boost::json::array& operation = item.as_array();
      const bool is_read = operation[0] == "r";
      if (is_read) operation[2] = boost::json::array();
      if (kSlip == Slip::function && is_read) operation[0] = "append";
      if (kSlip == Slip::key && is_read) operation[1] = 1000;
      if (kSlip == Slip::value && !is_read) operation[2] = 1000;
    }
    if (kSlip == Slip::length && done.size() > 1) done.pop_back();
    return sim::txn::TxnOk{done};
  }
};

template <Slip kSlip>
void is_told(std::string_view kind) {
  auto options = options_for("txn-list-append");
  options.run.node_count = 1;
  options.plan.rate = 20;
  const auto done = testing::experiment(options, bad_program<Mislabels<kSlip>>());
  CAPTURE(evidence_of(done));
  CHECK(done.results.validity == Validity::invalid);
  CHECK(figure(done, "misfit-count") > 10);
  CHECK(contains(evidence_of(done), fmt::format("to txn do not fit the request, {}: ", kind)));
  CHECK(contains(evidence_of(done), " at n0 at "));
}

TEST_CASE("misfits: a transaction answered with another function, key, value or length") {
  is_told<Slip::function>("another function");
  is_told<Slip::key>("another key");
  is_told<Slip::value>("another written value");
  is_told<Slip::length>("another length");
}

// Its type is that of the right answer, what it holds is not.
struct OddReadOk {
  static constexpr std::string_view type = "read_ok";
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(OddReadOk, (), (value))

boost::json::value as_written(std::int64_t number, int how) {
  if (how == 0) return number;
  if (how == 1) return static_cast<std::uint64_t>(number);
  if (how == 2) return static_cast<double>(number);
  return boost::json::value(std::to_string(number));
}

// A counter on one node that writes its sum in that way.
template <int kHow>
class Writes final : public sim::Node {
 public:
  explicit Writes(sim::Host& host) : Node(host) {
    on(&Writes::add);
    on(&Writes::read);
  }

 private:
  Result<sim::counter::AddOk> add(const sim::counter::Add& m) {
    sum_ += m.delta;
    return sim::counter::AddOk{};
  }
  void read(const sim::counter::Read& /*m*/, const sim::Request& request) {
    const OddReadOk answer{as_written(sum_, kHow)};
    host().reply(request, answer);
  }

  std::int64_t sum_ = 0;
};

template <int kHow>
workloads::Experiment counted() {
  auto options = options_for("g-counter");
  options.run.node_count = 1;
  options.plan.rate = 20;
  return testing::experiment(options, bad_program<Writes<kHow>>());
}

TEST_CASE("misfits: a counter may be written as any whole number, and as nothing else") {
  CHECK(counted<0>().results.validity == Validity::valid);
  CHECK(counted<1>().results.validity == Validity::valid);
  CHECK(counted<2>().results.validity == Validity::valid);
  const auto text = counted<3>();
  CHECK(text.results.validity == Validity::invalid);
  CHECK(figure(text, "misfit-count") > 10);
  CHECK(contains(evidence_of(text), "to read do not fit the request, not to be read: "));
}

// A log on one node that writes its offsets in that way.
template <int kHow>
class Log final : public sim::Node {
 public:
  explicit Log(sim::Host& host) : Node(host) {
    on(&Log::send_message);
    on(&Log::poll);
    on(&Log::commit);
    on(&Log::list);
  }

 private:
  Result<sim::kafka::SendOk> send_message(const sim::kafka::Send& m) {
    logs_[m.key].push_back(m.msg);
    return sim::kafka::SendOk{static_cast<std::int64_t>(logs_[m.key].size()) - 1};
  }
  Result<sim::kafka::PollOk> poll(const sim::kafka::Poll& m) {
    sim::kafka::PollOk ok;
    for (const auto& [key, from] : m.offsets) {
      const auto& log = logs_[key];
      for (auto i = static_cast<std::size_t>(from); i < log.size(); ++i)
        ok.msgs[key].push_back({as_written(static_cast<std::int64_t>(i), kHow), log[i]});
    }
    return ok;
  }
  Result<sim::kafka::CommitOffsetsOk> commit(const sim::kafka::CommitOffsets& m) {
    for (const auto& [key, offset] : m.offsets) committed_[key] = offset;
    return sim::kafka::CommitOffsetsOk{};
  }
  Result<sim::kafka::ListCommittedOffsetsOk> list(const sim::kafka::ListCommittedOffsets& m) {
    sim::kafka::ListCommittedOffsetsOk ok;
    for (const std::string& key : m.keys) {
      if (committed_.contains(key)) ok.offsets[key] = committed_[key];
    }
    return ok;
  }

  std::map<std::string, std::vector<boost::json::value>> logs_;
  sim::kafka::Offsets committed_;
};

template <int kHow>
workloads::Experiment logged() {
  auto options = options_for("kafka");
  options.run.node_count = 1;
  options.plan.rate = 50;
  return testing::experiment(options, bad_program<Log<kHow>>());
}

TEST_CASE("misfits: an offset may be written as any whole number, and as nothing else") {
  CHECK(logged<0>().results.validity == Validity::valid);
  CHECK(logged<1>().results.validity == Validity::valid);
  CHECK(logged<2>().results.validity == Validity::valid);
  const auto text = logged<3>();
  CHECK(text.results.validity == Validity::invalid);
  CHECK(contains(evidence_of(text), "an answer makes no sense: "));
}

}  // namespace TEST_FILE
