#include "workloads/scenario_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/overloaded.h"
#include "checkers/bad_operation.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/expect.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/sim/mail.h"
#include "eddy/workloads/bounds.h"
#include "eddy/workloads/nemesis.h"
#include "workloads/fault_rules.h"
#include "workloads/known_figures.h"
#include "workloads/rule_parts.h"

namespace eddy::workloads {
namespace {

using rules::at;
using rules::Complaint;
using rules::first_of;
using rules::Flaw;
using rules::Ids;
using rules::in_field;
using rules::unless_up_to;

Complaint flaw_in_lengths(const Options& options) {
  const auto& network = options.run.network;
  const auto recovery = options.criteria.recovery.value_or(sim::Duration(0));
  struct Length {
    std::string_view path;
    sim::Duration length;
    sim::Duration most;
  };
  const Length lengths[] = {
      {"options.run.time-limit", options.run.time_limit, kLongestTime},
      {"options.run.timer-slack", options.run.timer_slack, kLongestLatency},
      {"options.run.network.hop", network.hop, kLongestLatency},
      {"options.run.network.latency.mean", network.latency.mean, kLongestLatency},
      {"options.run.network.client-latency.mean", network.client_latency.mean, kLongestLatency},
      {"options.plan.nemesis.interval", options.plan.nemesis.interval, kLongestTime},
      {"options.criteria.recovery", recovery, kLongestTime}};
  for (const auto& [path, length, most] : lengths) {
    if (auto flaw = unless_up_to(path, length, most)) return flaw;
  }
  return std::nullopt;
}

Complaint flaw_in_criteria(const Options& options, const Workload& workload) {
  const auto& criteria = options.criteria;
  if (criteria.availability && !(*criteria.availability >= 0 && *criteria.availability <= 1)) {
    return at("options.criteria.availability",
              fmt::format("expected a fraction from 0 to 1, got {}", *criteria.availability));
  }
  try {
    static_cast<void>(checkers::parse_models(criteria.consistency_models));
  } catch (const checkers::BadInput& bad) {
    return at("options.criteria.consistency-models", bad.what());
  }
  if (criteria.expectations.empty()) return std::nullopt;
  const auto known = known_figures(workload, options);
  return first_of("options.criteria.expectations", criteria.expectations,
                  [&](const std::string& text) -> Complaint {
                    try {
                      checkers::require_known({checkers::parse_expectation(text)}, known);
                    } catch (const checkers::BadInput& bad) {
                      return Flaw{"", bad.what()};
                    }
                    return std::nullopt;
                  });
}

Complaint flaw_in_program(const RunOptions& run) {
  if (!run.external) return std::nullopt;
  constexpr std::size_t kDigits = 64;
  const ExternalProgram& external = *run.external;
  if (auto text = complaint(external, run.node_count))
    return at("options.run.external", std::move(*text));
  if (run.program != program_name(external)) {
    return at("options.run.program", fmt::format("expected the name of the file, {}, got {}",
                                                 program_name(external), run.program));
  }
  if (external.file && !external.file->starts_with('/')) {
    return at("options.run.external.file",
              fmt::format("expected an absolute path, got {}", *external.file));
  }
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (external.sha256 &&
      (external.sha256->size() != kDigits ||
       !std::all_of(external.sha256->begin(), external.sha256->end(), is_digit))) {
    return at("options.run.external.sha256", "expected 64 hexadecimal digits in lower case");
  }
  return std::nullopt;
}

Complaint flaw_in_options(const Options& options, const Workload& workload) {
  const auto& run = options.run;
  if (run.node_count < 1 || run.node_count > kMostNodes) {
    return at("options.run.node-count",
              fmt::format("expected 1 to {} nodes, got {}", kMostNodes, run.node_count));
  }
  if (auto flaw = flaw_in_program(run)) return flaw;
  if (options.plan.concurrency.count > kMostClients || options.clients() > kMostClients) {
    return at("options.plan.concurrency",
              fmt::format("expected at most {} clients, got {}", kMostClients, options.clients()));
  }
  if (!(options.plan.rate >= 0 && options.plan.rate <= kMostRate)) {
    return at("options.plan.rate", fmt::format("expected 0 to {} requests per second, got {}",
                                               kMostRate, options.plan.rate));
  }
  struct Number {
    std::string_view path;
    std::uint64_t number;
    std::uint64_t most;
  };
  const Number numbers[] = {
      {"options.plan.key-count", options.plan.key_count.value_or(1), kMostKeys},
      {"options.plan.max-txn-length", options.plan.max_txn_length, kLongestTransaction},
      {"options.plan.max-writes-per-key", options.plan.max_writes_per_key, kMostWritesPerKey},
      {"options.run.down-backlog", run.down_backlog, kMostBacklog}};
  for (const auto& [path, number, most] : numbers) {
    if (number > most) return at(path, fmt::format("expected at most {}, got {}", most, number));
  }
  if (run.limits.in_flight > sim::Mail::kMostInFlight) {
    return at("options.run.limits.in-flight",
              fmt::format("expected at most {} messages, got {}", sim::Mail::kMostInFlight,
                          run.limits.in_flight));
  }
  std::uint64_t last_branch = 0;
  for (std::size_t i = 0; i < run.branches.size(); ++i) {
    const std::uint64_t event = run.branches[i].event;
    if (event <= last_branch) {
      return at(fmt::format("options.run.branches[{}].event", i),
                fmt::format("expected an event after {}, got {}", last_branch, event));
    }
    last_branch = event;
  }
  if (run.topology == sim::TopologyKind::total && options.plan.workload == "broadcast" &&
      run.node_count > kMostTotallyConnected) {
    return at("options.run.topology",
              fmt::format("total joins each of {} nodes to all others; expected at most {} nodes",
                          run.node_count, kMostTotallyConnected));
  }
  if (run.limits.instant_events > kMostInstantEvents) {
    return at("options.run.limits.instant-events",
              fmt::format("expected at most {} events, got {}", kMostInstantEvents,
                          run.limits.instant_events));
  }
  if (auto flaw = flaw_in_lengths(options)) return flaw;
  if (auto text = complaint(options.plan.nemesis, run.node_count))
    return at("options.plan.nemesis", std::move(*text));
  if (auto text = workload.complaint(options)) return at("options.plan", std::move(*text));
  return flaw_in_criteria(options, workload);
}

Complaint flaw_in_clients(const ClientOptions& clients) {
  if (clients.count > kMostClients) {
    return at("clients.count",
              fmt::format("expected at most {} clients, got {}", kMostClients, clients.count));
  }
  if (clients.group_size == 0)
    return at("clients.group-size", "expected a group of at least one client, got 0");
  return unless_up_to("clients.timeout", clients.timeout, kLongestTime);
}

// Those of the load, of the last phase, and behind them those of the recovery, as many a node as
// may wait for an answer at once: see recovery.h.
std::size_t most_threads(const Scenario& scenario) {
  const std::size_t nodes = scenario.options.run.node_count;
  const auto waiting = static_cast<std::size_t>(scenario.clients.timeout / std::chrono::seconds(1));
  return std::max(scenario.clients.count, nodes) + nodes * (waiting + 3);
}

bool may_be_killed(sim::NodeId node, const std::vector<PlannedFault>& faults) {
  return std::any_of(faults.begin(), faults.end(), [node](const PlannedFault& fault) {
    const auto* kill = std::get_if<sim::Kill>(&fault.fault);
    return kill != nullptr &&
           (kill->nodes.empty() ||
            std::find(kill->nodes.begin(), kill->nodes.end(), node) != kill->nodes.end());
  });
}

Complaint flaw_in_exceptions(const Scenario& scenario) {
  const std::size_t node_count = scenario.options.run.node_count;
  const std::size_t threads = most_threads(scenario);
  std::set<sim::MessageId> seen;
  return first_of(
      "exceptions", scenario.exceptions, [&](const sim::MessageException& exception) -> Complaint {
        const sim::NodeId sender = exception.message.sender;
        if (sender.is_client() && sender.index() >= threads) {
          return at("message", fmt::format("there is no client {}; there are c0 to c{}",
                                           sender.name(), threads - 1));
        }
        if (!sender.is_client() && !sender.is_service() && sender.index() >= node_count) {
          return at("message", fmt::format("there is no node {}; there are n0 to n{}",
                                           sender.name(), node_count - 1));
        }
        if (exception.message.incarnation != 0 && !may_be_killed(sender, scenario.faults)) {
          return at("message", fmt::format("{} has no second life, for no fault kills it: expected "
                                           "incarnation 0, got {}",
                                           sender.name(), exception.message.incarnation));
        }
        if (!seen.insert(exception.message).second) {
          return at("message",
                    fmt::format("there is another exception for {}", to_string(exception.message)));
        }
        if (exception.fate == sim::Fate::lost && exception.by.count() != 0)
          return at("by", "a message that is lost comes at no time: leave it out");
        if (exception.fate == sim::Fate::arrives && exception.by.count() != 0)
          return at("by", "a message that arrives comes at the time that is drawn: leave it out");
        if (exception.fate == sim::Fate::later && exception.by.count() == 0)
          return at("by", "expected by how many ns the message comes later, more than 0");
        return unless_up_to("by", exception.by, kLongestTime);
      });
}

Complaint flaw_in_operation(const PlannedOperation& operation, const Workload& workload) {
  if (auto flaw = workload.flaw_in(operation.f, operation.value)) return flaw;
  if (!operation.then) return std::nullopt;
  Complaint flaw = workload.flaw_in(operation.then->f, operation.then->value);
  if (!flaw) flaw = unless_up_to("after", operation.then->after, kLongestTime);
  return flaw ? in_field("then", std::move(*flaw)) : flaw;
}

Complaint only_in_load() {
  return at("then", "an operation is followed by another one in the load alone");
}

Complaint unless_below(std::uint32_t thread, std::size_t threads) {
  if (thread < threads) return std::nullopt;
  return at("thread", fmt::format("expected a thread below {}, got {}", threads, thread));
}

Complaint flaw_in_operations(const Scenario& scenario, const Workload& workload) {
  const Options& options = scenario.options;
  Ids of_load("operation");
  auto flaw = first_of(
      "operations", scenario.operations, [&](const PlannedOperation& operation) -> Complaint {
        if (auto complaint = of_load.add(operation.id)) return complaint;
        if (operation.at.time_since_epoch() >= options.run.time_limit) {
          return at("at",
                    fmt::format("expected a time before the end of the load at {}, got {}",
                                options.run.time_limit.count(), sim::nanoseconds(operation.at)));
        }
        if (auto complaint = unless_below(operation.thread, scenario.clients.count))
          return complaint;
        return flaw_in_operation(operation, workload);
      });
  if (flaw) return flaw;
  Ids of_recovery("recovery operation");
  flaw = first_of(
      "recovery-operations", scenario.recovery_operations,
      [&](const PlannedOperation& operation) -> Complaint {
        if (auto complaint = of_recovery.add(operation.id)) return complaint;
        if (auto complaint = unless_up_to("at", operation.at.time_since_epoch(), 2 * kLongestTime))
          return complaint;
        if (auto complaint = unless_below(operation.thread, most_threads(scenario)))
          return complaint;
        if (operation.then) return only_in_load();
        return flaw_in_operation(operation, workload);
      });
  if (flaw) return flaw;
  Ids of_final("final operation");
  return first_of("final-operations", scenario.final_operations,
                  [&](const PlannedOperation& operation) -> Complaint {
                    if (auto complaint = of_final.add(operation.id)) return complaint;
                    if (operation.then) return only_in_load();
                    return flaw_in_operation(operation, workload);
                  });
}

// Each operation as if it had been invoked and never answered: what the judge cannot take of it, a
// value that is written twice, is the plan's fault and no node's.
Complaint flaw_in_all_operations(const Scenario& scenario, const Workload& workload) {
  Run run;
  run.options = scenario.options.run;
  struct Place {
    std::string_view list;
    std::size_t item;
    std::string_view field;
  };
  std::vector<Place> places;  // of the operations of the history
  const auto invoke = [&](const Place& place, const std::string& f, const boost::json::value& value,
                          Phase phase) {
    checkers::Op op;
    op.index = op.process = static_cast<std::int64_t>(places.size());
    op.f = f;
    op.value = value;
    op.recovery = phase == Phase::recovery;
    op.final_op = phase == Phase::last;
    run.history.ops.push_back(std::move(op));
    places.push_back(place);
  };
  const auto invoke_all = [&](std::string_view name, const auto& operations, Phase phase) {
    for (std::size_t i = 0; i < operations.size(); ++i) {
      const PlannedOperation& operation = operations[i];
      invoke({name, i, "value"}, operation.f, operation.value, phase);
      if (!operation.then) continue;
      invoke({name, i, "then.value"}, operation.then->f, operation.then->value, phase);
    }
  };
  invoke_all("operations", scenario.operations, Phase::load);
  invoke_all("recovery-operations", scenario.recovery_operations, Phase::recovery);
  // Each client does them.
  invoke_all("final-operations", scenario.final_operations, Phase::last);
  if (std::max(scenario.clients.count, scenario.options.run.node_count) > 1)
    invoke_all("final-operations", scenario.final_operations, Phase::last);
  run.seating = {std::max<std::size_t>(places.size(), 1), scenario.options.run.node_count};
  try {
    static_cast<void>(workload.check(run, scenario.options.criteria));
  } catch (const checkers::BadOperation& bad) {
    const Place& place = places.at(static_cast<std::size_t>(bad.index()));
    return at(fmt::format("{}[{}].{}", place.list, place.item, place.field),
              "no answer could make it right: " + bad.flaw());
  }
  return std::nullopt;
}

}  // namespace

Complaint flaw_in(const Scenario& scenario, const Workload& workload) {
  if (auto flaw = flaw_in_options(scenario.options, workload)) return flaw;
  if (auto flaw = flaw_in_clients(scenario.clients)) return flaw;
  if (auto flaw = unless_up_to("quiet", scenario.quiet, kLongestTime)) return flaw;
  if (scenario.final_rounds == 0)
    return at("final-rounds",
              "expected one round at least, got 0; for none, leave the final operations out");
  if (auto flaw = flaw_in_faults(scenario)) return flaw;
  if (auto flaw = flaw_in_exceptions(scenario)) return flaw;
  if (auto flaw = flaw_in_operations(scenario, workload)) return flaw;
  if (auto flaw = workload.flaw_in_plan(scenario)) return flaw;
  return flaw_in_all_operations(scenario, workload);
}

}  // namespace eddy::workloads
