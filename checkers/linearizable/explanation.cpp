#include "checkers/linearizable/explanation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <iterator>

#include "checkers/evidence.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

std::string name_of(const NamedCall& named) {
  return fmt::format("{} ({})", named.text, describe(named.call.op()));
}

std::string object_of(const Judgement& judgement) {
  if (judgement.key == nullptr) return fmt::format("the {}", judgement.noun);
  return fmt::format("the {} of key {}", judgement.noun, excerpt(*judgement.key));
}

namespace {

constexpr std::size_t kMostPlacedTold = 4;
constexpr std::size_t kMostLeftTold = 6;
constexpr std::size_t kMostPlacedReported = 16;

std::string states_of(const Failure& failure) {
  if (!failure.all_states)
    return fmt::format("{} or something else", fmt::join(failure.states, ", "));
  if (failure.states.size() == 1) return failure.states.front();
  return fmt::format("{} or {}",
                     fmt::join(failure.states.begin(), std::prev(failure.states.end()), ", "),
                     failure.states.back());
}

std::string way_there(const Judgement& judgement) {
  const Failure& failure = *judgement.failure;
  if (failure.placed.empty())
    return fmt::format("at the very start {} is {}", object_of(judgement), failure.state);
  std::vector<std::string> steps;
  const std::size_t told = std::min(failure.placed.size(), kMostPlacedTold);
  for (std::size_t i = failure.placed.size() - told; i < failure.placed.size(); ++i)
    steps.push_back(name_of(failure.calls[failure.placed[i].call]));
  return fmt::format("its end: {}{}; then {} is {}", failure.length > told ? "…, " : "",
                     fmt::join(steps, ", "), object_of(judgement), failure.state);
}

std::string why_stuck(const Judgement& judgement) {
  const Failure& failure = *judgement.failure;
  const std::string stuck = name_of(failure.calls[failure.stuck]);
  if (failure.stuck_legal)
    return fmt::format("{} could come next, but no order of what follows is right", stuck);
  std::string why =
      fmt::format("{} cannot come next: {} is {}", stuck, object_of(judgement), failure.state);
  if (judgement.answer == Answer::not_linearizable && failure.states.size() > 1)
    why += fmt::format("; in other orders it is {} there, and that does not do either",
                       states_of(failure));
  return why;
}

std::string why_left(const Judgement& judgement, const LeftCall& left) {
  const Failure& failure = *judgement.failure;
  const std::string open = name_of(failure.calls[left.call]);
  if (!left.legal)
    return fmt::format("{} cannot come next either: {} is {}", open, object_of(judgement),
                       failure.state);
  return fmt::format("{} could come next, and leaves it {}; {} still finds no place", open,
                     left.after, failure.calls[failure.stuck].text);
}

json::object reference_to(const NamedCall& named) {
  json::object call;
  call["call"] = named.text;
  const Op& op = named.call.op();
  call["index"] = op.index;
  call["process"] = op.process;
  call["time"] = op.time;
  return call;
}

}  // namespace

std::vector<std::string> explain(const Judgement& judgement) {
  std::vector<std::string> lines;
  if (!judgement.impossible.empty()) {
    lines.push_back(
        fmt::format("{} is not linearizable: {}", object_of(judgement), judgement.impossible));
  }
  if (!judgement.failure) return lines;
  const Failure& failure = *judgement.failure;
  if (judgement.answer == Answer::not_linearizable) {
    lines.push_back(
        fmt::format("{} is not linearizable: {} of its {} operations can be put in order",
                    object_of(judgement), failure.length, judgement.op_count));
  } else {
    lines.push_back(
        fmt::format("whether {} is linearizable was not found out within the budget ({} steps, {} "
                    "bytes): {} of "
                    "its {} operations could be put in order",
                    object_of(judgement), judgement.steps, judgement.bytes, failure.length,
                    judgement.op_count));
  }
  lines.push_back(way_there(judgement));
  if (judgement.answer != Answer::not_linearizable) return lines;
  lines.push_back(why_stuck(judgement));
  for (const LeftCall& left : failure.left) {
    if (lines.size() == 3 + kMostLeftTold) {
      lines.push_back(fmt::format("… and {} more operations are open there",
                                  failure.left.size() - kMostLeftTold));
      break;
    }
    lines.push_back(why_left(judgement, left));
  }
  return lines;
}

std::vector<const Op*> involved_in(const Judgement& judgement) {
  std::vector<const Op*> operations = judgement.impossible_for;
  if (!judgement.failure) return operations;
  const Failure& failure = *judgement.failure;
  const auto add = [&](std::size_t call) { operations.push_back(&failure.calls[call].call.op()); };
  add(failure.stuck);
  for (const LeftCall& left : failure.left) add(left.call);
  const std::size_t told = std::min(failure.placed.size(), kMostPlacedTold);
  for (std::size_t i = failure.placed.size() - told; i < failure.placed.size(); ++i)
    add(failure.placed[i].call);
  return operations;
}

json::object report(const Judgement& judgement) {
  json::object report;
  if (judgement.key != nullptr) report["key"] = *judgement.key;
  report["valid?"] = to_json(judgement.answer == Answer::not_linearizable ? Validity::invalid
                             : judgement.answer == Answer::linearizable   ? Validity::valid
                                                                          : Validity::unknown);
  report["op-count"] = judgement.op_count;
  report["step-count"] = judgement.steps;
  if (!judgement.impossible.empty()) report["impossible"] = judgement.impossible;
  if (!judgement.failure) return report;
  const Failure& failure = *judgement.failure;
  report["prefix-length"] = failure.length;
  json::array placed;
  const std::size_t told = std::min(failure.placed.size(), kMostPlacedReported);
  for (std::size_t i = failure.placed.size() - told; i < failure.placed.size(); ++i) {
    json::object call = reference_to(failure.calls[failure.placed[i].call]);
    call["state"] = failure.placed[i].after;
    placed.push_back(std::move(call));
  }
  report["prefix"] = std::move(placed);
  report["state"] = failure.state;
  json::array states;
  for (const std::string& state : failure.states) states.emplace_back(state);
  report["states"] = std::move(states);
  report["stuck"] = reference_to(failure.calls[failure.stuck]);
  json::array left;
  for (const LeftCall& l : failure.left) {
    json::object call = reference_to(failure.calls[l.call]);
    call["legal"] = l.legal;
    left.push_back(std::move(call));
  }
  report["open"] = std::move(left);
  return report;
}

}  // namespace eddy::checkers::linearizable
