// What can be wrong with a history of transactions, by the names of the field: Adya's phenomena,
// and the kinds that Elle adds to them.
//
// * An anomaly implies others: a history with G0 has G1c too. Asked for one, look also for all that
//   imply it (`with_all_implying`); having found one, all that it implies are there
//   (`with_all_implied`).
// * Two names are no anomalies but say why nothing can be known (`is_doubt`).
// * The order of the enumerators is that of the names, so sets are in alphabetical order.
//
// * Some are ours (`is_own`): they define models for which Elle's tables have no anomaly. What each
//   is for a history of lists says view_rules.h.
//
// Sources: Adya, "Weak Consistency" (1999); Elle's table of implications
// (https://github.com/jepsen-io/elle); "thin-air-read" as in Plume (OOPSLA 2024), for a read of a
// value that nobody wrote, which Elle does not report; Bailis et al., "Highly Available
// Transactions" (VLDB 2014); Cerone, Bernardi and Gotsman (CONCUR 2015).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::checkers {

// Each anomaly and its name, in alphabetical order.
#define EDDY_ANOMALIES(ANOMALY)                                                                 \
  ANOMALY(g_msr, "G-MSR")                                                                       \
  ANOMALY(g_si, "G-SI")                                                                         \
  ANOMALY(g_sib, "G-SIb")                                                                       \
  ANOMALY(g_cursor, "G-cursor")                                                                 \
  ANOMALY(g_monotonic, "G-monotonic")                                                           \
  ANOMALY(g_nonadjacent, "G-nonadjacent")                                                       \
  ANOMALY(g_nonadjacent_item, "G-nonadjacent-item")                                             \
  ANOMALY(g_nonadjacent_item_process, "G-nonadjacent-item-process")                             \
  ANOMALY(g_nonadjacent_item_realtime, "G-nonadjacent-item-realtime")                           \
  ANOMALY(g_nonadjacent_process, "G-nonadjacent-process")                                       \
  ANOMALY(g_nonadjacent_realtime, "G-nonadjacent-realtime")                                     \
  ANOMALY(g_single, "G-single")                                                                 \
  ANOMALY(g_single_item, "G-single-item")                                                       \
  ANOMALY(g_single_item_process, "G-single-item-process")                                       \
  ANOMALY(g_single_item_realtime, "G-single-item-realtime")                                     \
  ANOMALY(g_single_process, "G-single-process")                                                 \
  ANOMALY(g_single_realtime, "G-single-realtime")                                               \
  ANOMALY(g_update, "G-update")                                                                 \
  ANOMALY(g0, "G0")                                                                             \
  ANOMALY(g0_process, "G0-process")                                                             \
  ANOMALY(g0_realtime, "G0-realtime")                                                           \
  ANOMALY(g1, "G1")                                                                             \
  ANOMALY(g1_process, "G1-process")                                                             \
  ANOMALY(g1_realtime, "G1-realtime")                                                           \
  ANOMALY(g1a, "G1a")                                                                           \
  ANOMALY(g1b, "G1b")                                                                           \
  ANOMALY(g1c, "G1c")                                                                           \
  ANOMALY(g1c_process, "G1c-process")                                                           \
  ANOMALY(g1c_realtime, "G1c-realtime")                                                         \
  ANOMALY(g2, "G2")                                                                             \
  ANOMALY(g2_item, "G2-item")                                                                   \
  ANOMALY(g2_item_process, "G2-item-process")                                                   \
  ANOMALY(g2_item_realtime, "G2-item-realtime")                                                 \
  ANOMALY(g2_process, "G2-process")                                                             \
  ANOMALY(g2_realtime, "G2-realtime")                                                           \
  ANOMALY(gsi, "GSI")                                                                           \
  ANOMALY(gsia, "GSIa")                                                                         \
  ANOMALY(gsib, "GSIb")                                                                         \
  ANOMALY(pl_1_cycle_exists, "PL-1-cycle-exists")                                               \
  ANOMALY(pl_2_cycle_exists, "PL-2-cycle-exists")                                               \
  ANOMALY(pl_2_99_cycle_exists, "PL-2.99-cycle-exists")                                         \
  ANOMALY(pl_3_cycle_exists, "PL-3-cycle-exists")                                               \
  ANOMALY(pl_si_cycle_exists, "PL-SI-cycle-exists")                                             \
  ANOMALY(pl_ss_cycle_exists, "PL-SS-cycle-exists")                                             \
  ANOMALY(pram_violation, "PRAM-violation")                                                     \
  ANOMALY(causality_violation, "causality-violation")                                           \
  ANOMALY(causality_violation_process, "causality-violation-process")                           \
  ANOMALY(cycle_search_timeout, "cycle-search-timeout")                                         \
  ANOMALY(cyclic_versions, "cyclic-versions")                                                   \
  ANOMALY(dirty_update, "dirty-update")                                                         \
  ANOMALY(duplicate_elements, "duplicate-elements")                                             \
  ANOMALY(empty_transaction_graph, "empty-transaction-graph")                                   \
  ANOMALY(fractured_read, "fractured-read")                                                     \
  ANOMALY(future_read, "future-read")                                                           \
  ANOMALY(incompatible_order, "incompatible-order")                                             \
  ANOMALY(internal, "internal")                                                                 \
  ANOMALY(lost_update, "lost-update")                                                           \
  ANOMALY(missed_conflict, "missed-conflict")                                                   \
  ANOMALY(missed_own_writes, "missed-own-writes")                                               \
  ANOMALY(missed_read_write_dependency, "missed-read-write-dependency")                         \
  ANOMALY(non_monotonic_reads, "non-monotonic-reads")                                           \
  ANOMALY(non_monotonic_writes, "non-monotonic-writes")                                         \
  ANOMALY(observed_transaction_vanishes, "observed-transaction-vanishes")                       \
  ANOMALY(predicate_read_miss, "predicate-read-miss")                                           \
  ANOMALY(prefix_violation, "prefix-violation")                                                 \
  ANOMALY(strong_pl_1_cycle_exists, "strong-PL-1-cycle-exists")                                 \
  ANOMALY(strong_pl_2_cycle_exists, "strong-PL-2-cycle-exists")                                 \
  ANOMALY(strong_session_pl_1_cycle_exists, "strong-session-PL-1-cycle-exists")                 \
  ANOMALY(strong_session_pl_2_cycle_exists, "strong-session-PL-2-cycle-exists")                 \
  ANOMALY(strong_session_serializable_cycle_exists, "strong-session-serializable-cycle-exists") \
  ANOMALY(strong_session_snapshot_isolation_cycle_exists,                                       \
          "strong-session-snapshot-isolation-cycle-exists")                                     \
  ANOMALY(strong_snapshot_isolation_cycle_exists, "strong-snapshot-isolation-cycle-exists")     \
  ANOMALY(thin_air_read, "thin-air-read")                                                       \
  ANOMALY(write_skew, "write-skew")

enum class Anomaly : std::uint8_t {
#define EDDY_ENUMERATOR(enumerator, name) enumerator,
  EDDY_ANOMALIES(EDDY_ENUMERATOR)
#undef EDDY_ENUMERATOR
};

using AnomalySet = std::set<Anomaly>;

// "G-single-item-realtime", "PL-2.99-cycle-exists", "lost-update".
std::string_view to_string(Anomaly anomaly);

// The inverse of to_string; nothing for any other word. `parse_anomalies` below refuses instead.
std::optional<Anomaly> parse_anomaly(std::string_view name);

// All names, in the order of the enumerators.
std::span<const std::string_view> anomaly_names();

// True of `cycle-search-timeout` and `empty-transaction-graph`: they make a verdict unknown.
bool is_doubt(Anomaly anomaly);

// True of those that Elle does not know.
bool is_own(Anomaly anomaly);

// The anomalies of lists such as "G1,G2-item", "G1, G2-item". Throws BadInput at a name that there
// is not.
AnomalySet parse_anomalies(const std::vector<std::string>& lists);

// The given ones and, transitively, all that they imply.
AnomalySet with_all_implied(const AnomalySet& anomalies);

// The given ones and, transitively, all that imply one of them.
AnomalySet with_all_implying(const AnomalySet& anomalies);

}  // namespace eddy::checkers
