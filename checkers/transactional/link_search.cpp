#include "checkers/transactional/link_search.h"

#include <algorithm>

namespace eddy::checkers {

LinkSearch::LinkSearch(const ListViews& views, StepMeter& meter)
    : views_(views), meter_(meter), ways_(views.size()) {}

void LinkSearch::start(Member member) {
  ++round_;
  member_ = member;
  added_.clear();
}

void LinkSearch::add(const Link& link, const Links& rest) {
  Way& way = ways_[link.from];
  if (link.from == member_ || way.round == round_ || !meter_.spend(1)) return;
  way = {link, rest, round_};
  added_.push_back(link.from);
}

void LinkSearch::see(Member member, const ListView& view) {
  for (const Member shown : view.shown) add({LinkKind::saw, shown, member, view.op, view.key}, {});
}

void LinkSearch::see_through(Member earlier, const ListView& view, const Link& ran) {
  for (const Member shown : view.shown)
    add({LinkKind::saw, shown, earlier, view.op, view.key}, {ran});
}

void LinkSearch::see_overwritten(Member member, std::uint32_t place) {
  for (const auto& [number, at] : views_.appends[member]) {
    const ListAppender& own = views_.orders[number][at];
    if (own.place >= place) continue;
    for (const ListAppender& other : views_.orders[number]) {
      // Some of its appends come before some of ours.
      if (other.member != member && other.seen() && other.first < own.last)
        add({LinkKind::over, other.member, member, 0, own.key}, {});
    }
  }
}

void LinkSearch::see_before(Member member) {
  if (const auto before = views_.before[member]) add({LinkKind::ran, *before, member}, {});
}

void LinkSearch::follow(std::initializer_list<LinkKind> kinds) {
  for (std::size_t i = 0; i < added_.size(); ++i) {  // grows as it goes
    const Member member = added_[i];
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
  const auto found = std::find_if(view.missed.begin(), view.missed.end(),
                                  [this](Member missed) { return ways_[missed].round == round_; });
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
