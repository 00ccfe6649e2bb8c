#include "workloads/kafka.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "checkers/operand.h"
#include "eddy/checkers/kafka.h"
#include "eddy/sim/protocol/kafka.h"
#include "workloads/kafka_plan.h"
#include "workloads/operation_form.h"

namespace eddy::workloads {

using namespace std::chrono_literals;
using sim::kafka::Offset;
using sim::kafka::Offsets;

namespace {

// One client in three deals with the first records of a poll alone.
constexpr std::uint32_t kOneInFew = 3;
constexpr std::size_t kFewRecords = 2;

constexpr sim::Duration kFinalPause = 200ms;
constexpr sim::Duration kFinalPatience = 10s;

// The highest offsets by key. What is no [offset, message] is left to the checker.
Offsets highest(const sim::kafka::PollOk& polled) {
  Offsets highest;
  for (const auto& [key, records] : polled.msgs) {
    for (const boost::json::array& record : records) {
      const auto number = record.empty() ? std::nullopt : checkers::whole_number(record.front());
      if (!number) continue;
      const auto [offset, is_first] = highest.try_emplace(key, *number);
      offset->second = std::max(offset->second, *number);
    }
  }
  return highest;
}

// Where each process polls next, and how far the logs are known to go.
class Consumers final : public ClientMemory {
 public:
  Offsets& positions(std::int64_t process) { return processes_[process].next; }

  // From now on it polls these.
  void assign(const Client& client, Offsets positions) {
    processes_[client.process] = {std::move(positions), client.host.now()};
  }
  void forget(std::int64_t process) override { processes_.erase(process); }

  void advance(const Client& client, const Offsets& polled) {
    Process& process = processes_[client.process];
    for (const auto& [key, offset] : polled) {
      constexpr Offset kLast = std::numeric_limits<Offset>::max() - 1;  // nodes answer anything
      Offset& next = process.next[key];
      if (next <= offset) process.moved_at = client.host.now();
      next = std::max(next, std::min(offset, kLast) + 1);
      reach(key, offset);
    }
  }
  void reach(const std::string& key, Offset offset) {
    const auto [end, is_first] = ends_.try_emplace(key, offset);
    end->second = std::max(end->second, offset);
  }

  // Has it not seen all that is known to be there? Not once it has got no further for a while.
  bool is_behind(const Client& client) const {
    const auto process = processes_.find(client.process);
    if (process == processes_.end()) return false;
    const auto& [next, moved_at] = process->second;
    if (client.host.now() - moved_at >= kFinalPatience) return false;
    return std::any_of(ends_.begin(), ends_.end(), [&next = next](const auto& end) {
      const auto position = next.find(end.first);
      return position != next.end() && position->second <= end.second;
    });
  }

 private:
  struct Process {
    Offsets next;
    sim::Time moved_at = {};  // when it was assigned its keys, or got further last
  };
  std::map<std::int64_t, Process> processes_;
  Offsets ends_;  // by key the highest offset that a client was told of
};

Consumers& consumers_of(const Client& client) { return static_cast<Consumers&>(*client.memory); }

bool takes_few(const Client& client) {
  return client.phase == Phase::load && client.host.id().index() % kOneInFew == kOneInFew - 1;
}

bool is_asked(const Offsets& asked, const std::string& key) { return asked.contains(key); }
bool is_asked(const std::vector<std::string>& asked, const std::string& key) {
  return std::find(asked.begin(), asked.end(), key) != asked.end();
}

// What a node answered that nobody had asked for.
template <class ByKey, class Asked>
std::optional<std::string> unasked_key(const ByKey& answered, const Asked& asked) {
  for (const auto& [key, value] : answered) {
    if (!is_asked(asked, key)) return key;
  }
  return std::nullopt;
}

Outcome misfit(const std::string& key) {
  return Failed{sim::misunderstood(
                    fmt::format("the answer is about key \"{}\", which was not asked for", key)),
                {},
                "another key"};
}

// Only so many of each key.
void keep_first(sim::kafka::PollOk& polled, std::size_t most) {
  for (auto& [key, records] : polled.msgs) {
    if (records.size() > most) records.resize(most);
  }
}

// By key its committed offset, or null.
boost::json::object listing(const std::vector<std::string>& keys, const Offsets& offsets) {
  boost::json::object listed;
  for (const std::string& key : keys) {
    const auto known = offsets.find(key);
    listed[key] =
        known == offsets.end() ? boost::json::value(nullptr) : boost::json::value(known->second);
  }
  return listed;
}

bool is_send(const boost::json::value& value) {
  const auto* all = value.if_array();
  if (all == nullptr || all->size() != 1 || !all->front().is_array()) return false;
  const boost::json::array& parts = all->front().get_array();
  return parts.size() == 3 && parts[0] == "send" && parts[1].is_string() && !parts[2].is_null();
}

sim::Task<Outcome> assign(const Client& client, const PlannedOperation& operation) {
  Offsets positions;
  sim::kafka::ListCommittedOffsets request;
  for (const boost::json::value& key : operation.value.as_array()) {
    request.keys.emplace_back(key.as_string());
    positions[request.keys.back()] = 0;
  }
  boost::json::value outcome = operation.value;
  if (client.phase != Phase::last) {
    const auto committed = co_await client.rpc(request);
    if (!committed) co_return Failed{committed.error()};
    if (const auto key = unasked_key(committed->offsets, request.keys)) co_return misfit(*key);
    outcome = listing(request.keys, committed->offsets);
    const Offsets& before = consumers_of(client).positions(client.process);
    for (auto& [key, position] : positions) {
      if (const auto own = before.find(key); own != before.end()) {
        position = own->second;
      } else if (const auto known = committed->offsets.find(key);
                 known != committed->offsets.end()) {
        position = known->second;
      }
    }
  }
  consumers_of(client).assign(client, std::move(positions));
  co_return Done{std::move(outcome)};
}

sim::Task<Outcome> poll(const Client& client) {
  // Nothing moves them meanwhile: a process has one operation at a time.
  const Offsets& positions = consumers_of(client).positions(client.process);
  sim::kafka::Poll request{positions};
  const sim::BodyPtr body = client.host.share(std::move(request));
  auto polled =
      co_await client.host.rpc_shared<sim::kafka::Poll>(client.node, body, client.timeout);
  if (!polled) co_return Failed{polled.error()};
  if (const auto key = unasked_key(polled->msgs, positions)) co_return misfit(*key);
  if (takes_few(client)) keep_first(*polled, kFewRecords);
  boost::json::array outcome = only({"poll", sim::codec::to_json(polled->msgs)});
  const sim::kafka::CommitOffsets commit{highest(*polled)};
  if (!commit.offsets.empty()) {
    outcome.push_back(boost::json::array{"commit", sim::codec::to_json(commit.offsets)});
    const auto committed = co_await client.rpc(commit);
    if (!committed) co_return Failed{committed.error(), std::move(outcome)};
  }
  consumers_of(client).advance(client, commit.offsets);
  co_return Done{std::move(outcome)};
}

sim::Task<Outcome> send(const Client& client, const PlannedOperation& operation) {
  const boost::json::array& parts = operation.value.as_array().at(0).as_array();
  const sim::kafka::Send request{std::string(parts.at(1).as_string()), parts.at(2)};
  const auto sent = co_await client.rpc(request);
  if (!sent) co_return Failed{sent.error()};
  consumers_of(client).reach(request.key, sent->offset);
  co_return Done{only({"send", request.key, boost::json::array{sent->offset, request.msg}})};
}

}  // namespace

std::unique_ptr<Generator> Kafka::generator(const Options& options) const {
  return std::make_unique<KafkaPlan>(options);
}

std::optional<std::string> Kafka::complaint(const Options& options) const {
  if (options.plan.key_count == 0U) return "--key-count must be at least 1";
  if (options.plan.max_writes_per_key == 0) return "--max-writes-per-key must be at least 1";
  return std::nullopt;
}

std::unique_ptr<ClientMemory> Kafka::memory() const { return std::make_unique<Consumers>(); }

sim::codec::Complaint Kafka::flaw_in(std::string_view f, const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"send", "poll", "assign", "crash"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  if (f == "crash") return flaw_unless_null(value);
  if (f == "assign") {
    const auto is_key = [](const boost::json::value& key) { return key.is_string(); };
    const auto* keys = value.if_array();
    const bool fits = keys != nullptr && std::all_of(keys->begin(), keys->end(), is_key);
    return fits ? std::nullopt : flaw_in_value("an array of keys, which are strings", value);
  }
  if (f == "poll") {
    const bool fits = value == boost::json::value(only({"poll"}));
    return fits ? std::nullopt : flaw_in_value("[[\"poll\"]]", value);
  }
  return is_send(value) ? std::nullopt : flaw_in_value("[[\"send\", key, message]]", value);
}

sim::Task<Outcome> Kafka::invoke(const Client& client, const PlannedOperation& operation) const {
  if (operation.f == "crash") co_return ProcessEnded{};
  auto task = operation.f == "assign" ? assign(client, operation)
              : operation.f == "poll" ? poll(client)
                                      : send(client, operation);
  Outcome outcome = co_await task;
  co_return outcome;
}

std::optional<sim::Duration> Kafka::again(const Client& client,
                                          const PlannedOperation& operation) const {
  if (operation.f != "poll" || !consumers_of(client).is_behind(client)) return std::nullopt;
  return kFinalPause;
}

checkers::Verdict Kafka::check(const Run& run, const Criteria& criteria) const {
  checkers::KafkaOptions own;
  if (criteria.rising_offsets) own.committed_offsets = checkers::CommittedOffsets::rising;
  return checkers::check_kafka(run.history, own);
}

}  // namespace eddy::workloads
