#include "eddy/checkers/transactional/commit_models.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <utility>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/transactional/commit_order.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

OrderedLevel level_of(const std::string& model, bool session_order) {
  OrderedLevel level = level_of_model(model).value();
  if (session_order && level.order == SessionOrder::none) level.order = SessionOrder::process;
  return level;
}

// What no other level says in other words.
json::object part_of(const Verdict& verdict) {
  json::object part = {{"valid?", to_json(verdict.validity)}};
  for (const auto& [key, value] : verdict.report) {
    if (key != "transaction-count" && key != "key-count") part[key] = value;
  }
  return part;
}

// The figure that is there wins over the one that is not.
void keep_core(Verdict& verdict, const Verdict& of_level) {
  for (std::size_t i = 0; i < verdict.figures.size(); ++i) {
    if (!verdict.figures[i].value) verdict.figures[i].value = of_level.figures[i].value;
  }
}

}  // namespace

std::vector<OrderedLevel> commit_levels(const CheckOptions& options) {
  require_answers("commit-order", options.consistency_models);
  std::vector<std::string> models = parse_models(options.consistency_models);
  if (models.empty()) models = {"strict-serializable"};
  std::vector<OrderedLevel> levels;
  for (const std::string& model : models) levels.push_back(level_of(model, options.session_order));
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

Verdict check_commit_models(const History& history, const CheckOptions& options) {
  const std::vector<OrderedLevel> levels = commit_levels(options);
  const Sessions sessions = register_sessions(history);
  Verdict verdict;
  json::array parts;
  for (const OrderedLevel& level : levels) {
    Verdict of_level = judge_commit_order(sessions, {level, options.budget});
    parts.push_back(part_of(of_level));
    if (parts.size() == 1) {
      verdict.figures = of_level.figures;
      for (const std::string_view key : {"transaction-count", "key-count"})
        verdict.report[key] = of_level.report.at(key);
    }
    keep_core(verdict, of_level);
    const Validity merged = merge(verdict.validity, of_level.validity);
    if (merged != verdict.validity) {
      verdict.findings = std::move(of_level.findings);
      verdict.evidence = std::move(of_level.evidence);
    }
    verdict.validity = merged;
  }
  verdict.report["levels"] = std::move(parts);
  return verdict;
}

}  // namespace eddy::checkers
