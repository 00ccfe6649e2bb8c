#include "checkers/transactional/list_views.h"

#include "checkers/transactional/component.h"
#include "checkers/transactional/dependency_graph.h"
#include "checkers/transactional/list_versions.h"
#include "checkers/transactional/precedence.h"

#include <algorithm>
#include <map>

namespace eddy::checkers {

namespace {

using Read = ListVersions::Read;

/// What one key tells, its transactions by their numbers in the history.
class KeyView {
 public:
  explicit KeyView(const ListHistory& history) : history_(history), versions_(history) {}

  void turn_to(std::uint32_t key) {
    versions_.turn_to(key);
    order_.clear();
    std::map<TransactionId, std::size_t> at;
    for (const ListOpId id : history_.ops_of_key(key)) {
      const ListOp& op = history_.op(id);
      if (op.kind() != ListOpKind::append || history_.outcome_of(id) == Outcome::failed) continue;
      const std::uint32_t index = versions_.find(op.element())->index;
      const auto [found, fresh] = at.try_emplace(op.transaction(), order_.size());
      if (fresh) order_.push_back({op.transaction(), key, place_of(id), index, index});
      ListAppender& appender = order_[found->second];
      appender.first = std::min(appender.first, index);
      appender.last = std::max(appender.last, index);
    }
    std::stable_sort(
        order_.begin(), order_.end(),
        [](const ListAppender& a, const ListAppender& b) { return a.first < b.first; });
  }

  /// Those who appended, in order; `member` is the transaction.
  const std::vector<ListAppender>& order() const { return order_; }

  std::span<const Read> reads() const { return versions_.reads(); }

  bool shows(const Read& read, const ListAppender& appender) const {
    if (read.size == 0 || !appender.seen()) return false;
    if (read.agrees) return appender.first < read.size;
    return any_append(read, appender, true);
  }

  bool misses(const Read& read, const ListAppender& appender) const {
    if (read.size == 0) return true;
    if (read.agrees) return appender.last == ListAppender::kUnseen || appender.last >= read.size;
    return any_append(read, appender, false);
  }

  std::uint32_t place_of(ListOpId id) const {
    return id - history_.transactions()[history_.op(id).transaction()].first;
  }

 private:
  /// Whether there is an append of which the read shows, or does not show, the element.
  bool any_append(const Read& read, const ListAppender& appender, bool shown) const {
    for (const ListOpId id : history_.ops_of_key(versions_.key())) {
      const ListOp& op = history_.op(id);
      if (op.kind() != ListOpKind::append || op.transaction() != appender.member) continue;
      if (versions_.shows(read, *versions_.find(op.element())) == shown) return true;
    }
    return false;
  }

  const ListHistory& history_;
  ListVersions versions_;
  std::vector<ListAppender> order_;
};

bool views(const ListHistory& history, const Read& read) {
  return history.outcome_of(read.op) == Outcome::ok;
}

/// Between whom there is a way, there is one by these.
void add_links(const KeyView& key, const ListHistory& history, StepMeter& meter,
               std::vector<Dependence>& links) {
  const auto& order = key.order();
  const auto unseen =
      std::find_if(order.begin(), order.end(), [](const ListAppender& a) { return !a.seen(); });
  for (auto next = order.begin(); next != order.end(); ++next) {
    if (next == order.begin() || (next >= unseen && unseen == order.begin())) continue;
    const auto previous = next < unseen ? next - 1 : unseen - 1;
    links.emplace_back(previous->member, next->member, Dependency::ww);
    // Appends of two may stand between each other's.
    if (next < unseen && previous->last > next->first)
      links.emplace_back(next->member, previous->member, Dependency::ww);
  }
  for (const Read& read : key.reads()) {
    if (!views(history, read) || !meter.spend(1)) continue;
    const TransactionId viewer = history.op(read.op).transaction();
    const auto add = [&](const ListAppender& appender) {
      if (appender.member == viewer) return;
      if (key.shows(read, appender)) links.emplace_back(appender.member, viewer, Dependency::wr);
      if (key.misses(read, appender)) links.emplace_back(viewer, appender.member, Dependency::rw);
    };
    if (!read.agrees) {
      if (!meter.spend(order.size())) return;
      std::for_each(order.begin(), order.end(), add);
      continue;
    }
    // The last that it shows, the first that it does not; the others follow from the order.
    const auto next = std::partition_point(
        order.begin(), unseen, [&](const ListAppender& a) { return a.first < read.size; });
    for (auto at = next; at != order.begin();) {
      --at;
      add(*at);
      if (at->member != viewer && !key.misses(read, *at)) break;
    }
    for (auto at = next; at != order.end(); ++at) {
      add(*at);
      if (at < unseen && at->member != viewer) break;
    }
  }
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

  /// False if the budget does not suffice.
  bool add(const KeyView& key, StepMeter& meter) {
    std::map<std::uint32_t, std::vector<ListAppender>> orders;  // by component
    for (ListAppender appender : key.order()) {
      const std::uint32_t part = of_[appender.member];
      if (part == kNowhere) continue;
      appender.member = number_[appender.member];
      orders[part].push_back(appender);
    }
    for (const Read& read : key.reads()) {
      const TransactionId viewer = history_.op(read.op).transaction();
      const std::uint32_t part = of_[viewer];
      if (part == kNowhere || !views(history_, read)) continue;
      const auto order = orders.find(part);
      if (order == orders.end()) continue;
      if (!meter.spend(order->second.size())) return false;
      ListView view{read.op, history_.op(read.op).key(), key.place_of(read.op), {}, {}};
      for (const ListAppender& appender : order->second) {
        if (appender.member == number_[viewer]) continue;
        ListAppender global = appender;
        global.member = parts_[part].members[appender.member];
        if (key.shows(read, global)) view.shown.push_back(appender.member);
        if (key.misses(read, global)) view.missed.push_back(appender.member);
      }
      parts_[part].views[number_[viewer]].push_back(std::move(view));
    }
    for (auto& [part, order] : orders) {
      const auto number = static_cast<std::uint32_t>(parts_[part].orders.size());
      for (std::uint32_t i = 0; i < order.size(); ++i)
        parts_[part].appends[order[i].member].emplace_back(number, i);
      parts_[part].orders.push_back(std::move(order));
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
    add_links(key, history, meter, links);
    if (!meter.spend(1 + history.ops_of_key(k).size())) return std::nullopt;
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
