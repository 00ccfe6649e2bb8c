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

enum class Anomaly : std::uint8_t {
  g_msr,
  g_si,
  g_sib,
  g_cursor,
  g_monotonic,
  g_nonadjacent,
  g_nonadjacent_item,
  g_nonadjacent_item_process,
  g_nonadjacent_item_realtime,
  g_nonadjacent_process,
  g_nonadjacent_realtime,
  g_single,
  g_single_item,
  g_single_item_process,
  g_single_item_realtime,
  g_single_process,
  g_single_realtime,
  g_update,
  g0,
  g0_process,
  g0_realtime,
  g1,
  g1_process,
  g1_realtime,
  g1a,
  g1b,
  g1c,
  g1c_process,
  g1c_realtime,
  g2,
  g2_item,
  g2_item_process,
  g2_item_realtime,
  g2_process,
  g2_realtime,
  gsi,
  gsia,
  gsib,
  pl_1_cycle_exists,
  pl_2_cycle_exists,
  pl_2_99_cycle_exists,
  pl_3_cycle_exists,
  pl_si_cycle_exists,
  pl_ss_cycle_exists,
  pram_violation,
  causality_violation,
  causality_violation_process,
  cycle_search_timeout,
  cyclic_versions,
  dirty_update,
  duplicate_elements,
  empty_transaction_graph,
  fractured_read,
  future_read,
  incompatible_order,
  internal,
  lost_update,
  missed_conflict,
  missed_own_writes,
  missed_read_write_dependency,
  non_monotonic_reads,
  non_monotonic_writes,
  observed_transaction_vanishes,
  predicate_read_miss,
  prefix_violation,
  strong_pl_1_cycle_exists,
  strong_pl_2_cycle_exists,
  strong_session_pl_1_cycle_exists,
  strong_session_pl_2_cycle_exists,
  strong_session_serializable_cycle_exists,
  strong_session_snapshot_isolation_cycle_exists,
  strong_snapshot_isolation_cycle_exists,
  thin_air_read,
  write_skew,
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
