#include "checkers/evidence.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "base/text.h"
#include "checkers/quantiles.h"

namespace eddy::checkers {

std::string format_time(std::int64_t ns) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const bool negative = ns < 0;
  std::int64_t seconds = ns / kSecond;
  std::int64_t rest = ns % kSecond;
  if (negative) {
    seconds = -seconds;
    rest = -rest;
  }
  std::string text = fmt::format("{}{}.{:09}", negative ? "-" : "", seconds, rest);
  while (text.ends_with("000") && text[text.size() - 4] != '.') text.resize(text.size() - 3);
  return text + " s";
}

std::string format_span(std::int64_t begin_ns, std::int64_t end_ns) {
  constexpr std::int64_t kThousand = 1000;
  const std::int64_t begin = begin_ns / kMillisecond;
  const std::int64_t end = end_ns / kMillisecond;
  return fmt::format("{}.{:03}–{}.{:03} s", begin / kThousand, begin % kThousand, end / kThousand,
                     end % kThousand);
}

std::string enumerate(std::vector<std::string> names) {
  constexpr std::size_t kMostEnumerated = 8;
  constexpr std::size_t kOfMany = 3;
  if (names.size() > kMostEnumerated) {
    const std::size_t more = names.size() - kOfMany;
    names.resize(kOfMany);
    names.push_back(fmt::format("{} more", more));
  }
  if (names.size() < 2) return names.empty() ? "" : names.front();
  const std::string last = std::move(names.back());
  names.pop_back();
  return fmt::format("{} and {}", fmt::join(names, ", "), last);
}

std::string describe(const Op& op) {
  const std::string who = !op.is_client()      ? "of the nemesis"
                          : op.node != kNoNode ? fmt::format("at n{}", op.node)
                                               : fmt::format("of process {}", op.process);
  const std::string when = op.time == 0 ? "" : " at " + format_time(op.time);
  return fmt::format("op {} {}{}", op.index, who, when);
}

std::string excerpt(const boost::json::value& value) {
  constexpr std::size_t kMaxBytes = 80;
  return eddy::shortened(boost::json::serialize(value), kMaxBytes);
}

boost::json::value reference(const Op& op) {
  boost::json::object object{{"index", op.index}, {"process", op.process}, {"time", op.time}};
  if (op.node != kNoNode) object["node"] = fmt::format("n{}", op.node);
  return object;
}

}  // namespace eddy::checkers
