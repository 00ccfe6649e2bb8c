#include "eddy/checkers/kafka.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/kafka/fault.h"
#include "checkers/kafka/fault_text.h"
#include "checkers/kafka/find_commits.h"
#include "checkers/kafka/find_cycles.h"
#include "checkers/kafka/find_messages.h"
#include "checkers/kafka/find_positions.h"
#include "checkers/kafka/log_order.h"
#include "checkers/kafka/message_fates.h"
#include "checkers/kafka/operations.h"
#include "checkers/kafka/realtime_lag.h"
#include "checkers/quantiles.h"

namespace eddy::checkers {

namespace {

using kafka::Anomaly;

bool is_allowed(Anomaly anomaly, const KafkaOptions& options) {
  switch (anomaly) {
    case Anomaly::int_send_skip:
    case Anomaly::g0:
    case Anomaly::g0_realtime:
      return true;
    case Anomaly::poll_skip:
    case Anomaly::nonmonotonic_poll:
      return options.sub_via == SubVia::subscribe;
    case Anomaly::g1c:
    case Anomaly::g1c_realtime:
      return options.ww_deps == WwDeps::followed;
    default:
      return false;
  }
}

std::vector<Anomaly> all_anomalies() {
  std::vector<Anomaly> all;
  for (std::size_t i = 0; i < kafka::kAnomalies; ++i) all.push_back(static_cast<Anomaly>(i));
  return all;
}

std::string figure_name(Anomaly anomaly) {
  std::string name(to_string(anomaly));
  if (name.front() == 'G') name.front() = 'g';
  return name + "-count";
}

class Kafka {
 public:
  Kafka(const History& history, const KafkaOptions& options)
      : options_(options),
        operations_(kafka::read_operations(history)),
        fates_(kafka::message_fates(operations_)),
        order_(operations_, fates_) {}

  Verdict check() {
    find_message_faults(operations_, fates_, order_, faults_);
    find_position_faults(operations_, order_, faults_);
    find_commit_faults(operations_, options_.committed_offsets, faults_);
    find_cycles(operations_, fates_, order_, options_.ww_deps, options_.budget, faults_);
    Verdict verdict;
    report_anomalies(verdict);
    report_counts(verdict);
    report_lag(verdict);
    return verdict;
  }

 private:
  void report_anomalies(Verdict& verdict) const {
    boost::json::array found;
    boost::json::array bad;
    boost::json::object anomalies;
    for (const Anomaly anomaly : all_anomalies()) {
      const std::size_t count = faults_.count(anomaly);
      verdict.figures.push_back({figure_name(anomaly), static_cast<double>(count), Unit::count});
      if (count == 0) continue;
      found.emplace_back(to_string(anomaly));
      boost::json::array cases;
      for (const kafka::Fault& fault : faults_.cases(anomaly)) {
        cases.push_back(kafka::report(anomaly, fault, operations_, order_));
      }
      anomalies[to_string(anomaly)] = {{"count", count}, {"cases", std::move(cases)}};
      if (is_allowed(anomaly, options_)) continue;
      bad.emplace_back(to_string(anomaly));
      add_findings(verdict, anomaly);
    }
    order_findings(verdict, kafka::gravest_first());
    verdict.report["anomaly-types"] = std::move(found);
    verdict.report["bad-anomaly-types"] = std::move(bad);
    verdict.report["anomalies"] = std::move(anomalies);
  }

  void add_findings(Verdict& verdict, Anomaly anomaly) const {
    const bool is_doubt = anomaly == Anomaly::empty_transaction_graph;
    if (is_doubt) verdict.validity = merge(verdict.validity, Validity::unknown);
    Found found(verdict, is_doubt ? Proof::doubtful : Proof::certain);
    for (const kafka::Fault& fault : faults_.cases(anomaly)) {
      found.add(to_string(anomaly), [&] {
        return FoundCase{operations_of(fault),
                         kafka::describe(anomaly, fault, operations_, order_)};
      });
    }
    add_rest(verdict.evidence, faults_.count(anomaly) - std::min(found.count(), kMaxEvidence),
             fmt::format("of {}", to_string(anomaly)));
    if (anomaly == Anomaly::unseen) remark_on_last_polls(verdict);
  }

  // Nobody sees what a node is too slow, or too dead, to show.
  void remark_on_last_polls(Verdict& verdict) const {
    std::vector<const Op*> unanswered;
    for (const kafka::Operation& operation : operations_.all) {
      const Op& op = operation.op();
      if (operation.kind != kafka::Kind::transaction || !op.final_op) continue;
      if (operation.outcome == OpType::ok) return;
      unanswered.push_back(&op);
    }
    if (unanswered.empty()) return;
    const Op& first = *unanswered.front();
    std::string line = fmt::format("no poll of the final phase was answered, of {}: first {}",
                                   unanswered.size(), describe(first));
    if (!first.error.is_null()) line += ": " + boost::json::serialize(first.error);
    verdict.evidence.push_back(std::move(line));
  }

  std::vector<const Op*> operations_of(const kafka::Fault& fault) const {
    std::vector<const Op*> operations;
    for (const kafka::OperationId id : fault.operations) {
      if (id != kafka::kNone) operations.push_back(&operations_.all[id].op());
    }
    for (const kafka::Step& step : fault.cycle)
      operations.push_back(&operations_.all[step.from].op());
    return operations;
  }

  void report_counts(Verdict& verdict) const {
    verdict.count("sent-count", fates_.acknowledged);
    verdict.count("polled-count", fates_.polled);
  }

  void report_lag(Verdict& verdict) const {
    Figure figure{"worst-realtime-lag", std::nullopt, Unit::milliseconds};
    if (const auto worst = kafka::worst_realtime_lag(operations_)) {
      figure.value = static_cast<double>(worst->lag) / kNsPerMs;
      boost::json::object lag{{"lag", *figure.value}};
      if (worst->poll != kafka::kNone) {
        lag["key"] = operations_.keys[worst->key];
        lag["poll"] = reference(operations_.all[worst->poll].op());
      }
      verdict.report[figure.name] = std::move(lag);
    }
    verdict.figures.push_back(std::move(figure));
  }

  const KafkaOptions& options_;
  kafka::Operations operations_;
  kafka::MessageFates fates_;
  kafka::LogOrder order_;
  kafka::Faults faults_;
};

}  // namespace

Verdict check_kafka(const History& history, const KafkaOptions& options) {
  return Kafka(history, options).check();
}

}  // namespace eddy::checkers
