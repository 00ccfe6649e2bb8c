#include "eddy/checkers/transactional/models/consistency_model.h"

#include <algorithm>
#include <array>
#include <set>

#include "checkers/transactional/models/names.h"
#include "eddy/base/named_enum.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(SessionOrder, none, process, realtime)

namespace {

// Names in a cell stand with blanks between them.
struct Model {
  std::string_view canonical;
  std::string_view friendly;     // the one that people are shown comes first
  std::string_view implies;      // models, by canonical name
  std::string_view proscribes;   // what it adds to those of the models that it implies
  std::string_view beyond = {};  // anomalies that Elle's table does not give it
  std::string_view as = {};      // a model whose anomalies it has, too, by canonical name
};

// The names of anomalies that are ours (anomaly.h) and the last two columns are; the rest are
// Elle's facts. Elle names models without an anomaly of their own. A transaction counts as one
// operation on one object, the whole database: so sequential consistency is serializability in the
// order of processes, and linearizability in real time.
constexpr std::array kModels = {
    Model{"1SR", "", "", "", "", "PL-3"},
    Model{"PL-1", "read-uncommitted", "",
          "G0 PL-1-cycle-exists cyclic-versions duplicate-elements thin-air-read"},
    Model{"PL-2", "read-committed", "PL-1", "G1 PL-2-cycle-exists"},
    Model{"PL-2+", "consistent-view", "PL-2L PL-CS", "G-single G1"},
    Model{"PL-2.99", "repeatable-read", "PL-CS monotonic-atomic-view",
          "G1 G2-item PL-2.99-cycle-exists lost-update"},
    Model{"PL-2L", "monotonic-view", "PL-2", "G-monotonic G1"},
    Model{"PL-3", "serializable conflict-serializable", "PL-2.99 PL-3U PL-SI view-serializable",
          "G1 G2 PL-3-cycle-exists internal predicate-read-miss"},
    Model{"PL-3U", "update-serializable", "PL-FCV", "G-update G1"},
    Model{"PL-CS", "cursor-stability", "PL-2", "G-cursor G1 lost-update"},
    Model{"PL-FCV", "forward-consistent-view", "PL-2+", "G-SIb G1"},
    Model{"PL-MSR", "monotonic-snapshot-read", "PL-2", "G-MSR G1"},
    Model{"PL-SI", "snapshot-isolation",
          "PL-FCV PL-MSR monotonic-atomic-view parallel-snapshot-isolation prefix",
          "G-SI G-nonadjacent G1 PL-SI-cycle-exists internal"},
    Model{"PL-SS", "strong-serializable strict-serializable",
          "PL-3 PL-SI linearizable session-serializable strong-session-serializable "
          "strong-snapshot-isolation",
          "G1 G1c-realtime G2-realtime PL-SS-cycle-exists"},
    Model{"PRAM", "", "monotonic-reads monotonic-writes read-your-writes", "PRAM-violation",
          "thin-air-read"},
    Model{"causal", "", "PRAM writes-follow-reads", "causality-violation-process",
          "G1-process future-read internal thin-air-read"},
    Model{"causal-cerone", "", "read-atomic", "G1a causality-violation internal"},
    Model{"linearizable", "", "sequential", "", "", "PL-SS"},
    Model{"monotonic-atomic-view", "", "PL-2", "observed-transaction-vanishes"},
    Model{"monotonic-reads", "", "", "non-monotonic-reads", "thin-air-read"},
    Model{"monotonic-writes", "", "", "non-monotonic-writes", "thin-air-read"},
    Model{"parallel-snapshot-isolation", "", "causal-cerone update-atomic", "G1a internal",
          "G-single"},
    Model{"prefix", "", "causal-cerone", "G1a internal prefix-violation"},
    Model{"read-atomic", "", "monotonic-atomic-view", "G1a fractured-read future-read internal"},
    Model{"read-your-writes", "", "", "missed-own-writes", "thin-air-read"},
    Model{"sequential", "", "causal", "", "", "strong-session-serializable"},
    Model{"session-serializable", "", "1SR", "", "", "strong-session-serializable"},
    Model{"strong-PL-1", "strong-read-uncommitted", "strong-session-PL-1",
          "G0-realtime strong-PL-1-cycle-exists"},
    Model{"strong-PL-2", "strong-read-committed", "strong-PL-1 strong-session-PL-2",
          "G1c-realtime strong-PL-2-cycle-exists"},
    Model{"strong-session-PL-1", "strong-session-read-uncommitted", "PL-1",
          "G0-process strong-session-PL-1-cycle-exists"},
    Model{"strong-session-PL-2", "strong-session-read-committed", "PL-2 strong-session-PL-1",
          "G1c-process strong-session-PL-2-cycle-exists"},
    Model{"strong-session-serializable", "", "PL-3 strong-session-snapshot-isolation",
          "G1-process G2-process strong-session-serializable-cycle-exists"},
    Model{
        "strong-session-snapshot-isolation", "", "PL-SI strong-session-PL-2",
        "G-nonadjacent-process G1-process internal strong-session-snapshot-isolation-cycle-exists"},
    Model{"strong-snapshot-isolation", "", "strong-PL-2 strong-session-snapshot-isolation",
          "G-nonadjacent-realtime G1-realtime internal strong-snapshot-isolation-cycle-exists"},
    Model{"update-atomic", "", "read-atomic", "lost-update missed-conflict"},
    Model{"view-serializable", "", "", "", "", "PL-3"},
    Model{"writes-follow-reads", "", "", "missed-read-write-dependency", "thin-air-read"},
};

using Names = std::set<std::string_view>;  // canonical ones

bool has_name(std::string_view cell, std::string_view name) {
  const auto names = split_names(cell);
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Model& find_model(std::string_view name) {
  const auto* found = std::find_if(kModels.begin(), kModels.end(), [name](const Model& model) {
    return model.canonical == name || has_name(model.friendly, name);
  });
  if (found == kModels.end())
    throw BadInput(unknown_name("consistency model", name, model_names()));
  return *found;
}

void add_with_implied(const Model& model, Names& models) {
  if (!models.insert(model.canonical).second) return;
  for (const std::string_view name : split_names(model.implies))
    add_with_implied(find_model(name), models);
}

// All that it implies, itself not among them.
Names implied_by(const Model& model) {
  Names models;
  add_with_implied(model, models);
  models.erase(model.canonical);
  return models;
}

AnomalySet anomalies_of(std::string_view cell) {
  AnomalySet anomalies;
  for (const std::string_view name : split_names(cell))
    anomalies.merge(parse_anomalies({std::string(name)}));
  return anomalies;
}

AnomalySet proscribed_directly(const Model& model) { return anomalies_of(model.proscribes); }

Names with_implied(const std::vector<std::string>& models) {
  Names all;
  for (const std::string& name : models) add_with_implied(find_model(name), all);
  return all;
}

template <typename Set>
bool meet(const Set& a, const Set& b) {
  return std::any_of(a.begin(), a.end(), [&b](const auto& element) { return b.contains(element); });
}

std::vector<std::string> shown_names(const Names& models) {
  std::vector<std::string> names;
  for (const std::string_view model : models) names.push_back(friendly_model_name(model));
  std::sort(names.begin(), names.end());
  return names;
}

bool has_ending(const AnomalySet& anomalies, std::string_view ending) {
  return std::any_of(anomalies.begin(), anomalies.end(),
                     [ending](Anomaly a) { return !is_own(a) && to_string(a).ends_with(ending); });
}

}  // namespace

std::string_view to_string(SessionOrder order) { return eddy::name_of(order); }

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const Model& model : kModels) {
    names.emplace_back(model.canonical);
    for (const std::string_view name : split_names(model.friendly)) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string canonical_model_name(std::string_view name) {
  return std::string(find_model(name).canonical);
}

std::string friendly_model_name(std::string_view name) {
  const Model& model = find_model(name);
  if (name != model.canonical || model.friendly.empty()) return std::string(name);
  return std::string(split_names(model.friendly).front());
}

std::vector<std::string> directly_implied(std::string_view name) {
  const auto names = split_names(find_model(name).implies);
  std::vector<std::string> below;
  for (const std::string_view implied : names) below.push_back(canonical_model_name(implied));
  return below;
}

std::vector<std::string> parse_models(const std::vector<std::string>& lists) {
  std::set<std::string> models;
  for (const std::string& list : lists) {
    for (const std::string_view name : split_names(list)) models.insert(canonical_model_name(name));
  }
  return {models.begin(), models.end()};
}

AnomalySet prohibited_by(const std::vector<std::string>& models) {
  AnomalySet anomalies;
  for (const std::string_view name : with_implied(models))
    anomalies.merge(proscribed_directly(find_model(name)));
  return with_all_implying(anomalies);
}

AnomalySet prohibited_beyond(const std::vector<std::string>& models) {
  AnomalySet anomalies;
  std::vector<std::string> same;
  for (const std::string_view name : with_implied(models)) {
    const Model& model = find_model(name);
    anomalies.merge(anomalies_of(model.beyond));
    if (!model.as.empty()) same.emplace_back(model.as);
  }
  anomalies = with_all_implying(anomalies);
  anomalies.merge(prohibited_by(same));
  return anomalies;
}

AnomalySet prohibited_by_table(const std::vector<std::string>& models,
                               const std::vector<std::string>& anomalies) {
  std::vector<std::string> asked = parse_models(models);
  AnomalySet prohibited = with_all_implying(parse_anomalies(anomalies));
  if (asked.empty() && prohibited.empty()) asked = {"strict-serializable"};
  prohibited.merge(prohibited_by(asked));
  return prohibited;
}

AnomalySet prohibited_anomalies(const std::vector<std::string>& models,
                                const std::vector<std::string>& anomalies) {
  AnomalySet prohibited = prohibited_by_table(models, anomalies);
  prohibited.merge(prohibited_beyond(parse_models(models)));
  return prohibited;
}

SessionOrder order_needed(const AnomalySet& prohibited) {
  if (has_ending(prohibited, "-realtime")) return SessionOrder::realtime;
  return has_ending(prohibited, "-process") ? SessionOrder::process : SessionOrder::none;
}

RuledOut ruled_out(const AnomalySet& found) {
  const AnomalySet present = with_all_implied(found);
  Names direct;  // proscribe something that is there
  for (const Model& model : kModels) {
    if (meet(proscribed_directly(model), present)) direct.insert(model.canonical);
  }
  Names weakest;
  Names implied;
  for (const Model& model : kModels) {
    if (meet(implied_by(model), direct)) {
      implied.insert(model.canonical);
    } else if (direct.contains(model.canonical)) {
      weakest.insert(model.canonical);
    }
  }
  return {shown_names(weakest), shown_names(implied)};
}

}  // namespace eddy::checkers
