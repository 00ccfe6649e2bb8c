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
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/expect.h"
#include "eddy/sim/mail.h"
#include "eddy/workloads/nemesis.h"
#include "workloads/known_figures.h"

namespace eddy::workloads {
namespace {

using namespace std::chrono_literals;
using sim::codec::Complaint;
using sim::codec::Flaw;
using sim::codec::in_field;
using sim::codec::in_item;

constexpr sim::Duration kLongest = 1'000'000s;
constexpr std::size_t kMostNodes = 1'000'000;
constexpr std::size_t kMostThreads = 2'000'000;
constexpr double kMostRate = 1e6;

Complaint at(std::string_view path, std::string what) {
  return Flaw{std::string(path), std::move(what)};
}

// Nothing, or the complaint of an item, seen from the list.
template <class List, class Rule>
Complaint first_of(std::string_view name, const List& list, Rule rule) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto flaw = rule(list[i])) return in_field(name, in_item(i, std::move(*flaw)));
  }
  return std::nullopt;
}

Complaint unless_up_to(std::string_view path, sim::Duration value, sim::Duration most) {
  if (value <= most) return std::nullopt;
  return at(path, fmt::format("expected at most {} ns, got {}", most.count(), value.count()));
}

// Ids of a list that have been seen.
class Ids {
 public:
  explicit Ids(std::string_view what) : what_(what) {}
  Complaint add(std::uint64_t id) {
    if (seen_.insert(id).second) return std::nullopt;
    return at("id", fmt::format("there is another {} with id {}", what_, id));
  }

 private:
  std::string_view what_;
  std::set<std::uint64_t> seen_;
};

Complaint flaw_in_lengths(const Options& options) {
  const auto& network = options.run.network;
  const auto recovery = options.criteria.recovery.value_or(sim::Duration(0));
  const std::pair<std::string_view, sim::Duration> lengths[] = {
      {"options.run.time-limit", options.run.time_limit},
      {"options.run.network.latency.mean", network.latency.mean},
      {"options.run.network.client-latency.mean", network.client_latency.mean},
      {"options.plan.nemesis.interval", options.plan.nemesis.interval},
      {"options.criteria.recovery", recovery}};
  for (const auto& [path, length] : lengths) {
    if (auto flaw = unless_up_to(path, length, kLongest)) return flaw;
  }
  return std::nullopt;
}

Complaint flaw_in_criteria(const Options& options, const Workload& workload) {
  const auto& criteria = options.criteria;
  if (criteria.availability && !(*criteria.availability >= 0 && *criteria.availability <= 1)) {
    return at("options.criteria.availability",
              fmt::format("expected a fraction from 0 to 1, got {}", *criteria.availability));
  }
  return first_of("options.criteria.expectations", criteria.expectations,
                  [&](const std::string& text) -> Complaint {
                    try {
                      checkers::require_known({checkers::parse_expectation(text)},
                                              known_figures(workload, options));
                    } catch (const checkers::BadInput& bad) {
                      return Flaw{"", bad.what()};
                    }
                    return std::nullopt;
                  });
}

Complaint flaw_in_options(const Options& options, const Workload& workload) {
  const auto& run = options.run;
  if (run.node_count < 1 || run.node_count > kMostNodes) {
    return at("options.run.node-count",
              fmt::format("expected 1 to {} nodes, got {}", kMostNodes, run.node_count));
  }
  if (options.plan.concurrency.count > kMostThreads || options.clients() > kMostThreads) {
    return at("options.plan.concurrency",
              fmt::format("expected at most {} clients, got {}", kMostThreads, options.clients()));
  }
  if (!(options.plan.rate >= 0 && options.plan.rate <= kMostRate)) {
    return at("options.plan.rate", fmt::format("expected 0 to {} requests per second, got {}",
                                               kMostRate, options.plan.rate));
  }
  if (run.limits.in_flight > sim::Mail::kMostInFlight) {
    return at("options.run.limits.in-flight",
              fmt::format("expected at most {} messages, got {}", sim::Mail::kMostInFlight,
                          run.limits.in_flight));
  }
  if (auto flaw = flaw_in_lengths(options)) return flaw;
  if (auto text = complaint(options.plan.nemesis, run.node_count))
    return at("options.plan.nemesis", std::move(*text));
  if (auto text = workload.complaint(options)) return at("options.plan", std::move(*text));
  return flaw_in_criteria(options, workload);
}

Complaint flaw_in_clients(const ClientOptions& clients) {
  if (clients.count > kMostThreads) {
    return at("clients.count",
              fmt::format("expected at most {} clients, got {}", kMostThreads, clients.count));
  }
  if (clients.group_size == 0)
    return at("clients.group-size", "expected a group of at least one client, got 0");
  return unless_up_to("clients.timeout", clients.timeout, kLongest);
}

// How many groups a partition of that shape has, at least and at most.
std::pair<std::size_t, std::size_t> groups_of(sim::PartitionShape shape) {
  constexpr std::size_t kAny = ~std::size_t{0};
  switch (shape) {
    case sim::PartitionShape::one:
    case sim::PartitionShape::halves:
    case sim::PartitionShape::majority:
    case sim::PartitionShape::minority_third:
      break;
    case sim::PartitionShape::bridge:
      return {3, 3};
    case sim::PartitionShape::one_way:
      return {2, 2};
    case sim::PartitionShape::majorities_ring:
      return {1, 1};
  }
  return {2, kAny};
}

Complaint flaw_in_partition(const sim::Partition& partition, std::size_t node_count) {
  const auto [least, most] = groups_of(partition.shape);
  if (partition.groups.size() < least || partition.groups.size() > most) {
    return at("groups", fmt::format("expected {}{} groups for the shape {}, got {}", least,
                                    least == most ? "" : " or more", name_of(partition.shape),
                                    partition.groups.size()));
  }
  std::set<sim::NodeId> seen;
  return first_of("groups", partition.groups, [&](const std::vector<sim::NodeId>& group) {
    return first_of("", group, [&](sim::NodeId node) -> Complaint {
      const bool is_there = node.is_service() || (!node.is_client() && node.index() < node_count);
      if (!is_there) {
        return Flaw{"", fmt::format("there is no node {}; there are n0 to n{}, and services",
                                    node.name(), node_count - 1)};
      }
      if (!seen.insert(node).second)
        return Flaw{"", fmt::format("{} is in the partition already", node.name())};
      return std::nullopt;
    });
  });
}

Complaint flaw_in_faults(const Scenario& scenario) {
  const auto& run = scenario.options.run;
  Ids ids("fault");
  return first_of("faults", scenario.faults, [&](const PlannedFault& fault) -> Complaint {
    if (auto flaw = ids.add(fault.id)) return flaw;
    if (fault.end < fault.start) {
      return at("end", fmt::format("the fault ends at {}, before its start at {}",
                                   sim::nanoseconds(fault.end), sim::nanoseconds(fault.start)));
    }
    if (fault.end.time_since_epoch() > run.time_limit) {
      return at("end", fmt::format("{} is beyond the end of the load at {}",
                                   sim::nanoseconds(fault.end), run.time_limit.count()));
    }
    return std::visit(
        Overloaded{[&](const sim::Partition& partition) {
                     return flaw_in_partition(partition, run.node_count);
                   },
                   [](const sim::Slowness& slowness) {
                     return unless_up_to("mean", slowness.mean, kLongest);
                   },
                   [](const sim::Loss& /*loss*/) { return Complaint(); },
                   [](const sim::Duplication& /*duplication*/) { return Complaint(); }},
        fault.fault);
  });
}

Complaint flaw_in_exceptions(const Scenario& scenario) {
  const std::size_t node_count = scenario.options.run.node_count;
  std::set<sim::MessageId> seen;
  return first_of(
      "exceptions", scenario.exceptions, [&](const sim::MessageException& exception) -> Complaint {
        const sim::NodeId sender = exception.message.sender;
        if (sender.kind() == sim::NodeId::Kind::node && sender.index() >= node_count) {
          return at("message", fmt::format("there is no node {}; there are n0 to n{}",
                                           sender.name(), node_count - 1));
        }
        if (!seen.insert(exception.message).second) {
          return at("message",
                    fmt::format("there is another exception for {}", to_string(exception.message)));
        }
        return unless_up_to("by", exception.by, kLongest);
      });
}

Complaint flaw_in_operation(const PlannedOperation& operation, const Workload& workload) {
  if (auto flaw = workload.flaw_in(operation.f, operation.value)) return flaw;
  if (!operation.then) return std::nullopt;
  Complaint flaw = workload.flaw_in(operation.then->f, operation.then->value);
  if (!flaw) flaw = unless_up_to("after", operation.then->after, kLongest);
  return flaw ? in_field("then", std::move(*flaw)) : flaw;
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
                    fmt::format("{} is beyond the end of the load at {}",
                                sim::nanoseconds(operation.at), options.run.time_limit.count()));
        }
        if (auto complaint = unless_below(operation.thread, scenario.clients.count))
          return complaint;
        return flaw_in_operation(operation, workload);
      });
  if (flaw) return flaw;
  // Threads of their own, behind those of the load: see recovery.h.
  const std::size_t most_threads = std::max(scenario.clients.count, options.run.node_count) +
                                   2 * options.run.node_count + scenario.recovery_operations.size();
  Ids of_recovery("recovery operation");
  flaw =
      first_of("recovery-operations", scenario.recovery_operations,
               [&](const PlannedOperation& operation) -> Complaint {
                 if (auto complaint = of_recovery.add(operation.id)) return complaint;
                 if (auto complaint = unless_up_to("at", operation.at.time_since_epoch(), kLongest))
                   return complaint;
                 if (auto complaint = unless_below(operation.thread, most_threads))
                   return complaint;
                 return flaw_in_operation(operation, workload);
               });
  if (flaw) return flaw;
  Ids of_final("final operation");
  return first_of("final-operations", scenario.final_operations,
                  [&](const PlannedOperation& operation) -> Complaint {
                    if (auto complaint = of_final.add(operation.id)) return complaint;
                    return flaw_in_operation(operation, workload);
                  });
}

}  // namespace

Complaint flaw_in(const Scenario& scenario, const Workload& workload) {
  if (auto flaw = flaw_in_options(scenario.options, workload)) return flaw;
  if (auto flaw = flaw_in_clients(scenario.clients)) return flaw;
  if (auto flaw = unless_up_to("quiet", scenario.quiet, kLongest)) return flaw;
  if (auto flaw = flaw_in_faults(scenario)) return flaw;
  if (auto flaw = flaw_in_exceptions(scenario)) return flaw;
  return flaw_in_operations(scenario, workload);
}

}  // namespace eddy::workloads
