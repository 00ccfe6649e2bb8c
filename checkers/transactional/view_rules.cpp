#include "checkers/transactional/view_rules.h"

#include "checkers/transactional/link_search.h"

#include <algorithm>
#include <array>
#include <optional>

namespace eddy::checkers {

namespace {

/// Goes through all reads. `prepare` gathers what a transaction must see, `prepare_read` what one
/// read must.
template <typename Prepare>
std::vector<Links> reads_that_miss(const ListViews& views, StepMeter& meter,
                                   const Prepare& prepare) {
  std::vector<Links> cases;
  LinkSearch past(views, meter);
  for (Member m = 0; m < views.size(); ++m) {
    for (const ListView& view : views.views[m]) {
      if (view.missed.empty()) continue;
      past.start(m);
      prepare(past, m, view);
      if (meter.exhausted()) return cases;
      if (auto links = past.missed_by(view)) {
        cases.push_back(std::move(*links));
        break;
      }
    }
  }
  return cases;
}

std::vector<Links> vanishing(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView& read) {
    for (const ListView& view : views.views[m]) {
      if (view.place < read.place) past.see(m, view);
    }
  });
}

std::vector<Links> fractured(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) past.see(m, view);
  });
}

std::vector<Links> missed_conflicts(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) past.see(m, view);
    past.see_overwritten(m, ListAppender::kUnseen);
  });
}

std::vector<Links> causality(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) past.see(m, view);
    past.follow({LinkKind::saw});
  });
}

std::vector<Links> causality_of_processes(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) past.see(m, view);
    past.see_before(m);
    past.follow({LinkKind::saw, LinkKind::ran});
  });
}

std::vector<Links> nonmonotonic_views(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView& read) {
    for (const ListView& view : views.views[m]) {
      if (view.place < read.place) past.see(m, view);
    }
    past.see_overwritten(m, read.place);
    past.follow({LinkKind::saw, LinkKind::over});
  });
}

/// Those before it in its process, the latest first.
template <typename Use>
void for_each_before(const ListViews& views, Member m, StepMeter& meter, const Use& use) {
  for (auto at = views.before[m]; at && meter.spend(1); at = views.before[*at]) use(*at);
}

bool contains(const std::vector<Member>& members, Member m) {
  return std::find(members.begin(), members.end(), m) != members.end();
}

/// Whether the later read, which misses a transaction, shows less of it than the earlier one.
bool shows_less(const ListView& later, const ListView& earlier, Member of) {
  return !contains(later.shown, of) || !contains(earlier.missed, of);
}

std::vector<Links> nonmonotonic_reads(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView& read) {
    for_each_before(views, m, meter, [&](Member earlier) {
      for (const ListView& view : views.views[earlier]) {
        if (view.key != read.key) continue;
        for (const Member seen : view.shown) {
          if (shows_less(read, view, seen))
            past.add({LinkKind::saw, seen, earlier, view.op, view.key},
                     {{LinkKind::ran, earlier, m}});
        }
      }
    });
  });
}

std::vector<Links> missed_own_writes(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for_each_before(views, m, meter, [&](Member earlier) {
      past.add({LinkKind::ran, earlier, m}, {});
    });
  });
}

/// Whose appends the order of a key puts before those of one that by `earlier` came first: links
/// from the one that should come first to the other.
template <typename Earlier>
void add_misordered(const ListViews& views, StepMeter& meter, std::vector<Links>& cases,
                    const Earlier& earlier) {
  for (const auto& order : views.orders) {
    for (const ListAppender& appender : order) {
      if (!appender.seen() || !meter.spend(order.size())) continue;
      for (const ListAppender& other : order) {
        if (other.member == appender.member || other.last <= appender.first) continue;
        Links links = earlier(other, appender);
        if (links.empty()) continue;
        links.push_back({LinkKind::over, appender.member, other.member, 0, appender.key});
        cases.push_back(std::move(links));
        break;
      }
    }
  }
}

/// As the process of `later` ran them.
Links ran_before(const ListViews& views, StepMeter& meter, Member earlier, Member later) {
  Links links;
  for_each_before(views, later, meter, [&](Member m) {
    if (m == earlier) links = {{LinkKind::ran, earlier, later}};
  });
  return links;
}

void add_misordered_writes(const ListViews& views, StepMeter& meter, std::vector<Links>& cases) {
  add_misordered(views, meter, cases, [&](const ListAppender& first, const ListAppender& second) {
    return ran_before(views, meter, first.member, second.member);
  });
}

std::vector<Links> nonmonotonic_writes(const ListViews& views, StepMeter& meter) {
  auto cases = reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) {
      for (const Member writer : view.shown) {
        for_each_before(views, writer, meter, [&](Member earlier) {
          past.add({LinkKind::ran, earlier, writer},
                   {{LinkKind::saw, writer, m, view.op, view.key}});
        });
      }
    }
  });
  add_misordered_writes(views, meter, cases);
  return cases;
}

/// What a transaction had seen when it appended, and its process before that.
template <typename Use>
void for_each_read_before(const ListViews& views, StepMeter& meter, Member writer,
                          std::uint32_t place, const Use& use) {
  for (const ListView& view : views.views[writer]) {
    if (view.place < place) use(view, Links{});
  }
  for_each_before(views, writer, meter, [&](Member earlier) {
    for (const ListView& view : views.views[earlier])
      use(view, Links{{LinkKind::ran, earlier, writer}});
  });
}

Member viewer_of(const Links& ran, Member writer) { return ran.empty() ? writer : ran[0].from; }

std::uint32_t last_append_place(const ListViews& views, Member m) {
  std::uint32_t last = 0;
  for (const auto& [order, at] : views.appends[m])
    last = std::max(last, views.orders[order][at].place);
  return last;
}

std::vector<Links> missed_dependencies(const ListViews& views, StepMeter& meter) {
  auto cases = reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView& read) {
    for (const ListView& view : views.views[m]) {
      for (const Member writer : view.shown) {
        const auto see = [&](const ListView& earlier, Links ran) {
          const Member viewer = viewer_of(ran, writer);
          ran.push_back({LinkKind::saw, writer, m, view.op, view.key});
          for (const Member seen : earlier.shown) {
            if (shows_less(read, earlier, seen))
              past.add({LinkKind::saw, seen, viewer, earlier.op, earlier.key}, ran);
          }
        };
        for_each_read_before(views, meter, writer, last_append_place(views, writer), see);
      }
    }
  });
  add_misordered(views, meter, cases, [&](const ListAppender& first, const ListAppender& second) {
    Links links;
    if (first.first <= second.first) return links;
    for_each_read_before(
        views, meter, second.member, second.place, [&](const ListView& view, const Links& ran) {
          if (!contains(view.shown, first.member) || !links.empty()) return;
          links = {{LinkKind::saw, first.member, viewer_of(ran, second.member), view.op, view.key}};
          links.insert(links.end(), ran.begin(), ran.end());
        });
    return links;
  });
  return cases;
}

std::vector<Links> pram_violations(const ListViews& views, StepMeter& meter) {
  auto cases = reads_that_miss(views, meter, [&](LinkSearch& past, Member m, const ListView&) {
    for (const ListView& view : views.views[m]) past.see(m, view);
    for_each_before(views, m, meter, [&](Member earlier) {
      const Link ran{LinkKind::ran, earlier, m};
      past.add(ran, {});
      for (const ListView& view : views.views[earlier]) past.see_through(earlier, view, ran);
    });
    past.follow({LinkKind::ran});
  });
  add_misordered_writes(views, meter, cases);
  return cases;
}

constexpr std::array kRules = {
    ViewRule{Anomaly::non_monotonic_reads, Anomaly::g_single_item_process, SessionOrder::process,
             &nonmonotonic_reads},
    ViewRule{Anomaly::missed_own_writes, Anomaly::g_single_item_process, SessionOrder::process,
             &missed_own_writes},
    ViewRule{Anomaly::non_monotonic_writes, Anomaly::g_single_item_process, SessionOrder::process,
             &nonmonotonic_writes},
    ViewRule{Anomaly::missed_read_write_dependency, Anomaly::g_single_item_process,
             SessionOrder::process, &missed_dependencies},
    ViewRule{Anomaly::pram_violation, Anomaly::g_single_item_process, SessionOrder::process,
             &pram_violations},
    ViewRule{Anomaly::observed_transaction_vanishes, Anomaly::g_single_item, SessionOrder::none,
             &vanishing},
    ViewRule{Anomaly::g_monotonic, Anomaly::g_single_item, SessionOrder::none, &nonmonotonic_views},
    ViewRule{Anomaly::g_msr, Anomaly::g_single_item, SessionOrder::none, &nonmonotonic_views},
    ViewRule{Anomaly::fractured_read, Anomaly::g_single_item, SessionOrder::none, &fractured},
    ViewRule{Anomaly::missed_conflict, Anomaly::g_single_item, SessionOrder::none,
             &missed_conflicts},
    ViewRule{Anomaly::causality_violation, Anomaly::g_single_item, SessionOrder::none, &causality},
    ViewRule{Anomaly::causality_violation_process, Anomaly::g_single_item_process,
             SessionOrder::process, &causality_of_processes},
    ViewRule{Anomaly::prefix_violation, Anomaly::g_nonadjacent_item, SessionOrder::none,
             &snapshots_in_a_circle},
    ViewRule{Anomaly::g_update, Anomaly::g2_item, SessionOrder::none, &updates_in_a_circle},
};

}  // namespace

std::span<const ViewRule> view_rules() { return kRules; }

}  // namespace eddy::checkers
