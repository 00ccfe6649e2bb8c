#include "checkers/transactional/lists/view_rules.h"

#include <array>
#include <cstddef>

#include "checkers/transactional/lists/link_circles.h"
#include "checkers/transactional/lists/link_search.h"
#include "checkers/transactional/lists/missing_reads.h"
#include "checkers/transactional/lists/session_rules.h"

namespace eddy::checkers {

namespace {

// Adds what the read before one of them shows.
void see_previous(const ListViews& views, LinkSearch& past, Member m, std::size_t read) {
  if (read > 0) past.see(m, views.views[m][read - 1]);
}

void see_all(const ListViews& views, LinkSearch& past, Member m) {
  for (const ListView& view : views.views[m]) past.see(m, view);
}

void see_none(LinkSearch& /*past*/, Member /*m*/) {}

std::vector<Links> vanishing(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, see_none, [&](LinkSearch& past, Member m, std::size_t read) {
    see_previous(views, past, m, read);
  });
}

std::vector<Links> fractured(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter,
                         [&](LinkSearch& past, Member m) { see_all(views, past, m); });
}

std::vector<Links> missed_conflicts(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m) {
    see_all(views, past, m);
    past.see_overwritten(m, ListAppender::kUnseen);
  });
}

std::vector<Links> causality(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m) {
    see_all(views, past, m);
    past.follow({LinkKind::saw});
  });
}

std::vector<Links> causality_of_processes(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, [&](LinkSearch& past, Member m) {
    see_all(views, past, m);
    past.see_before(m);
    past.follow({LinkKind::saw, LinkKind::ran});
  });
}

std::vector<Links> nonmonotonic_views(const ListViews& views, StepMeter& meter) {
  return reads_that_miss(views, meter, see_none, [&](LinkSearch& past, Member m, std::size_t read) {
    see_previous(views, past, m, read);
    past.see_overwritten(m, views.views[m][read].place);
    past.follow({LinkKind::saw, LinkKind::over});
  });
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
