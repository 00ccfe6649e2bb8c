#include "checkers/transactional/lists/session_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "checkers/transactional/lists/link_search.h"
#include "checkers/transactional/lists/missing_reads.h"
#include "checkers/transactional/lists/process_views.h"

namespace eddy::checkers {

namespace {

// Where the order of a key puts an append of a transaction before one of another that its process
// had run before.
void add_misordered_writes(const ListViews& views, StepMeter& meter, std::vector<Links>& cases) {
  const ProcessViews processes(views, meter);
  for (const auto& order : views.orders) {
    if (!meter.spend(1 + order.size())) return;
    std::vector<const ListAppender*> appenders;
    for (const ListAppender& appender : order) appenders.push_back(&appender);
    const auto by = [&](const ListAppender* a) {
      return std::tuple(processes.process(a->member), processes.depth(a->member), a->member);
    };
    std::sort(appenders.begin(), appenders.end(),
              [&](const auto* a, const auto* b) { return by(a) < by(b); });
    const ListAppender* farthest = nullptr;  // of the process, of those before
    for (const ListAppender* appender : appenders) {
      const std::uint32_t process = processes.process(appender->member);
      if (farthest != nullptr && processes.process(farthest->member) != process) farthest = nullptr;
      if (farthest != nullptr && appender->seen() && farthest->last > appender->first)
        cases.push_back({{LinkKind::ran, farthest->member, appender->member},
                         {LinkKind::over, appender->member, farthest->member, 0, appender->key}});
      if (!processes.goes_on(appender->member)) continue;
      if (farthest == nullptr || appender->last > farthest->last) farthest = appender;
    }
  }
}

// By member, where it appended to its keys first, the latest of these places.
std::vector<std::uint32_t> last_append_places(const ListViews& views) {
  std::vector<std::uint32_t> places(views.size());
  for (const auto& order : views.orders) {
    for (const ListAppender& appender : order)
      places[appender.member] = std::max(places[appender.member], appender.place);
  }
  return places;
}

// From whom a sight shows to the transaction before which its process had it.
Links links_of(const Sight& sight, Member before) {
  Links links{{LinkKind::saw, sight.seen, sight.viewer, sight.view->op, sight.view->key}};
  if (sight.viewer != before) links.push_back({LinkKind::ran, sight.viewer, before});
  return links;
}

// A writer that a transaction sees, the latest of its process.
struct SeenWriter {
  ProcessViews::Point point;  // until where its process had read what it then depended on
  Member writer;
  const ListView* view;
};

class DependencySearch {
 public:
  DependencySearch(const ListViews& views, StepMeter& meter)
      : views_(views),
        meter_(meter),
        processes_(views, meter),
        places_(last_append_places(views)) {}

  // By process, of the writers that it sees the one that had read most.
  std::map<std::uint32_t, SeenWriter> seen_writers(Member reader) const {
    std::map<std::uint32_t, SeenWriter> latest;
    for (const ListView& view : views_.views[reader]) {
      for (const Member writer : view.shown) {
        if (!meter_.spend(1)) return latest;
        const ProcessViews::Point point = processes_.before(writer, places_[writer]);
        if (point.reads == 0) continue;
        const auto [found, fresh] =
            latest.try_emplace(point.process, SeenWriter{point, writer, &view});
        if (!fresh && found->second.point.reads < point.reads)
          found->second = {point, writer, &view};
      }
    }
    return latest;
  }

  // What the process of a writer had seen and the read misses.
  std::optional<Sight> missed(const SeenWriter& writer, const ListView& read, Member reader) const {
    if (auto lost = processes_.lost(writer.point, read, reader)) return lost;
    // One of several keys may have been seen by another of them.
    for (const Member missed : read.missed) {
      if (!meter_.spend(1)) return std::nullopt;
      if (views_.appends[missed].size() < 2) continue;
      const ShownPart part = shows_partly(read, missed) ? ShownPart::all : ShownPart::some;
      for (const auto& at : views_.appends[missed]) {
        if (at.first == read.order) continue;
        if (auto sight = processes_.sight_of(writer.point, at, part)) return sight;
      }
    }
    return std::nullopt;
  }

  // That the process of a transaction saw, before it appended to a key, one whom the order puts
  // after it.
  std::optional<Sight> misordered(const std::vector<ListAppender>& order,
                                  std::size_t second) const {
    const ProcessViews::Point point = processes_.before(order[second].member, order[second].place);
    if (point.reads == 0) return std::nullopt;
    for (const ListAppender& other : order) {
      if (!meter_.spend(1)) return std::nullopt;
      if (other.member == order[second].member || other.last <= order[second].first) continue;
      // Where some of its appends come before, it may have been seen before the others.
      const ShownPart part = other.first < order[second].first ? ShownPart::all : ShownPart::some;
      for (const auto& at : views_.appends[other.member]) {
        if (auto sight = processes_.sight_of(point, at, part)) return sight;
      }
    }
    return std::nullopt;
  }

 private:
  // Whether a read that misses a transaction shows something of it.
  bool shows_partly(const ListView& read, Member missed) const {
    if (!read.agrees) {
      meter_.spend(read.shown.size());
      return std::find(read.shown.begin(), read.shown.end(), missed) != read.shown.end();
    }
    const auto& appends = views_.appends[missed];
    meter_.spend(appends.size());
    return std::any_of(appends.begin(), appends.end(), [&](const auto& at) {
      return at.first == read.order && views_.orders[at.first][at.second].first < read.size;
    });
  }

  const ListViews& views_;
  StepMeter& meter_;
  ProcessViews processes_;
  std::vector<std::uint32_t> places_;
};

// Adds all that came before a transaction in its process, unless they are there already.
void see_all_before(const ListViews& views, StepMeter& meter, LinkSearch& past, Member member,
                    const Links& rest) {
  for (auto at = views.before[member]; at && meter.spend(1); at = views.before[*at]) {
    if (past.has(*at)) return;
    past.add({LinkKind::ran, *at, member}, rest);
  }
}

}  // namespace

std::vector<Links> nonmonotonic_reads(const ListViews& views, StepMeter& meter) {
  std::vector<Links> cases;
  const ProcessViews processes(views, meter);
  for (Member m = 0; m < views.size(); ++m) {
    for (const ListView& read : views.views[m]) {
      const auto lost = processes.lost(processes.before(m), read, m);
      if (meter.exhausted()) return cases;
      if (!lost) continue;
      cases.push_back(links_of(*lost, m));
      cases.back().push_back({LinkKind::missed, m, lost->seen, read.op, read.key});
      break;
    }
  }
  return cases;
}

std::vector<Links> missed_own_writes(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(
      views, meter, [&](LinkSearch& past, Member m) { see_all_before(views, meter, past, m, {}); });
}

std::vector<Links> nonmonotonic_writes(const ListViews& views, StepMeter& meter) {
  auto cases = reads_that_miss(views, meter, [&](LinkSearch& past, Member m) {
    for (const ListView& view : views.views[m]) {
      for (const Member writer : view.shown)
        see_all_before(views, meter, past, writer, {{LinkKind::saw, writer, m, view.op, view.key}});
    }
  });
  add_misordered_writes(views, meter, cases);
  return cases;
}

std::vector<Links> missed_dependencies(const ListViews& views, StepMeter& meter) {
  std::vector<Links> cases;
  const DependencySearch search(views, meter);
  const auto case_of = [&](const std::map<std::uint32_t, SeenWriter>& writers, Member m) {
    for (const ListView& read : views.views[m]) {
      for (const auto& [process, writer] : writers) {
        const auto missed = search.missed(writer, read, m);
        if (meter.exhausted()) return;
        if (!missed) continue;
        Links links = links_of(*missed, writer.writer);
        links.push_back({LinkKind::saw, writer.writer, m, writer.view->op, writer.view->key});
        links.push_back({LinkKind::missed, m, missed->seen, read.op, read.key});
        cases.push_back(std::move(links));
        return;
      }
    }
  };
  for (Member m = 0; m < views.size() && !meter.exhausted(); ++m)
    case_of(search.seen_writers(m), m);
  for (const auto& order : views.orders) {
    for (std::size_t i = 0; i < order.size() && order[i].seen(); ++i) {
      const auto seen = search.misordered(order, i);
      if (!meter.spend(1)) return cases;
      if (!seen) continue;
      cases.push_back(links_of(*seen, order[i].member));
      cases.back().push_back({LinkKind::over, order[i].member, seen->seen, 0, order[i].key});
    }
  }
  return cases;
}

std::vector<Links> pram_violations(const ListViews& views, StepMeter& meter) {
  auto cases = reads_that_miss(views, meter, [&](LinkSearch& past, Member m) {
    for (const ListView& view : views.views[m]) past.see(m, view);
    for (auto at = views.before[m]; at && meter.spend(1); at = views.before[*at]) {
      const Link ran{LinkKind::ran, *at, m};
      past.add(ran, {});
      for (const ListView& view : views.views[*at]) past.see_through(*at, view, ran);
    }
    past.follow({LinkKind::ran});
  });
  add_misordered_writes(views, meter, cases);
  return cases;
}

}  // namespace eddy::checkers
