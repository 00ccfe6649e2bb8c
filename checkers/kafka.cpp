#include "checkers/kafka.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checkers/evidence.h"
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
      verdict.validity =
          merge(verdict.validity, anomaly == Anomaly::empty_transaction_graph ? Validity::unknown
                                                                              : Validity::invalid);
      add_evidence(verdict.evidence, anomaly);
    }
    verdict.report["anomaly-types"] = std::move(found);
    verdict.report["bad-anomaly-types"] = std::move(bad);
    verdict.report["anomalies"] = std::move(anomalies);
  }

  void add_evidence(std::vector<std::string>& lines, Anomaly anomaly) const {
    std::size_t told = 0;
    for (const kafka::Fault& fault : faults_.cases(anomaly)) {
      if (told == kMaxEvidence) break;
      lines.push_back(kafka::describe(anomaly, fault, operations_, order_));
      ++told;
    }
    const std::size_t count = faults_.count(anomaly);
    if (count > told)
      lines.push_back(fmt::format("… and {} more of {}", count - told, to_string(anomaly)));
  }

  void report_counts(Verdict& verdict) const {
    const auto count = [&](const char* name, std::size_t number) {
      verdict.figures.push_back({name, static_cast<double>(number), Unit::count});
      verdict.report[name] = number;
    };
    count("sent-count", fates_.acknowledged);
    count("polled-count", fates_.polled);
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
