#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/checkers/value_order.h"
#include "eddy/sim/format.h"
#include "eddy/workloads/search/concerning.h"
#include "workloads/search/message_words.h"
#include "workloads/search/operation_words.h"
#include "workloads/search/scene_parts.h"

namespace eddy::workloads {
namespace {

namespace json = boost::json;
using sim::NodeId;

constexpr std::size_t kMostOfLink = 2;    // messages that a link lost
constexpr std::size_t kFewCarriers = 40;  // all of them are shown
constexpr std::size_t kMostToldReads = 5;
constexpr std::size_t kMostToldMessages = 6;

// Which messages between servers carry which values: each body is looked through once.
class Carriers {
 public:
  Carriers(const SceneParts& parts, const std::vector<ValueScenes::Wanted>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      places_.emplace(json::serialize(wanted[i].value), i);
    of_.resize(wanted.size());
    const auto& messages = parts.index.messages();
    for (std::size_t message = 0; message < messages.size(); ++message) {
      const sim::Message& sent = parts.index.sending(message);
      if (is_of_client(sent)) continue;
      for (const std::size_t value : values_in(sent)) of_[value].push_back(message);
    }
  }
  const std::vector<std::size_t>& of(std::size_t value) const { return of_[value]; }

 private:
  const std::set<std::size_t>& values_in(const sim::Message& message) {
    const auto [known, is_new] = of_body_.try_emplace(message.body.get());
    if (is_new) look_through(to_json(*message.body), known->second);
    return known->second;
  }
  void look_through(const json::value& value, std::set<std::size_t>& found) const {
    if (const auto* array = value.if_array()) {
      for (const json::value& item : *array) look_through(item, found);
    } else if (const auto* object = value.if_object()) {
      for (const auto& [name, item] : *object) look_through(item, found);
    } else if (const auto place = places_.find(json::serialize(value)); place != places_.end()) {
      found.insert(place->second);
    }
  }

  std::unordered_map<std::string, std::size_t> places_;  // of a value's text
  std::unordered_map<const void*, std::set<std::size_t>> of_body_;
  std::vector<std::vector<std::size_t>> of_;
};

// One scene of a value.
class ValueScene {
 public:
  ValueScene(const SceneParts& parts, ValueScenes::Wanted wanted,
             const std::vector<std::size_t>& carriers)
      : parts_(parts),
        value_(std::move(wanted.value)),
        text_(json::serialize(value_)),
        scene_(std::move(wanted.scene)) {
    find_learners();
    choose_messages(carriers);
    note_spreading(carriers);
  }

  Scene make() {
    scene_.value = value_;
    choose_operations();
    add_what_came_next();
    name_missing();
    add_what_took_it();
    parts_.close(scene_);
    tell_story();
    return std::move(scene_);
  }

 private:
  void find_learners() {
    const auto& learned = parts_.run.experiment.run.learned;
    const auto& spread = parts_.run.experiment.run.spread;
    for (std::size_t i = 0; i < learned.size(); ++i) {
      if (!checkers::equal_values(spread[learned[i].value].value, value_)) continue;
      const auto place = sim::place_in(parts_.run.events, parts_.run.learned[i]);
      learned_.emplace(learned[i].node, place.value_or(0));
    }
  }
  // What brought it to each node first.
  std::set<std::size_t> bringers(const std::vector<std::size_t>& carriers) const {
    std::set<std::size_t> first;
    if (!learned_.empty()) {
      const std::set<std::size_t> carrying(carriers.begin(), carriers.end());
      for (const auto& [node, place] : learned_) {
        const std::size_t message = parts_.index.message_at(place);
        if (message != RunIndex::kNone && carrying.contains(message)) first.insert(message);
      }
      return first;
    }
    std::map<NodeId, std::pair<std::size_t, std::size_t>> earliest;  // its end, and the message
    for (const std::size_t message : carriers) {
      const std::size_t end = parts_.index.messages()[message].end;
      if (end == RunIndex::kNone || parts_.loss_of(message) != nullptr) continue;
      const auto [known, is_new] =
          earliest.try_emplace(parts_.index.sending(message).dest, end, message);
      if (!is_new && end < known->second.first) known->second = {end, message};
    }
    for (const auto& [node, arrival] : earliest) first.insert(arrival.second);
    return first;
  }
  bool has_it(NodeId node, std::size_t place) const {
    const auto found = learned_.find(node);
    return found != learned_.end() && found->second <= place;
  }
  void choose_messages(const std::vector<std::size_t>& carriers) {
    const std::set<std::size_t> first = bringers(carriers);
    // A number may mean another thing in another message.
    std::set<std::string_view> types;
    for (const std::size_t message : first)
      types.insert(parts_.index.sending(message).body->type().name);
    std::vector<std::size_t> of_it;
    for (const std::size_t message : carriers) {
      if (types.empty() || types.contains(parts_.index.sending(message).body->type().name))
        of_it.push_back(message);
    }
    std::set<std::size_t> chosen = first;
    std::map<std::pair<NodeId, NodeId>, std::size_t> of_link;
    for (const std::size_t message : of_it) {
      if (parts_.loss_of(message) == nullptr) continue;
      const sim::Message& sent = parts_.index.sending(message);
      if (has_it(sent.dest, parts_.end_of(message))) continue;
      lost_.push_back(message);
      if (of_link[{sent.id.sender, sent.dest}]++ < kMostOfLink) chosen.insert(message);
    }
    if (of_it.size() <= kFewCarriers) chosen.insert(of_it.begin(), of_it.end());
    for (const std::size_t message : chosen) {
      if (scene_.messages.size() < kMostOfScene) scene_.messages.insert(message);
    }
    scene_.left_out = of_it.size() - std::min(of_it.size(), scene_.messages.size());
    for (const std::size_t message : first) arrivals_.push_back(message);
  }

  void note_spreading(const std::vector<std::size_t>& carriers) {
    const auto& events = parts_.run.events;
    for (const std::size_t message : carriers) {
      spreading_.last_sent = events[parts_.index.messages()[message].sent].at;
      if (parts_.loss_of(message) != nullptr) ++spreading_.lost;
    }
    for (const FaultSpan& span : parts_.faults()) {
      if (span.end != RunIndex::kNone)
        spreading_.last_healed =
            std::max(spreading_.last_healed.value_or(sim::Time{}), events[span.end].at);
    }
    spreading_.without = nodes_without(parts_.run.experiment.run, value_);
  }

  bool reads_list(std::size_t operation) const {
    const checkers::Op* end = parts_.ended(operation);
    return end != nullptr && end->type == checkers::OpType::ok &&
           parts_.asked(operation).value.is_null();
  }
  void choose_operations() {
    const std::set<std::size_t> named = std::exchange(scene_.operations, {});
    scene_.bad.clear();
    const auto& invocations = parts_.run.experiment.run.invocations;
    for (std::size_t i = 0; i < invocations.size(); ++i) {
      const json::value* about = value_of(parts_.asked(i));
      if (about != nullptr && checkers::equal_values(*about, value_)) scene_.operations.insert(i);
    }
    std::set<std::size_t> reads;
    for (const std::size_t operation : parts_.last_reads()) {
      if (reads_list(operation)) reads.insert(operation);
    }
    for (const std::size_t operation : named) {
      if (reads_list(operation)) reads.insert(operation);
    }
    for (const std::size_t operation : reads) {
      const checkers::Op* end = parts_.ended(operation);
      const json::value result = result_of(parts_.run.experiment.run.history, *end);
      if (!result.is_array()) continue;
      const bool is_there = holds(result, value_);
      scene_.operations.insert(operation);
      scene_.notes.emplace_back(operation,
                                fmt::format("{} {}", text_, is_there ? "there" : "missing"));
      if (is_there) continue;
      scene_.bad.insert(operation);
      const bool is_last = parts_.run.experiment.run.invocations[operation].phase == Phase::last;
      if (!is_last) continue;
      without_.insert(parts_.node_of(operation));
      if (learned_.contains(parts_.node_of(operation)))
        scene_.lacking.insert(parts_.node_of(operation));
    }
  }

  // Where a node had it and has it no more, the value that came to it next, and who asked for that.
  void add_what_came_next() {
    const auto& learned = parts_.run.experiment.run.learned;
    const auto& spread = parts_.run.experiment.run.spread;
    std::set<std::uint32_t> next;
    for (const NodeId node : scene_.lacking) {
      bool has_come = false;
      for (std::size_t i = 0; i < learned.size(); ++i) {
        if (learned[i].node != node) continue;
        const bool is_it = checkers::equal_values(spread[learned[i].value].value, value_);
        if (!is_it && has_come) next.insert(learned[i].value);
        if (!is_it && has_come) add_arrival(parts_.run.learned[i]);
        if (!is_it && has_come) break;
        has_come |= is_it;
      }
    }
    const auto& invocations = parts_.run.experiment.run.invocations;
    for (std::size_t i = 0; i < invocations.size() && !next.empty(); ++i) {
      const json::value* about = value_of(parts_.asked(i));
      const bool is_next =
          about != nullptr && std::any_of(next.begin(), next.end(), [&](std::uint32_t value) {
            return checkers::equal_values(spread[value].value, *about);
          });
      if (is_next) scene_.operations.insert(i);
    }
  }
  void add_arrival(sim::EventNumber event) {
    const auto place = sim::place_in(parts_.run.events, event);
    const std::size_t message = place ? parts_.index.message_at(*place) : RunIndex::kNone;
    if (message == RunIndex::kNone || is_of_client(parts_.index.sending(message))) return;
    scene_.messages.insert(message);
    next_.push_back(message);
  }

  static std::string names_of(const std::set<NodeId>& nodes) {
    std::vector<std::string> names;
    for (const NodeId node : nodes) names.push_back(node.name());
    return checkers::enumerate(std::move(names));
  }
  // Which nodes never had it, where nodes tell what they learn; and which did not have it at the end.
  void name_missing() {
    scene_.nodes.clear();
    if (scene_.checker.empty()) return;
    std::set<NodeId> never;
    if (!learned_.empty()) never.insert(spreading_.without.begin(), spreading_.without.end());
    const std::string value = shortened(text_, 40);
    std::vector<std::string> notes;
    if (!never.empty()) notes.push_back("never on " + names_of(never));
    if (!scene_.lacking.empty()) notes.push_back("gone from " + names_of(scene_.lacking));
    if (learned_.empty() && !without_.empty())
      notes.push_back("missing at the end on " + names_of(without_));
    if (notes.empty()) return;
    scene_.note = fmt::format("{}", fmt::join(notes, ", "));
    const std::size_t nodes = parts_.run.experiment.run.options.node_count;
    if (!scene_.lacking.empty()) {
      scene_.title = fmt::format("value {} was there, and is not any more", value);
    } else if (scene_.kind == "lost" || never.size() == nodes) {
      scene_.title = fmt::format("value {} was lost", value);
    } else {
      scene_.title = fmt::format("value {} did not reach every node", value);
    }
  }
  // Those that had it until a fault took their memory.
  void add_what_took_it() {
    std::set<sim::FaultId> ids;
    for (const NodeId node : scene_.lacking) {
      for (const FaultSpan& span : parts_.faults()) {
        const auto* kill = std::get_if<sim::Kill>(span.fault);
        const bool takes_it =
            kill != nullptr && span.begin > learned_.at(node) &&
            std::find(kill->nodes.begin(), kill->nodes.end(), node) != kill->nodes.end();
        if (!takes_it) continue;
        ids.insert(span.id);
        break;
      }
    }
    scene_.faults.assign(ids.begin(), ids.end());
  }

  // The next few states of the node that had it first.
  void show_how_it_went(Chosen& chosen) const {
    constexpr std::size_t kMostChanges = 5;
    const auto first =
        std::min_element(scene_.lacking.begin(), scene_.lacking.end(),
                         [&](NodeId a, NodeId b) { return learned_.at(a) < learned_.at(b); });
    const sim::EventNumber from = parts_.run.events[learned_.at(*first)].number;
    for (const StateChange& change : parts_.run.states) {
      if (change.node != *first || change.after < from) continue;
      if (chosen.states.size() == kMostChanges) break;
      chosen.states.insert(change.after);
    }
  }

  void tell_story() {
    Chosen chosen = parts_.chosen_for(scene_);
    for (const std::size_t operation : scene_.operations) {
      const checkers::Op& op = parts_.asked(operation);
      if (value_of(op) != nullptr) chosen.named.insert({op.process, op.f});
    }
    std::size_t reads = 0;
    for (const auto& [operation, note] : scene_.notes) {
      const bool is_told = scene_.bad.contains(operation) && reads++ < kMostToldReads;
      if (!is_told) {
        chosen.operations->erase(operation);
        continue;
      }
      const std::int64_t asked = parts_.asked(operation).index;
      chosen.answers[operation] =
          fmt::format("ok, without {} (op {})", text_,
                      scene_.named.contains(asked) ? asked : parts_.ended(operation)->index);
    }
    const auto id = [&](std::size_t message) { return parts_.index.sending(message).id; };
    if (arrivals_.size() <= kMostToldMessages) {
      for (const std::size_t message : arrivals_) chosen.messages.insert(id(message));
    }
    if (lost_.size() <= kMostToldMessages) {
      for (const std::size_t message : lost_) chosen.messages.insert(id(message));
    }
    for (const std::size_t message : next_) chosen.messages.insert(id(message));
    if (!scene_.lacking.empty()) show_how_it_went(chosen);
    parts_.show_states(scene_, chosen);
    Story& story = scene_.story = tell(parts_.run, chosen, {});
    if (arrivals_.size() > kMostToldMessages) tell_arrivals(story);
    if (lost_.size() > kMostToldMessages) tell_losses(story);
    std::stable_sort(story.lines.begin(), story.lines.end(), [](const auto& a, const auto& b) {
      return std::pair(a.at, a.events.empty() ? 0 : a.events.front()) <
             std::pair(b.at, b.events.empty() ? 0 : b.events.front());
    });
    scene_.story = abridged(std::move(story));
    const bool spreads = parts_.run.experiment.run.options.node_count > 1;
    if (spreads) scene_.story.remarks = remarks_on(value_, spreading_);
    if (!scene_.text.empty()) scene_.story.why = why_of(scene_);
  }
  void add_line(Story& story, std::string text, const std::vector<std::size_t>& messages) const {
    StoryLine line{{}, std::move(text), {}, false, StoryWeight::named};
    for (const std::size_t message : messages)
      line.events.push_back(parts_.run.events[parts_.end_of(message)].number);
    std::sort(line.events.begin(), line.events.end());
    line.at = parts_.run.events[*sim::place_in(parts_.run.events, line.events.front())].at;
    story.lines.push_back(std::move(line));
  }
  void tell_arrivals(Story& story) const {
    sim::Time last{};
    for (const std::size_t message : arrivals_)
      last = std::max(last, parts_.run.events[parts_.end_of(message)].at);
    add_line(story,
             fmt::format("it reaches {} nodes, the last at {}", arrivals_.size(), time_words(last)),
             arrivals_);
  }
  void tell_losses(Story& story) const {
    std::set<std::pair<NodeId, NodeId>> links;
    for (const std::size_t message : lost_)
      links.emplace(parts_.index.sending(message).id.sender, parts_.index.sending(message).dest);
    Scene all;
    all.messages.insert(lost_.begin(), lost_.end());
    add_line(story,
             fmt::format("{} messages with {} to nodes without it, on {} links: most of them {}",
                         lost_.size(), shortened(text_, 40), links.size(), cause_of(all, parts_)),
             lost_);
  }

  const SceneParts& parts_;
  const json::value value_;
  const std::string text_;
  Scene scene_;
  std::map<NodeId, std::size_t> learned_;  // at which place
  std::set<NodeId> without_;               // whose last read does not have it
  std::vector<std::size_t> next_;          // that brought the value after it
  std::vector<std::size_t> arrivals_;      // that brought it
  Spreading spreading_;
  std::vector<std::size_t> lost_;  // on their way to a node that did not have it
};

}  // namespace

std::vector<Scene> ValueScenes::make(std::vector<Wanted> wanted) {
  const Carriers carriers(parts_, wanted);
  std::vector<Scene> scenes;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    scenes.push_back(ValueScene(parts_, std::move(wanted[i]), carriers.of(i)).make());
  return scenes;
}

std::vector<ValueScenes::Wanted> ValueScenes::slowest(std::size_t most) const {
  const Run& made = parts_.run.experiment.run;
  std::vector<const sim::Spread*> spread;
  for (const sim::Spread& one : made.spread) {
    if (one.nodes >= made.options.node_count) spread.push_back(&one);
  }
  std::stable_sort(spread.begin(), spread.end(), [](const auto* a, const auto* b) {
    return a->last - a->first > b->last - b->first;
  });
  std::vector<Wanted> wanted;
  for (const sim::Spread* one : spread) {
    if (wanted.size() == most) break;
    Scene scene{.title = fmt::format("value {} took {} to reach all nodes",
                                     shortened(json::serialize(one->value), 40),
                                     duration_words(one->last - one->first)),
                .kind = "slowest values"};
    wanted.push_back({one->value, std::move(scene)});
  }
  return wanted;
}

}  // namespace eddy::workloads
