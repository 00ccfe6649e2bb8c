#include "eddy/checkers/transactional/models/anomaly.h"

#include <algorithm>
#include <array>

#include "checkers/transactional/models/names.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::checkers {

namespace {

constexpr auto kNames = std::to_array<std::string_view>({
#define EDDY_NAME(enumerator, name) name,
    EDDY_ANOMALIES(EDDY_NAME)
#undef EDDY_NAME
});

struct Implication {
  Anomaly anomaly;
  Anomaly implied;
};

constexpr std::array kOwn = {
    Anomaly::pram_violation,
    Anomaly::causality_violation,
    Anomaly::causality_violation_process,
    Anomaly::fractured_read,
    Anomaly::missed_conflict,
    Anomaly::missed_own_writes,
    Anomaly::missed_read_write_dependency,
    Anomaly::non_monotonic_reads,
    Anomaly::non_monotonic_writes,
    Anomaly::observed_transaction_vanishes,
    Anomaly::prefix_violation,
    Anomaly::thin_air_read,
};

constexpr std::array kImplications = {
    Implication{Anomaly::g_nonadjacent, Anomaly::g_nonadjacent_process},
    Implication{Anomaly::g_nonadjacent, Anomaly::g2},
    Implication{Anomaly::g_nonadjacent_item, Anomaly::g_nonadjacent},
    Implication{Anomaly::g_nonadjacent_item, Anomaly::g_nonadjacent_item_process},
    Implication{Anomaly::g_nonadjacent_item, Anomaly::g2_item},
    Implication{Anomaly::g_nonadjacent_item_process, Anomaly::g_nonadjacent_item_realtime},
    Implication{Anomaly::g_nonadjacent_item_process, Anomaly::g_nonadjacent_process},
    Implication{Anomaly::g_nonadjacent_item_process, Anomaly::g2_item_process},
    Implication{Anomaly::g_nonadjacent_item_realtime, Anomaly::g_nonadjacent_realtime},
    Implication{Anomaly::g_nonadjacent_item_realtime, Anomaly::g2_item_realtime},
    Implication{Anomaly::g_nonadjacent_process, Anomaly::g_nonadjacent_realtime},
    Implication{Anomaly::g_nonadjacent_process, Anomaly::g2_process},
    Implication{Anomaly::g_nonadjacent_realtime, Anomaly::g2_realtime},
    Implication{Anomaly::g_single, Anomaly::g_nonadjacent},
    Implication{Anomaly::g_single, Anomaly::g_single_process},
    Implication{Anomaly::g_single, Anomaly::gsib},
    Implication{Anomaly::g_single_item, Anomaly::g_nonadjacent_item},
    Implication{Anomaly::g_single_item, Anomaly::g_single},
    Implication{Anomaly::g_single_item, Anomaly::g_single_item_process},
    Implication{Anomaly::g_single_item_process, Anomaly::g_nonadjacent_item_process},
    Implication{Anomaly::g_single_item_process, Anomaly::g_single_item_realtime},
    Implication{Anomaly::g_single_item_process, Anomaly::g_single_process},
    Implication{Anomaly::g_single_item_realtime, Anomaly::g_nonadjacent_item_realtime},
    Implication{Anomaly::g_single_item_realtime, Anomaly::g_single_realtime},
    Implication{Anomaly::g_single_process, Anomaly::g_nonadjacent_process},
    Implication{Anomaly::g_single_process, Anomaly::g_single_realtime},
    Implication{Anomaly::g_single_realtime, Anomaly::g_nonadjacent_realtime},
    Implication{Anomaly::g0, Anomaly::g0_process},
    Implication{Anomaly::g0, Anomaly::g1c},
    Implication{Anomaly::g0_process, Anomaly::g0_realtime},
    Implication{Anomaly::g0_process, Anomaly::g1c_process},
    Implication{Anomaly::g0_realtime, Anomaly::g1c_realtime},
    Implication{Anomaly::g1, Anomaly::g1_process},
    Implication{Anomaly::g1_process, Anomaly::g1_realtime},
    Implication{Anomaly::g1a, Anomaly::g1},
    Implication{Anomaly::g1b, Anomaly::g1},
    Implication{Anomaly::g1c, Anomaly::g1},
    Implication{Anomaly::g1c, Anomaly::g1c_process},
    Implication{Anomaly::g1c_process, Anomaly::g1_process},
    Implication{Anomaly::g1c_process, Anomaly::g1c_realtime},
    Implication{Anomaly::g1c_realtime, Anomaly::g1_realtime},
    Implication{Anomaly::g2, Anomaly::g2_process},
    Implication{Anomaly::g2_item, Anomaly::g2},
    Implication{Anomaly::g2_item, Anomaly::g2_item_process},
    Implication{Anomaly::g2_item_process, Anomaly::g2_item_realtime},
    Implication{Anomaly::g2_item_process, Anomaly::g2_process},
    Implication{Anomaly::g2_item_realtime, Anomaly::g2_realtime},
    Implication{Anomaly::g2_process, Anomaly::g2_realtime},
    Implication{Anomaly::gsia, Anomaly::gsi},
    Implication{Anomaly::gsib, Anomaly::gsi},
    Implication{Anomaly::causality_violation, Anomaly::causality_violation_process},
    Implication{Anomaly::causality_violation, Anomaly::prefix_violation},
    Implication{Anomaly::dirty_update, Anomaly::g1a},
    Implication{Anomaly::fractured_read, Anomaly::causality_violation},
    Implication{Anomaly::fractured_read, Anomaly::missed_conflict},
    Implication{Anomaly::future_read, Anomaly::g1c},
    Implication{Anomaly::incompatible_order, Anomaly::g1a},
    Implication{Anomaly::lost_update, Anomaly::g2_item},
    Implication{Anomaly::lost_update, Anomaly::write_skew},
    Implication{Anomaly::missed_own_writes, Anomaly::pram_violation},
    Implication{Anomaly::missed_read_write_dependency, Anomaly::causality_violation_process},
    Implication{Anomaly::non_monotonic_reads, Anomaly::pram_violation},
    Implication{Anomaly::non_monotonic_writes, Anomaly::pram_violation},
    Implication{Anomaly::observed_transaction_vanishes, Anomaly::fractured_read},
    Implication{Anomaly::observed_transaction_vanishes, Anomaly::g_monotonic},
    Implication{Anomaly::pram_violation, Anomaly::causality_violation_process},
    Implication{Anomaly::write_skew, Anomaly::g2},
};

// Follows the implications from one end to the other until nothing new is found.
AnomalySet closure(AnomalySet anomalies, Anomaly Implication::*from, Anomaly Implication::*to) {
  for (std::size_t before = 0; before != anomalies.size();) {
    before = anomalies.size();
    for (const Implication& implication : kImplications) {
      if (anomalies.contains(implication.*from)) anomalies.insert(implication.*to);
    }
  }
  return anomalies;
}

}  // namespace

std::string_view to_string(Anomaly anomaly) { return kNames.at(static_cast<std::size_t>(anomaly)); }

std::optional<Anomaly> parse_anomaly(std::string_view name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Anomaly>(found - kNames.begin());
}

std::span<const std::string_view> anomaly_names() { return kNames; }

bool is_doubt(Anomaly anomaly) {
  return anomaly == Anomaly::cycle_search_timeout || anomaly == Anomaly::empty_transaction_graph;
}

bool is_own(Anomaly anomaly) { return std::find(kOwn.begin(), kOwn.end(), anomaly) != kOwn.end(); }

AnomalySet parse_anomalies(const std::vector<std::string>& lists) {
  AnomalySet anomalies;
  for (const std::string& list : lists) {
    for (const std::string_view name : split_names(list)) {
      const auto anomaly = parse_anomaly(name);
      if (!anomaly) throw BadInput(unknown_name("anomaly", name, {kNames.begin(), kNames.end()}));
      anomalies.insert(*anomaly);
    }
  }
  return anomalies;
}

AnomalySet with_all_implied(const AnomalySet& anomalies) {
  return closure(anomalies, &Implication::anomaly, &Implication::implied);
}

AnomalySet with_all_implying(const AnomalySet& anomalies) {
  return closure(anomalies, &Implication::implied, &Implication::anomaly);
}

}  // namespace eddy::checkers
