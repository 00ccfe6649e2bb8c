#include "checkers/evidence.h"

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

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

std::string describe(const Op& op) {
  const std::string who = op.is_client() ? fmt::format("process {}", op.process) : "the nemesis";
  const std::string when = op.time == 0 ? "" : " at " + format_time(op.time);
  return fmt::format("op {} of {}{}", op.index, who, when);
}

std::string excerpt(const boost::json::value& value) {
  constexpr std::size_t kMaxBytes = 80;
  std::string text = boost::json::serialize(value);
  if (text.size() > kMaxBytes) {
    std::size_t end = kMaxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      --end;  // whole code points only
    text.replace(end, std::string::npos, "…");
  }
  return text;
}

boost::json::value reference(const Op& op) {
  return boost::json::object{{"index", op.index}, {"process", op.process}, {"time", op.time}};
}

}  // namespace eddy::checkers
