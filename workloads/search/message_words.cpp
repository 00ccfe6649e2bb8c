#include "workloads/search/message_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/overloaded.h"
#include "base/text.h"
#include "checkers/evidence.h"
#include "eddy/checkers/surroundings.h"
#include "eddy/checkers/value_order.h"
#include "eddy/sim/format.h"
#include "eddy/sim/message.h"

namespace eddy::workloads {
namespace {

bool cuts(const sim::Fault& fault, sim::NodeId from, sim::NodeId to) {
  const auto alone = [&](const std::vector<sim::NodeId>& nodes) {
    const auto is_there = [&](sim::NodeId node) {
      return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    };
    return is_there(from) || is_there(to);
  };
  return std::visit(Overloaded{[&](const sim::Partition& partition) {
                                 return sim::Cut(partition).blocks(from, to);
                               },
                               [&](const sim::Swizzle& swizzle) { return alone(swizzle.nodes); },
                               [](const auto& /*cuts nothing*/) { return false; }},
                    fault);
}

}  // namespace

std::string time_words(sim::Time at) {
  constexpr std::int64_t kMicrosecond = 1'000;
  return checkers::format_time(sim::nanoseconds(at) / kMicrosecond * kMicrosecond);
}

std::string duration_words(sim::Duration duration) {
  constexpr std::int64_t kMicrosecond = 1'000;
  const bool is_long = duration >= std::chrono::seconds(1);
  const std::int64_t grain = is_long ? kMicrosecond * 1'000 : kMicrosecond;
  return checkers::format_time(duration.count() / grain * grain);
}

std::string body_words(const sim::Message& message, std::size_t most_bytes) {
  boost::json::object fields = to_json(*message.body);
  std::string words(message.body->type().name);
  fields.erase("type");
  if (fields.empty()) return words;
  const bool is_plain = fields.size() == 1 && !fields.begin()->value().is_structured();
  words += ' ' + boost::json::serialize(is_plain ? fields.begin()->value()
                                                 : boost::json::value(std::move(fields)));
  return shortened(words, most_bytes);
}

std::string loss_words(const sim::Lost& lost, const ActiveFaults& active) {
  const sim::NodeId to = lost.message.dest;
  std::string fault;
  for (const sim::FaultBegan& began : active.faults()) {
    const bool is_it = lost.fault ? *lost.fault == began.id
                                  : lost.why == sim::LossCause::partition &&
                                        cuts(began.fault, lost.message.id.sender, to);
    if (is_it && fault.empty()) fault = checkers::name_of_fault(describe(began.fault));
  }
  switch (lost.why) {
    case sim::LossCause::loss:
      return fault.empty() ? "lost by chance" : fmt::format("lost by chance, {}", fault);
    case sim::LossCause::partition:
      return fault.empty() ? "cut" : "cut by " + fault;
    case sim::LossCause::failed:
      return fmt::format("{} had failed", to);
    case sim::LossCause::no_such_node:
      return fmt::format("there is no {}", to);
    case sim::LossCause::not_started:
      return fmt::format("{} had not started", to);
    case sim::LossCause::down:
      return fault.empty() ? fmt::format("{} was down", to)
                           : fmt::format("{} was down, {}", to, fault);
    case sim::LossCause::exception:
      return "lost";
  }
  return "lost";
}

bool holds(const boost::json::value& whole, const boost::json::value& part) {
  if (checkers::equal_values(whole, part)) return true;
  if (const auto* array = whole.if_array())
    return std::any_of(array->begin(), array->end(),
                       [&](const auto& item) { return holds(item, part); });
  if (const auto* object = whole.if_object())
    return std::any_of(object->begin(), object->end(),
                       [&](const auto& field) { return holds(field.value(), part); });
  return false;
}

}  // namespace eddy::workloads
