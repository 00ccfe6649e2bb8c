#include "checkers/transactional/lists/view_findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/transactional/lists/list_explainer.h"
#include "checkers/transactional/lists/list_text.h"
#include "checkers/transactional/lists/view_rules.h"
#include "eddy/base/named_enum.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(LinkKind, saw, missed, over, ran)

namespace {

class CaseWords {
 public:
  CaseWords(const ListHistory& history, const ListViews& views, const Links& links)
      : history_(history), views_(views), links_(links) {
    for (const Link& link : links) {
      for (const Member m : {link.from, link.to}) {
        if (std::find(met_.begin(), met_.end(), m) == met_.end()) met_.push_back(m);
      }
    }
  }

  AnomalyCase finding() const {
    constexpr std::size_t kShown = 8;
    AnomalyCase finding;
    finding.evidence.push_back(fmt::format("{} transactions", met_.size()));
    boost::json::array indices;
    std::vector<const Op*> operations;
    const ListExplainer explainer(history_);
    for (const Member m : met_) {
      std::vector<std::string> steps = explainer.operations(views_.members[m]);
      if (steps.size() > kShown) {
        const std::string more = fmt::format("… {} more", steps.size() - kShown);
        steps.resize(kShown);
        steps.push_back(more);
      }
      finding.evidence.push_back(
          fmt::format("{} is {}: {}", name(m), describe(op_of(m)), fmt::join(steps, ", ")));
      indices.push_back(op_of(m).index);
      operations.push_back(&op_of(m));
    }
    finding.who = involved(operations);
    boost::json::array steps;
    for (const Link& link : links_) {
      finding.evidence.push_back(words(link));
      steps.push_back({{"type", eddy::name_of(link.kind)},
                       {"from", op_of(link.from).index},
                       {"to", op_of(link.to).index},
                       {"words", finding.evidence.back()}});
    }
    finding.detail = {{"ops", std::move(indices)}, {"steps", std::move(steps)}};
    return finding;
  }

 private:
  const Op& op_of(Member m) const {
    return checkers::op_of(history_.history(), history_.transactions()[views_.members[m]]);
  }

  std::string name(Member m) const {
    return fmt::format("T{}", std::find(met_.begin(), met_.end(), m) - met_.begin() + 1);
  }

  std::string key_of(const Link& link) const {
    const auto ops = history_.ops_of_key(link.key);
    return excerpt(history_.written(ops.front())[1]);
  }

  std::string read_of(Member reader, const Link& link) const {
    return fmt::format("{} read key {} as {}", name(reader), key_of(link),
                       list_text(history_.written(link.read)[2]));
  }

  std::string words(const Link& link) const {
    switch (link.kind) {
      case LinkKind::saw:
        return fmt::format("{}, so it saw {}", read_of(link.to, link), name(link.from));
      case LinkKind::missed:
        return fmt::format("{}, so it missed {}: a contradiction", read_of(link.from, link),
                           name(link.to));
      case LinkKind::over:
        return fmt::format("{} appended to key {} after {} had", name(link.to), key_of(link),
                           name(link.from));
      case LinkKind::ran:
        break;
    }
    return fmt::format("process {} ran {} before {}", op_of(link.from).process, name(link.from),
                       name(link.to));
  }

  const ListHistory& history_;
  const ListViews& views_;
  const Links& links_;
  std::vector<Member> met_;
};

std::vector<const ViewRule*> rules_for(const AnomalySet& prohibited) {
  std::vector<const ViewRule*> rules;
  for (const ViewRule& rule : view_rules()) {
    if (prohibited.contains(rule.anomaly) && !prohibited.contains(rule.cycle))
      rules.push_back(&rule);
  }
  return rules;
}

}  // namespace

void add_view_findings(const ListHistory& history, const AnomalySet& prohibited,
                       const Budget& budget, FoundAnomalies& findings) {
  const std::vector<const ViewRule*> rules = rules_for(prohibited);
  if (rules.empty()) return;
  const bool processes = std::any_of(rules.begin(), rules.end(), [](const ViewRule* rule) {
    return rule->order == SessionOrder::process;
  });
  StepMeter meter(budget.steps);
  const auto components =
      list_views(history, processes ? SessionOrder::process : SessionOrder::none, meter);
  AnomalySet found;
  for (std::size_t r = 0; components && r < rules.size(); ++r) {
    const Anomaly anomaly = rules[r]->anomaly;
    if (with_all_implied(found).contains(anomaly)) continue;
    for (const ListViews& views : *components) {
      for (const Links& links : rules[r]->cases(views, meter)) {
        found.insert(anomaly);
        if (findings.count(anomaly))
          findings.describe(anomaly, CaseWords(history, views, links).finding());
      }
    }
  }
  if (!components || (meter.exhausted() && found.empty()))
    findings.add(
        Anomaly::cycle_search_timeout,
        {{"the budget of steps ended before it was known what every transaction had to see"},
         {},
         {}});
}

}  // namespace eddy::checkers
