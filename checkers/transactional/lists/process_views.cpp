#include "checkers/transactional/lists/process_views.h"

#include <algorithm>

namespace eddy::checkers {

ProcessViews::ProcessViews(const ListViews& views, StepMeter& meter)
    : views_(views),
      meter_(meter),
      process_(views.size()),
      depth_(views.size()),
      reads_before_(views.size()),
      goes_on_(views.size()) {
  std::vector<std::vector<Member>> after(views.size());
  for (Member m = 0; m < views.size(); ++m) {
    if (!views.before[m]) continue;
    after[*views.before[m]].push_back(m);
    goes_on_[*views.before[m]] = true;
  }
  for (Member m = 0; m < views.size() && meter.spend(1); ++m) {
    if (!views.before[m]) order_process(m, after);
  }
}

void ProcessViews::order_process(Member first, const std::vector<std::vector<Member>>& after) {
  std::vector<Member> next{first};
  process_[first] = first;
  for (std::size_t i = 0; i < next.size(); ++i) {
    const Member member = next[i];
    add(member);
    for (const Member later : after[member]) {
      process_[later] = first;
      depth_[later] = depth_[member] + 1;
      reads_before_[later] =
          reads_before_[member] + static_cast<std::uint32_t>(views_.views[member].size());
      next.push_back(later);
    }
  }
}

void ProcessViews::add(Member member) {
  std::uint32_t number = reads_before_[member];
  for (const ListView& view : views_.views[member]) {
    if (!meter_.spend(1)) return;
    OfKey& of_key = of_key_[{process_[member], view.order}];
    const Sight sight{0, member, &view};
    if (!view.agrees) {
      of_key.odd.emplace_back(number++, sight);
      continue;
    }
    Entry entry{number++, {}};
    if (!of_key.entries.empty()) entry.largest = of_key.entries.back().largest;
    auto& [most, other] = entry.largest;
    const auto exceeds = [&view](const Sight& s) {
      return s.view == nullptr || view.size > s.view->size;
    };
    if (exceeds(most)) {
      if (most.view != nullptr && most.viewer != member) other = most;
      most = sight;
    } else if (most.viewer != member && exceeds(other)) {
      other = sight;
    } else {
      continue;
    }
    of_key.entries.push_back(entry);
  }
}

ProcessViews::Point ProcessViews::before(Member member, std::uint32_t place) const {
  const auto& reads = views_.views[member];
  const auto end = std::partition_point(reads.begin(), reads.end(),
                                        [place](const ListView& v) { return v.place < place; });
  return {process_[member],
          reads_before_[member] + static_cast<std::uint32_t>(end - reads.begin())};
}

const ProcessViews::OfKey* ProcessViews::find(std::uint32_t process, std::uint32_t order) const {
  const auto found = of_key_.find({process, order});
  return found == of_key_.end() ? nullptr : &found->second;
}

// The first of the reads before the point by which `use` finds something.
template <typename Use>
std::optional<Sight> ProcessViews::first_of(const Point& point, std::uint32_t order,
                                            const Use& use) const {
  const OfKey* of_key = find(point.process, order);
  if (of_key == nullptr) return std::nullopt;
  const auto end =
      std::partition_point(of_key->entries.begin(), of_key->entries.end(),
                           [&](const Entry& entry) { return entry.number < point.reads; });
  if (end != of_key->entries.begin()) {
    for (const Sight& sight : (end - 1)->largest) {
      if (sight.view == nullptr) continue;
      if (auto found = use(sight)) return found;
    }
  }
  for (const auto& [number, sight] : of_key->odd) {
    if (number >= point.reads || !meter_.spend(1)) break;
    if (auto found = use(sight)) return found;
  }
  return std::nullopt;
}

std::optional<Sight> ProcessViews::lost(const Point& point, const ListView& later,
                                        Member reader) const {
  const std::vector<ListElement>& elements = views_.elements[later.order];
  const auto count = [&elements](const ListView& view) {
    const auto end =
        std::partition_point(elements.begin(), elements.end(),
                             [&view](const ListElement& e) { return e.index < view.size; });
    return static_cast<std::uint32_t>(end - elements.begin());
  };
  const std::uint32_t agreed = later.agrees ? count(later) : 0;
  const auto is_shown = [&](std::uint32_t at) {
    if (later.agrees) return at < agreed;
    return std::binary_search(later.elements.begin(), later.elements.end(), at);
  };
  if (!meter_.spend(1)) return std::nullopt;
  return first_of(point, later.order, [&](const Sight& sight) -> std::optional<Sight> {
    const auto is_lost = [&](std::uint32_t at) {
      const Member writer = elements[at].member;
      return writer != reader && writer != sight.viewer && !is_shown(at);
    };
    if (!sight.view->agrees) {
      for (const std::uint32_t at : sight.view->elements) {
        if (!meter_.spend(1)) return std::nullopt;
        if (is_lost(at)) return Sight{elements[at].member, sight.viewer, sight.view};
      }
      return std::nullopt;
    }
    const std::uint32_t end = count(*sight.view);
    for (std::uint32_t at = agreed; at < end && meter_.spend(1); ++at) {
      if (is_lost(at)) return Sight{elements[at].member, sight.viewer, sight.view};
    }
    return std::nullopt;
  });
}

bool ProcessViews::shows(const ListView& view, const ListAppender& appender, ShownPart part) const {
  if (view.agrees) return (part == ShownPart::all ? appender.last : appender.first) < view.size;
  meter_.spend(view.shown.size() + view.missed.size());
  const auto contains = [&appender](const std::vector<Member>& members) {
    return std::find(members.begin(), members.end(), appender.member) != members.end();
  };
  return contains(view.shown) && !(part == ShownPart::all && contains(view.missed));
}

std::optional<Sight> ProcessViews::sight_of(const Point& point,
                                            const std::pair<std::uint32_t, std::uint32_t>& at,
                                            ShownPart part) const {
  const ListAppender& appender = views_.orders[at.first][at.second];
  if (!meter_.spend(1)) return std::nullopt;
  return first_of(point, at.first, [&](const Sight& sight) -> std::optional<Sight> {
    if (sight.viewer == appender.member || !shows(*sight.view, appender, part)) return std::nullopt;
    return Sight{appender.member, sight.viewer, sight.view};
  });
}

}  // namespace eddy::checkers
