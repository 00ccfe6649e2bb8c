#include "checkers/transactional/registers/register_views.h"

#include <array>
#include <optional>
#include <utility>

#include "eddy/checkers/transactional/commit_order.h"

namespace eddy::checkers {

namespace {

struct LevelRule {
  Anomaly anomaly;
  Anomaly cycle;  // as in view_rules.h
  OrderedLevel level;
};

constexpr std::array kLevelRules = {
    LevelRule{Anomaly::observed_transaction_vanishes,
              Anomaly::g_single_item,
              {CommitLevel::read_committed, SessionOrder::none}},
    LevelRule{Anomaly::fractured_read,
              Anomaly::g_single_item,
              {CommitLevel::read_atomic, SessionOrder::none}},
    LevelRule{Anomaly::causality_violation,
              Anomaly::g_single_item,
              {CommitLevel::causal, SessionOrder::none}},
    LevelRule{Anomaly::causality_violation_process,
              Anomaly::g_single_item_process,
              {CommitLevel::causal, SessionOrder::process}},
};

}  // namespace

void add_register_view_findings(const History& history, const AnomalySet& prohibited,
                                const AnomalySet& looked_for, const Budget& budget,
                                FoundAnomalies& findings) {
  std::optional<Sessions> sessions;
  for (const LevelRule& rule : kLevelRules) {
    if (!prohibited.contains(rule.anomaly) || looked_for.contains(rule.cycle)) continue;
    if (!sessions) {
      sessions = register_sessions(history);
      sessions->faults.clear();  // register_faults.h has them
    }
    Verdict verdict = judge_commit_order(*sessions, {rule.level, budget});
    if (verdict.validity == Validity::valid) continue;
    const bool doubt = verdict.validity == Validity::unknown;
    Involved who;
    if (!doubt) who = {verdict.findings.front().operations, verdict.findings.front().nodes};
    findings.add(doubt ? Anomaly::cycle_search_timeout : rule.anomaly,
                 {std::move(verdict.evidence), std::move(verdict.report), std::move(who)});
    return;
  }
}

}  // namespace eddy::checkers
