#include "eddy/workloads/search/concerning.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>
#include <utility>

#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/value_order.h"
#include "eddy/sim/format.h"
#include "workloads/search/message_words.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::Event;
using sim::EventNumber;
using sim::NodeId;

// Is it the key of something in it: the first of a pair, the second of a micro-operation, a field
// "key", or the name of a field?
bool has_key(const json::value& whole, const json::value& key) {
  const std::string name = key.is_string() ? std::string(key.get_string()) : json::serialize(key);
  if (const auto* array = whole.if_array()) {
    const bool is_pair = array->size() == 2 && checkers::equal_values((*array)[0], key);
    const bool is_micro_operation =
        array->size() == 3 && (*array)[0].is_string() && checkers::equal_values((*array)[1], key);
    if (is_pair || is_micro_operation) return true;
    return std::any_of(array->begin(), array->end(),
                       [&](const auto& item) { return has_key(item, key); });
  }
  if (const auto* object = whole.if_object()) {
    const auto* field = object->if_contains("key");
    if (field != nullptr && checkers::equal_values(*field, key)) return true;
    return std::any_of(object->begin(), object->end(), [&](const auto& item) {
      return item.key() == name || has_key(item.value(), key);
    });
  }
  return false;
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
    Concerning told;
    fold(told);
    remark(told);
    return told;
  }

 private:
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
    const bool is_it = concern_.operation && began.operation.phase == Phase::load &&
                       began.operation.number == *concern_.operation;
    if (concern_.operation && !is_it) return;
    const NodeId node = run_.experiment.run.seating.node_of(op.process);
    if (!is_at(node, began.client) || !is_of(op.value)) return;
    parts_.push_back({event.at,
                      fmt::format("{} asks {}: {}{}", began.client, node, op.f,
                                  op.value.is_null() ? "" : ' ' + checkers::excerpt(op.value)),
                      "", "", ""});
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
    const std::string value = json::serialize(*concern_.value);
    if (!last_sent_) {
      told.remarks.push_back(fmt::format("no node sent anything with {}", value));
    } else if (last_healed_ && *last_sent_ < *last_healed_ && lost_ > 0) {
      told.remarks.push_back(
          fmt::format("nothing with {} was sent after {}, and the last fault ended at {}", value,
                      time_words(*last_sent_), time_words(*last_healed_)));
    } else if (lost_ > 0) {
      told.remarks.push_back(
          fmt::format("nothing with {} was sent after {}", value, time_words(*last_sent_)));
    }
    std::vector<std::string> without = nodes_without();
    if (!without.empty())
      told.remarks.push_back(
          fmt::format("never had {}: {}", value, checkers::enumerate(std::move(without))));
  }
  // Of nodes that say what they learn.
  std::vector<std::string> nodes_without() const {
    const Run& run = run_.experiment.run;
    std::set<NodeId> having;
    for (const sim::Learned& learned : run.learned) {
      if (checkers::equal_values(run.spread[learned.value].value, *concern_.value))
        having.insert(learned.node);
    }
    std::vector<std::string> names;
    if (having.empty()) return names;
    for (std::uint32_t i = 0; i < run.options.node_count; ++i) {
      if (!having.contains(NodeId::node(i))) names.push_back(NodeId::node(i).name());
    }
    return names;
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
};

}  // namespace

Concerning concerning(const RecordedRun& run, const Concern& concern) {
  return Finder(run, concern).find();
}

}  // namespace eddy::workloads
