#include "checkers/transactional/lists/link_search.h"

#include <algorithm>

namespace eddy::checkers {

LinkSearch::LinkSearch(const ListViews& views, StepMeter& meter)
    : views_(views), meter_(meter), ways_(views.size()), begun_(views.orders.size()) {}

void LinkSearch::start(Member member) {
  ++round_;
  member_ = member;
  added_.clear();
  followed_ = 0;
}

void LinkSearch::add(const Link& link, const Links& rest) {
  Way& way = ways_[link.from];
  if (!meter_.spend(1) || link.from == member_ || way.round == round_) return;
  way = {link, rest, round_};
  added_.push_back(link.from);
}

std::uint32_t& LinkSearch::begun(std::uint32_t order) {
  Begun& begun = begun_[order];
  if (begun.round != round_) begun = {0, round_};
  return begun.count;
}

void LinkSearch::see_shown(Member viewer, const ListView& view, const Links& rest) {
  const auto add_from = [&](std::size_t first) {
    for (std::size_t i = first; i < view.shown.size(); ++i)
      add({LinkKind::saw, view.shown[i], viewer, view.op, view.key}, rest);
  };
  if (!view.agrees) {
    add_from(0);
    return;
  }
  // What it shows is a beginning of the order, the viewer left out.
  std::uint32_t& count = begun(view.order);
  add_from(count == 0 ? 0 : count - 1);
  count = std::max(count, static_cast<std::uint32_t>(view.shown.size()));
}

void LinkSearch::see(Member member, const ListView& view) {
  meter_.spend(1);
  see_shown(member, view, {});
}

void LinkSearch::see_through(Member earlier, const ListView& view, const Link& ran) {
  meter_.spend(1);
  see_shown(earlier, view, {ran});
}

void LinkSearch::see_overwritten(Member member, std::uint32_t place) {
  for (const auto& [number, at] : views_.appends[member]) {
    const auto& order = views_.orders[number];
    const ListAppender& own = order[at];
    if (!meter_.spend(1)) return;
    if (own.place >= place) continue;
    // Some of their appends come before some of ours.
    std::uint32_t& count = begun(number);
    for (; count < order.size() && order[count].seen() && order[count].first < own.last; ++count) {
      const ListAppender& other = order[count];
      if (other.member != member) add({LinkKind::over, other.member, member, 0, own.key}, {});
    }
  }
}

void LinkSearch::see_before(Member member) {
  if (const auto before = views_.before[member]) add({LinkKind::ran, *before, member}, {});
}

void LinkSearch::follow(std::initializer_list<LinkKind> kinds) {
  for (; followed_ < added_.size(); ++followed_) {  // they grow as it goes
    const Member member = added_[followed_];
    for (const LinkKind kind : kinds) {
      if (kind == LinkKind::ran) see_before(member);
      if (kind == LinkKind::over) see_overwritten(member, ListAppender::kUnseen);
      if (kind != LinkKind::saw) continue;
      for (const ListView& view : views_.views[member]) see(member, view);
    }
    if (meter_.exhausted()) return;
  }
}

std::optional<Links> LinkSearch::missed_by(const ListView& view) const {
  meter_.spend(view.missed.size());
  const auto found = std::find_if(view.missed.begin(), view.missed.end(),
                                  [this](Member missed) { return has(missed); });
  if (found == view.missed.end()) return std::nullopt;
  Links links;
  for (Member at = *found; at != member_;) {
    const Way& way = ways_[at];
    links.push_back(way.link);
    links.insert(links.end(), way.rest.begin(), way.rest.end());
    at = links.back().to;
  }
  links.push_back({LinkKind::missed, member_, *found, view.op, view.key});
  return links;
}

}  // namespace eddy::checkers
