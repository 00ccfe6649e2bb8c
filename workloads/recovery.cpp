#include "workloads/recovery.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/found.h"

namespace eddy::workloads {
namespace {

using namespace std::chrono_literals;

constexpr sim::Duration kBetweenOperations = 1s;
constexpr std::uint64_t kTries = 5;  // operations of each node that must be answered

std::uint64_t rounded_up(sim::Duration time, sim::Duration unit) {
  return static_cast<std::uint64_t>((time + unit - sim::Duration(1)) / unit);
}

// What became of the operations that one node had to answer.
struct Tally {
  std::size_t asked = 0;
  std::size_t unanswered = 0;
  std::int64_t first = 0;                   // ns
  std::int64_t last = 0;                    // ns
  std::string example;                      // an operation without an answer, and why
  std::vector<const checkers::Op*> silent;  // the operations without an answer

  friend bool operator<(const Tally& a, const Tally& b) {
    return std::tie(a.asked, a.unanswered, a.first, a.last) <
           std::tie(b.asked, b.unanswered, b.first, b.last);
  }
};

std::string error_name(const checkers::Op& op) {
  const auto* error = op.error.if_array();
  if (error == nullptr || error->empty() || !error->front().is_string()) return "";
  return std::string(error->front().get_string());
}

bool is_answer(const checkers::Op& completion, const std::vector<std::string_view>& fitting) {
  if (completion.type == checkers::OpType::ok) return true;
  const std::string name = error_name(completion);
  return std::find(fitting.begin(), fitting.end(), name) != fitting.end();
}

// "10.9–15", in seconds.
std::string span_of(const Tally& tally, std::int64_t healed) {
  const auto seconds = [healed](std::int64_t at) {
    constexpr double kTenth = 1e8;
    return std::round(static_cast<double>(at - healed) / kTenth) / 10;
  };
  if (tally.first == tally.last) return fmt::format("{}", seconds(tally.first));
  return fmt::format("{}–{}", seconds(tally.first), seconds(tally.last));
}

// Of those that had to work again.
std::vector<std::string> nodes_without(const std::map<sim::NodeId, Tally>& tallies,
                                       const Run& run) {
  std::vector<std::string> names;
  for (std::uint32_t node = 0; node < run.seating.nodes; ++node) {
    const auto id = sim::NodeId::node(node);
    const bool is_asked =
        run.core.empty() || std::find(run.core.begin(), run.core.end(), id) != run.core.end();
    if (is_asked && !tallies.contains(id)) names.push_back(id.name());
  }
  return names;
}

std::string describe(const std::vector<std::string>& nodes, const Tally& tally,
                     std::int64_t healed) {
  const std::string answered =
      tally.unanswered == tally.asked ? "none" : fmt::format("{}", tally.asked - tally.unanswered);
  return fmt::format(
      "{} answered {} of {} operation{} sent {} s after the last fault was healed: {}",
      fmt::join(nodes, ", "), answered, tally.asked, tally.asked == 1 ? "" : "s",
      span_of(tally, healed), tally.example);
}

}  // namespace

std::vector<PlannedOperation> plan_recovery(const Options& options, const ClientOptions& clients,
                                            Generator& generator) {
  std::vector<PlannedOperation> operations;
  const std::size_t nodes = options.run.node_count;
  if (nodes == 0) return operations;
  const std::uint64_t rounds = rounded_up(options.recovery_time(), kBetweenOperations) + kTries;
  // A thread does the operations of a cycle; the next thread those of the next one, for the first
  // may still be waiting for a reply.
  const std::uint64_t cycle = generator.recovery_cycle();
  const std::uint64_t shifts =
      std::min(rounded_up(clients.timeout, cycle * kBetweenOperations) + 1, rounds / cycle + 1);
  const std::size_t others = std::max(clients.count, nodes);
  const std::size_t first_thread = (others + nodes - 1) / nodes * nodes;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (std::size_t node = 0; node < nodes; ++node) {
      const auto thread =
          static_cast<std::uint32_t>(first_thread + node + round / cycle % shifts * nodes);
      Step step = generator.recovery_step({node, thread, round});
      operations.push_back({sim::Time((round + 1) * kBetweenOperations),
                            thread,
                            std::move(step.f),
                            std::move(step.value),
                            {},
                            operations.size()});
    }
  }
  return operations;
}

std::optional<checkers::Verdict> check_recovery(const Run& run, const Judge& judge,
                                                const Criteria& criteria) {
  if (!run.aftermath.recovery_begins) return std::nullopt;
  const std::vector<std::string_view> fitting = judge.fitting_errors();
  const std::int64_t healed = sim::nanoseconds(run.aftermath.healed);
  const std::int64_t since =
      sim::nanoseconds(run.aftermath.healed + criteria.recovery_time(run.options.network));
  const std::size_t end = run.aftermath.final_begins.value_or(run.history.ops.size());
  std::map<sim::NodeId, Tally> tallies;
  std::size_t unanswered = 0;
  for (const checkers::Call& call : checkers::pair_calls(run.history)) {
    const checkers::Op& invocation = run.history.ops[call.invocation];
    if (!invocation.recovery || call.invocation >= end || invocation.time <= since) continue;
    Tally& tally = tallies[run.seating.node_of(invocation.process)];
    if (++tally.asked == 1) tally.first = invocation.time;
    tally.last = invocation.time;
    const checkers::Op* completion = call.completion ? &run.history.ops[*call.completion] : nullptr;
    if (completion != nullptr && is_answer(*completion, fitting)) continue;
    ++unanswered;
    tally.silent.push_back(&invocation);
    if (++tally.unanswered == 1) {
      tally.example = fmt::format(
          "{}: {}", checkers::describe(invocation),
          completion == nullptr ? std::string("no answer") : checkers::excerpt(completion->error));
    }
  }
  checkers::Verdict verdict;
  struct Group {
    std::vector<std::string> nodes;
    std::vector<const checkers::Op*> silent;
  };
  std::map<Tally, Group> groups;
  boost::json::object report;
  for (const auto& [node, tally] : tallies) {
    if (tally.unanswered == 0) continue;
    Group& group = groups[tally];
    group.nodes.push_back(node.name());
    group.silent.insert(group.silent.end(), tally.silent.begin(), tally.silent.end());
    report[node.name()] = {{"asked", tally.asked}, {"unanswered", tally.unanswered}};
  }
  checkers::Found found(verdict);
  for (const auto& one : groups) {
    found.add("not-recovered", [&] {
      return checkers::FoundCase{one.second.silent, describe(one.second.nodes, one.first, healed)};
    });
  }
  found.rest("groups of nodes that did not answer all");
  checkers::Figure figure{"unanswered-recovery-count", static_cast<double>(unanswered),
                          checkers::Unit::count};
  if (const auto unasked = nodes_without(tallies, run); !unasked.empty()) {
    verdict.validity = checkers::merge(verdict.validity, checkers::Validity::unknown);
    verdict.evidence.push_back(fmt::format(
        "{}: no operation was sent later than {:g} s after the last fault was healed, so nothing "
        "shows that {} again; a scenario's recovery operations must reach beyond --recovery",
        checkers::enumerate(unasked),
        std::chrono::duration<double>(criteria.recovery_time(run.options.network)).count(),
        unasked.size() == 1 ? "it works" : "they work"));
    if (unanswered == 0) figure.value.reset();
  }
  verdict.figures.push_back(std::move(figure));
  verdict.report["unanswered"] = std::move(report);
  return verdict;
}

}  // namespace eddy::workloads
