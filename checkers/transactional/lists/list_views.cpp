#include "checkers/transactional/lists/list_views.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <span>

#include "checkers/transactional/graph/component.h"
#include "checkers/transactional/graph/precedence.h"
#include "checkers/transactional/lists/list_versions.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

using Read = ListVersions::Read;

bool views(const ListHistory& history, const Read& read) {
  return history.outcome_of(read.op) == Outcome::ok;
}

// An append, or several that stand together and are of one transaction.
struct Run {
  TransactionId writer;
  std::uint32_t first;
  std::uint32_t last;
};

// What a read that is no beginning of the longest shows.
struct OddRead {
  std::vector<std::uint32_t> elements;  // by place in KeyView::elements
  std::set<TransactionId> shown;
  std::set<TransactionId> missed;
};

// What one key tells, its transactions by their numbers in the history.
class KeyView {
 public:
  explicit KeyView(const ListHistory& history) : history_(history), versions_(history) {}

  void turn_to(std::uint32_t key) {
    versions_.turn_to(key);
    order_.clear();
    elements_.clear();
    std::map<TransactionId, std::size_t> at;
    for (const ListOpId id : history_.ops_of_key(key)) {
      const ListOp& op = history_.op(id);
      if (op.kind() != ListOpKind::append || history_.outcome_of(id) == Outcome::failed) continue;
      const std::uint32_t index = versions_.find(op.element())->index;
      elements_.push_back({op.transaction(), index, op.element()});
      const auto [found, fresh] = at.try_emplace(op.transaction(), order_.size());
      if (fresh) order_.push_back({op.transaction(), key, place_of(id), index, index});
      ListAppender& appender = order_[found->second];
      appender.first = std::min(appender.first, index);
      appender.last = std::max(appender.last, index);
    }
    std::stable_sort(
        order_.begin(), order_.end(),
        [](const ListAppender& a, const ListAppender& b) { return a.first < b.first; });
    std::stable_sort(elements_.begin(), elements_.end(),
                     [](const Element& a, const Element& b) { return a.index < b.index; });
  }

  struct Element {
    TransactionId writer;
    std::uint32_t index;
    std::uint64_t code;
  };

  // Those who appended, in order; `member` is the transaction.
  const std::vector<ListAppender>& order() const { return order_; }
  // What they appended, in order.
  const std::vector<Element>& elements() const { return elements_; }

  // Those of the elements that some read shows.
  std::vector<Run> runs() const {
    std::vector<Run> runs;
    for (const Element& element : elements_) {
      if (element.index == ListVersions::kNone) break;
      if (runs.empty() || runs.back().writer != element.writer)
        runs.push_back({element.writer, element.index, element.index});
      runs.back().last = element.index;
    }
    return runs;
  }

  std::span<const Read> reads() const { return versions_.reads(); }

  // Of a read that does not agree; nothing if the meter's budget does not suffice.
  std::optional<OddRead> odd(const Read& read, StepMeter& meter) const {
    if (!meter.spend(2 * (elements_.size() + std::uint64_t{read.size}))) return std::nullopt;
    std::vector<std::uint64_t> codes;
    for (const json::value& element : *history_.op(read.op).list())
      codes.push_back(history_.code(element));
    std::sort(codes.begin(), codes.end());
    OddRead odd;
    for (std::uint32_t i = 0; i < elements_.size(); ++i) {
      const bool shown = std::binary_search(codes.begin(), codes.end(), elements_[i].code);
      (shown ? odd.shown : odd.missed).insert(elements_[i].writer);
      if (shown) odd.elements.push_back(i);
    }
    return odd;
  }

  std::uint32_t place_of(ListOpId id) const {
    return id - history_.transactions()[history_.op(id).transaction()].first;
  }

 private:
  const ListHistory& history_;
  ListVersions versions_;
  std::vector<ListAppender> order_;
  std::vector<Element> elements_;
};

bool agrees(const Read& read) { return read.agrees || read.size == 0; }

// Links by which there is a way from each to whoever comes after it: in the order of a key from the
// writer of an element to that of the next one, from that of the last element that a read shows to
// the read, and from the read to that of the first one that it does not show, its own ones left
// out. False if the meter's budget does not suffice.
bool add_links(const KeyView& key, const ListHistory& history, StepMeter& meter,
               std::vector<Dependence>& links) {
  const std::vector<Run> runs = key.runs();
  for (std::size_t i = 1; i < runs.size(); ++i)
    links.emplace_back(runs[i - 1].writer, runs[i].writer, Dependency::ww);
  std::vector<TransactionId> unseen;  // who appended something that no read shows
  for (const ListAppender& appender : key.order()) {
    if (appender.last == ListAppender::kUnseen) unseen.push_back(appender.member);
  }
  const auto add = [&links](TransactionId from, TransactionId to, Dependency kind) {
    if (from != to) links.emplace_back(from, to, kind);
  };
  const auto add_to_unseen = [&](TransactionId from, Dependency kind) {
    for (const TransactionId to : unseen) add(from, to, kind);
    return meter.spend(unseen.size());
  };
  if (!runs.empty()) add_to_unseen(runs.back().writer, Dependency::ww);
  for (const Read& read : key.reads()) {
    if (!views(history, read)) continue;
    if (!meter.spend(1)) return false;
    const TransactionId viewer = history.op(read.op).transaction();
    if (!agrees(read)) {
      const auto odd = key.odd(read, meter);
      if (!odd) return false;
      for (const TransactionId writer : odd->shown) add(writer, viewer, Dependency::wr);
      for (const TransactionId writer : odd->missed) add(viewer, writer, Dependency::rw);
      continue;
    }
    const auto end = std::partition_point(runs.begin(), runs.end(),
                                          [&](const Run& run) { return run.first < read.size; });
    auto shown = end;
    if (shown != runs.begin() && (shown - 1)->writer == viewer) --shown;
    if (shown != runs.begin()) add((shown - 1)->writer, viewer, Dependency::wr);
    auto missed = end;
    if (end != runs.begin() && (end - 1)->last >= read.size) --missed;
    if (missed != runs.end() && missed->writer == viewer) ++missed;
    if (missed != runs.end())
      add(viewer, missed->writer, Dependency::rw);
    else if (!add_to_unseen(viewer, Dependency::rw))
      return false;
  }
  return true;
}

class Division {
 public:
  Division(const ListHistory& history, const std::vector<Component>& components)
      : history_(history), of_(history.transactions().size(), kNowhere), number_(of_.size()) {
    for (const Component& component : components) {
      for (Member m = 0; m < component.members.size(); ++m) {
        of_[component.members[m]] = static_cast<std::uint32_t>(parts_.size());
        number_[component.members[m]] = m;
      }
      ListViews part;
      part.members = component.members;
      part.views.resize(part.size());
      part.appends.resize(part.size());
      part.before.resize(part.size());
      parts_.push_back(std::move(part));
    }
  }

  // False if the budget does not suffice.
  bool add(const KeyView& key, StepMeter& meter) {
    std::map<std::uint32_t, PartOfKey> parts;  // by component
    for (ListAppender appender : key.order()) {
      const std::uint32_t part = of_[appender.member];
      if (part == kNowhere) continue;
      appender.member = number_[appender.member];
      parts[part].order.push_back(appender);
    }
    std::vector<std::uint32_t> new_place;  // by place among all elements
    for (const KeyView::Element& element : key.elements()) {
      const std::uint32_t part = of_[element.writer];
      new_place.push_back(kNowhere);
      if (part == kNowhere) continue;
      std::vector<ListElement>& elements = parts[part].elements;
      new_place.back() = static_cast<std::uint32_t>(elements.size());
      elements.push_back({number_[element.writer], element.index});
    }
    for (const Read& read : key.reads()) {
      const TransactionId viewer = history_.op(read.op).transaction();
      const auto found = parts.find(of_[viewer]);
      if (found == parts.end() || !views(history_, read)) continue;
      if (!meter.spend(1 + found->second.order.size())) return false;
      ListViews& part = parts_[of_[viewer]];
      ListView view;
      view.op = read.op;
      view.key = history_.op(read.op).key();
      view.place = key.place_of(read.op);
      view.order = static_cast<std::uint32_t>(part.orders.size());
      view.size = read.size;
      view.agrees = agrees(read);
      std::optional<OddRead> odd;
      if (!view.agrees) {
        odd = key.odd(read, meter);
        if (!odd) return false;
        for (const std::uint32_t at : odd->elements) {
          if (of_[key.elements()[at].writer] == of_[viewer]) view.elements.push_back(new_place[at]);
        }
      }
      for (const ListAppender& appender : found->second.order) {
        if (appender.member == number_[viewer]) continue;
        const TransactionId writer = part.members[appender.member];
        if (odd ? odd->shown.contains(writer) : appender.first < read.size)
          view.shown.push_back(appender.member);
        if (odd ? odd->missed.contains(writer) : appender.last >= read.size)
          view.missed.push_back(appender.member);
      }
      part.views[number_[viewer]].push_back(std::move(view));
    }
    for (auto& [part, of_key] : parts) {
      const auto number = static_cast<std::uint32_t>(parts_[part].orders.size());
      for (std::uint32_t i = 0; i < of_key.order.size(); ++i)
        parts_[part].appends[of_key.order[i].member].emplace_back(number, i);
      parts_[part].orders.push_back(std::move(of_key.order));
      parts_[part].elements.push_back(std::move(of_key.elements));
    }
    return true;
  }

  std::vector<ListViews> finish() {
    for (ListViews& part : parts_) {
      for (auto& views : part.views)
        std::sort(views.begin(), views.end(),
                  [](const ListView& a, const ListView& b) { return a.place < b.place; });
      order_sessions(part);
    }
    return std::move(parts_);
  }

 private:
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

  struct PartOfKey {
    std::vector<ListAppender> order;
    std::vector<ListElement> elements;
  };

  void order_sessions(ListViews& part) const {
    std::vector<std::pair<std::size_t, Member>> in_order;
    for (Member m = 0; m < part.size(); ++m) {
      const Transaction& transaction = of(part, m);
      const bool ended = transaction.outcome == Outcome::ok;
      in_order.emplace_back(ended ? *transaction.call.completion : transaction.call.invocation, m);
    }
    std::sort(in_order.begin(), in_order.end());
    std::map<std::int64_t, Member> latest;
    for (const auto& [position, m] : in_order) {
      const std::int64_t process = history_.history().ops[position].process;
      if (const auto found = latest.find(process); found != latest.end())
        part.before[m] = found->second;
      // Nothing comes after one that never ended.
      if (of(part, m).outcome == Outcome::ok) latest[process] = m;
    }
  }

  const Transaction& of(const ListViews& part, Member m) const {
    return history_.transactions()[part.members[m]];
  }

  const ListHistory& history_;
  std::vector<std::uint32_t> of_;  // by transaction, its component
  std::vector<Member> number_;
  std::vector<ListViews> parts_;
};

}  // namespace

std::optional<std::vector<ListViews>> list_views(const ListHistory& history, SessionOrder order,
                                                 StepMeter& meter) {
  KeyView key(history);
  std::vector<Dependence> links;
  for (std::uint32_t k = 0; k < history.key_count(); ++k) {
    key.turn_to(k);
    if (!meter.spend(1 + history.ops_of_key(k).size())) return std::nullopt;
    if (!add_links(key, history, meter, links)) return std::nullopt;
  }
  const Precedence precedence(history.history(), history.transactions(), order);
  Division division(history, components_of({history.transactions().size(), links}, precedence));
  for (std::uint32_t k = 0; k < history.key_count(); ++k) {
    key.turn_to(k);
    if (!division.add(key, meter)) return std::nullopt;
  }
  return division.finish();
}

}  // namespace eddy::checkers
