#include "workloads/search/candidates.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string_view>
#include <utility>
#include <variant>

#include "base/overloaded.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/scenario_reader.h"

namespace eddy::workloads {
namespace {

constexpr std::string_view kTransaction = "txn";

// Goes through the parts: `each(list)` is given the parts of one thing at a time.
void for_each_transaction(auto& scenario, const auto& each) {
  for (auto* operations : {&scenario.operations, &scenario.recovery_operations}) {
    for (auto& operation : *operations) {
      if (operation.f == kTransaction && operation.value.is_array() &&
          operation.value.get_array().size() > 1)
        each(operation.value.get_array());
    }
  }
}

void for_each_befallen(auto& scenario, const auto& each) {
  const auto several = [&](auto& list) {
    if (list.size() > 1) each(list);
  };
  for (auto& planned : scenario.faults) {
    std::visit(Overloaded{[&](auto& fault)
                            requires requires { fault.nodes;
  }
  { several(fault.nodes); }
  , [&](auto& fault)
    requires requires { fault.skews; }
  {
    several(fault.skews);
  }
  , [](auto& /*of links, or of all*/) {}
},
               planned.fault);
}  // namespace
}  // namespace eddy::workloads

// Of the lists that `for_each` goes through.
std::size_t count_in(const Scenario& scenario, const auto& for_each) {
  std::size_t count = 0;
  for_each(scenario, [&](const auto& list) { count += list.size(); });
  return count;
}

std::optional<Scenario> with_in(const Scenario& scenario, const Places& kept,
                                const auto& for_each) {
  Scenario fewer = scenario;
  std::size_t first = 0;  // of the list at hand, among all parts
  bool is_whole = true;
  for_each(fewer, [&](auto& list) {
    auto left = list;
    left.clear();
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (std::binary_search(kept.begin(), kept.end(), first + i)) left.push_back(list[i]);
    }
    first += list.size();
    if (left.empty()) is_whole = false;
    list = std::move(left);
  });
  if (!is_whole) return std::nullopt;
  return fewer;
}

constexpr auto kInTransactions = [](auto& scenario, const auto& each) {
  for_each_transaction(scenario, each);
};
constexpr auto kInFaults = [](auto& scenario, const auto& each) {
  for_each_befallen(scenario, each);
};

}  // namespace

const Parts kTransactionParts = {
    [](const Scenario& scenario) { return count_in(scenario, kInTransactions); },
    [](const Scenario& scenario, const Places& kept) {
      return with_in(scenario, kept, kInTransactions);
    }};
const Parts kFaultParts = {[](const Scenario& scenario) { return count_in(scenario, kInFaults); },
                           [](const Scenario& scenario, const Places& kept) {
                             return with_in(scenario, kept, kInFaults);
                           }};

bool can_be_read(const Scenario& scenario) {
  KnownPrograms any{std::vector<KnownPrograms::Program>{}};
  any.has_others = true;
  try {
    read_scenario(boost::json::serialize(to_json(scenario)), "it", any);
    return true;
  } catch (const checkers::BadInput&) {
    return false;
  }
}

Scenario without_chances(const Scenario& scenario) {
  Scenario plain = scenario;
  plain.options.run.chances = {};
  plain.options.run.timer_slack = {};
  return plain;
}

}  // namespace eddy::workloads
