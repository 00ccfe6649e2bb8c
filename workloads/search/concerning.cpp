#include "eddy/workloads/search/concerning.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <utility>

#include "base/overloaded.h"
#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/value_order.h"
#include "eddy/sim/format.h"
#include "workloads/search/befallen.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::EventNumber;
using sim::NodeId;

// A shell takes quotes away: 11 and "11" are the same key.
bool is_same_key(const json::value& a, const json::value& b) {
  const auto name = [](const json::value& key) {
    return key.is_string() ? std::string(key.get_string()) : json::serialize(key);
  };
  return checkers::equal_values(a, b) || name(a) == name(b);
}

// Is it the key of something in it: the second of a micro-operation, a field "key", or the name of a
// field?
bool has_key(const json::value& whole, const json::value& key) {
  if (const auto* array = whole.if_array()) {
    const bool is_micro_operation =
        array->size() == 3 && (*array)[0].is_string() && is_same_key((*array)[1], key);
    if (is_micro_operation) return true;
    return std::any_of(array->begin(), array->end(),
                       [&](const auto& item) { return has_key(item, key); });
  }
  if (const auto* object = whole.if_object()) {
    const auto* field = object->if_contains("key");
    if (field != nullptr && is_same_key(*field, key)) return true;
    return std::any_of(object->begin(), object->end(), [&](const auto& item) {
      return is_same_key(json::value(item.key()), key) || has_key(item.value(), key);
    });
  }
  return false;
}
// What a client asks or gets may be a pair as well, [key, value]; or a list of keys.
bool asks_for_key(const checkers::Op& op, const json::value& value, const json::value& key) {
  const auto* array = value.if_array();
  if (array == nullptr) return has_key(value, key);
  const bool is_pair = array->size() == 2 && is_same_key((*array)[0], key);
  const bool is_list = op.f == "assign" || op.f == "subscribe";
  return is_pair || has_key(value, key) ||
         (is_list && std::any_of(array->begin(), array->end(),
                                 [&](const auto& item) { return is_same_key(item, key); }));
}

struct Part {
  sim::Time at;
  std::string who;      // "n2 → "
  std::string to;       // "n1"; empty: it goes to nobody
  std::string what;     // "tell 12"
  std::string outcome;  // "cut by …"
};

class Finder {
 public:
  Finder(const RecordedRun& run, const Concern& concern) : run_(run), concern_(concern) {
    if (!concern.operation) return;
    for (const Event& event : run.events) {
      if (begins(event) || caused_.contains(event.cause)) caused_.insert(event.number);
    }
  }

  Concerning find() {
    for (const Event& event : run_.events) {
      std::visit([&](const auto& what) { hear(event, what); }, event.what);
    }
    for (const auto& [node, reads] : reads_) tell_more(reads);
    tell_death();
    Concerning told;
    fold(told);
    remark(told);
    return told;
  }

 private:
  // Of all that a node holds, one after another, that are alike.
  struct Reads {
    bool is_there = false;
    std::size_t part = 0;  // of the first one
    std::size_t more = 0;
    sim::Time last;
  };

  // Is it the operation that is asked about, or its follow-up?
  bool begins(const Event& event) const {
    const auto* began = event.get_if<sim::OperationBegan>();
    return began != nullptr && began->operation.phase == Phase::load &&
           began->operation.number == *concern_.operation;
  }
  bool is_of(const json::value& body) const {
    return (!concern_.value || holds(body, *concern_.value)) &&
           (!concern_.key || has_key(body, *concern_.key));
  }
  bool is_of(const checkers::Op& op, const json::value& value) const {
    return (!concern_.value || holds(value, *concern_.value)) &&
           (!concern_.key || asks_for_key(op, value, *concern_.key));
  }
  bool is_of(const Event& event) const {
    return !concern_.operation || caused_.contains(event.number);
  }
  bool is_at(NodeId a, NodeId b) const {
    return !concern_.node || a == *concern_.node || b == *concern_.node;
  }
  // What clients ask and get is told as operations.
  bool concerns(const Event& event, const sim::Message& message) const {
    if (is_of_client(message)) return false;
    return is_of(event) && is_at(message.id.sender, message.dest) &&
           ((!concern_.value && !concern_.key) || is_of(to_json(*message.body)));
  }

  void hear(const Event& event, const sim::Sent& sent) {
    if (concerns(event, sent.message)) last_sent_ = event.at;
  }
  void hear(const Event& event, const sim::Delivered& delivered) {
    const sim::Message& message = delivered.message;
    if (!concerns(event, message)) return;
    add(event, message, delivered.is_copy ? "arrives a second time" : "arrives");
  }
  void hear(const Event& event, const sim::Lost& lost) {
    if (!concerns(event, lost.message)) return;
    ++lost_;
    add(event, lost.message, loss_words(lost, active_));
  }
  void add(const Event& event, const sim::Message& message, std::string outcome) {
    parts_.push_back({event.at, message.id.sender.name(), message.dest.name(), body_words(message),
                      std::move(outcome)});
  }

  void hear(const Event& event, const sim::OperationBegan& began) {
    const auto& history = run_.experiment.run.history;
    // They are recorded in the order in which they begin.
    const Invocation& invocation = run_.experiment.run.invocations.at(next_invocation_++);
    const checkers::Op& op = history.ops[invocation.position];
    const checkers::Op* end = end_of(history, invocation.position);
    const bool is_ok = end != nullptr && end->type == checkers::OpType::ok;
    if (concern_.value && is_ok && holds(op.value, *concern_.value)) acknowledge(*end);
    const bool is_it = concern_.operation && began.operation.phase == Phase::load &&
                       began.operation.number == *concern_.operation;
    if (concern_.operation && !is_it) return;
    const NodeId node = run_.experiment.run.seating.node_of(op.process);
    if (!is_at(node, began.client)) return;
    const bool is_last = began.operation.phase == Phase::last;
    if (is_last && !is_of_last_round(invocation, run_.experiment.run.invocations)) return;
    const json::value result = is_ok ? result_of(history, *end) : json::value();
    const std::string question = question_words(began.client, node, op);
    if (concern_.value && op.value.is_null() && result.is_array()) {
      add_read(event, node, question, is_of(result));
    } else if (is_of(op, op.value) || (is_ok && is_of(op, result))) {
      parts_.push_back({event.at, question + ": " + answer_words(history, op, end), "", "", ""});
    }
  }
  void acknowledge(const checkers::Op& end) {
    const sim::Time at{sim::Duration(end.time)};
    acknowledged_ = std::min(acknowledged_.value_or(at), at);
  }
  // What took the process down ends it for all.
  void tell_death() {
    const auto& findings = run_.experiment.results.findings;
    if (findings.empty() || findings.front().checker != kOfProcess || run_.events.empty()) return;
    parts_.push_back(
        {run_.events.back().at, "the process ends: " + findings.front().finding.text, "", "", ""});
  }
  // Of all that a node holds: where it is no longer what it was. Before the value was acknowledged
  // nobody can miss it.
  void add_read(const Event& event, NodeId node, const std::string& question, bool is_there) {
    if (!is_there && (!acknowledged_ || event.at < *acknowledged_)) return;
    const auto [known, is_first] = reads_.try_emplace(node);
    Reads& reads = known->second;
    if (!is_first && reads.is_there == is_there) {
      ++reads.more;
      reads.last = event.at;
      return;
    }
    if (!is_first) tell_more(reads);
    reads = {is_there, parts_.size(), 0, event.at};
    parts_.push_back({event.at,
                      fmt::format("{}: ok, {} {}", question, is_there ? "with" : "without",
                                  json::serialize(*concern_.value)),
                      "", "", ""});
  }
  void tell_more(const Reads& reads) {
    if (reads.more == 0) return;
    parts_[reads.part].who +=
        fmt::format(", and {} more until {}", reads.more, time_words(reads.last));
  }
  void hear(const Event& event, const sim::FaultBegan& began) {
    active_.begin(began);
    add_fault(event, began.fault, "begins");
  }
  void hear(const Event& event, const sim::FaultEnded& ended) {
    active_.end(ended);
    last_healed_ = event.at;
    add_fault(event, ended.fault, "ends");
  }
  void add_fault(const Event& event, const sim::Fault& fault, std::string_view what) {
    const auto befallen = befallen_by(fault);
    const bool is_elsewhere =
        concern_.node && !befallen.empty() &&
        std::find(befallen.begin(), befallen.end(), *concern_.node) == befallen.end();
    if (is_elsewhere) return;
    parts_.push_back({event.at,
                      fmt::format("{} {}", checkers::name_of_fault(describe(fault)), what), "", "",
                      ""});
  }
  void hear(const Event& event, const sim::NodeDown& down) {
    add_node(event, down.node, "goes down");
  }
  void hear(const Event& event, const sim::NodeUp& up) { add_node(event, up.node, "is back"); }
  void hear(const Event& event, const sim::NodePaused& p) {
    add_node(event, p.node, "stands still");
  }
  void hear(const Event& event, const sim::NodeResumed& r) { add_node(event, r.node, "goes on"); }
  void hear(const Event& event, const sim::NodeFailed& failed) {
    add_node(event, failed.node, "fails: " + on_one_line(failed.text));
  }
  void add_node(const Event& event, NodeId node, const std::string& what) {
    if (!is_at(node, node)) return;
    parts_.push_back({event.at, fmt::format("{} {}", node, what), "", "", ""});
  }
  void hear(const Event& /*event*/, const auto& /*concerns nobody*/) {}

  static bool are_alike(const Part& a, const Part& b) {
    return !a.to.empty() && a.at == b.at && a.who == b.who && a.what == b.what &&
           a.outcome == b.outcome;
  }
  void fold(Concerning& told) const {
    for (std::size_t first = 0; first < parts_.size();) {
      const Part& part = parts_[first];
      std::vector<std::string> to;
      std::size_t end = first;
      for (; end < parts_.size() && (end == first || are_alike(part, parts_[end])); ++end)
        to.push_back(parts_[end].to);
      std::string text = part.who;
      if (!part.to.empty())
        text += fmt::format(" → {}  {}: {}", fmt::join(to, ", "), part.what, part.outcome);
      told.lines.push_back({part.at, std::move(text)});
      first = end;
    }
  }

  // What did not happen.
  void remark(Concerning& told) const {
    // What others did is not seen where only a part is looked at.
    if (!concern_.value || concern_.key || concern_.node || concern_.operation) return;
    told.remarks = remarks_on(
        *concern_.value,
        {last_sent_, lost_, last_healed_, nodes_without(run_.experiment.run, *concern_.value)});
  }

  const RecordedRun& run_;
  const Concern& concern_;
  std::set<EventNumber> caused_;
  std::size_t next_invocation_ = 0;
  ActiveFaults active_;
  std::vector<Part> parts_;
  std::optional<sim::Time> last_sent_;
  std::optional<sim::Time> last_healed_;
  std::size_t lost_ = 0;
  std::optional<sim::Time> acknowledged_;  // the value, to the first client
  std::map<NodeId, Reads> reads_;
};

}  // namespace

std::vector<std::string> remarks_on(const json::value& value, const Spreading& spreading) {
  const std::string text = json::serialize(value);
  std::vector<std::string> remarks;
  const auto& [last_sent, lost, last_healed, without] = spreading;
  if (!last_sent) {
    remarks.push_back(fmt::format("no node sent anything with {}", text));
  } else if (last_healed && *last_sent < *last_healed && lost > 0) {
    remarks.push_back(
        fmt::format("nothing with {} was sent after {}, and the last fault ended at {}", text,
                    time_words(*last_sent), time_words(*last_healed)));
  } else if (lost > 0) {
    remarks.push_back(
        fmt::format("nothing with {} was sent after {}", text, time_words(*last_sent)));
  }
  std::vector<std::string> names;
  for (const NodeId node : without) names.push_back(node.name());
  if (!names.empty())
    remarks.push_back(fmt::format("never had {}: {}", text, checkers::enumerate(std::move(names))));
  return remarks;
}

std::vector<NodeId> nodes_without(const Run& run, const json::value& value) {
  std::set<NodeId> having;
  for (const sim::Learned& learned : run.learned) {
    if (checkers::equal_values(run.spread[learned.value].value, value)) having.insert(learned.node);
  }
  std::vector<NodeId> nodes;
  if (having.empty()) return nodes;
  for (std::uint32_t i = 0; i < run.options.node_count; ++i) {
    if (!having.contains(NodeId::node(i))) nodes.push_back(NodeId::node(i));
  }
  return nodes;
}

Concerning concerning(const RecordedRun& run, const Concern& concern) {
  return Finder(run, concern).find();
}

}  // namespace eddy::workloads
