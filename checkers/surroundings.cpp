#include "eddy/checkers/surroundings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <charconv>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "checkers/evidence.h"

namespace eddy::checkers {

namespace {

constexpr std::string_view kStart = "start-";
constexpr std::string_view kStop = "stop-";

std::string name_of(const Op& start) {
  if (!start.value.is_string()) return start.f.substr(kStart.size());
  return name_of_fault(start.value.get_string());
}

// 12 of "n12"; nothing for any other word.
std::optional<std::size_t> number_of(std::string_view word) {
  std::size_t number = 0;
  if (word.size() < 2 || word.front() != 'n') return std::nullopt;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + 1, end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string name_of_fault(std::string_view what) {
  constexpr std::size_t kFewest = 4;  // of nodes in a row that are told as such
  std::string text(what);
  if (const auto colon = text.find(": "); colon != std::string::npos) text.erase(colon, 1);
  std::istringstream in(text);
  const std::vector<std::string> words{std::istream_iterator<std::string>(in), {}};
  std::vector<std::string> told;
  for (std::size_t i = 0; i < words.size();) {
    const auto first = number_of(words[i]);
    std::size_t end = i + 1;
    while (first && end < words.size() && number_of(words[end]) == *first + (end - i)) ++end;
    if (end - i >= kFewest) {
      told.push_back(fmt::format("{}–{}", words[i], words[end - 1]));
    } else {
      end = i + 1;
      told.push_back(words[i]);
    }
    i = end;
  }
  return fmt::format("{}", fmt::join(told, " "));
}

std::string told(const DisturbanceSet& set, const Surroundings& surroundings) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> words;
  for (const std::size_t place : set) {
    if (words.size() == kMost) {
      words.push_back(fmt::format("{} more", set.size() - kMost));
      break;
    }
    const Disturbance& disturbance = surroundings.disturbances[place];
    words.push_back(fmt::format("{} was up {}", disturbance.what,
                                format_span(disturbance.begin, disturbance.end)));
  }
  return enumerate(std::move(words));
}

std::vector<Disturbance> disturbances_of(const History& history) {
  std::vector<Disturbance> found;
  std::vector<const Op*> starts;  // of each, null once it has an end
  const std::int64_t end = history.ops.empty() ? 0 : history.ops.back().time;
  for (const Op& op : history.ops) {
    if (op.is_client()) continue;
    if (op.f.starts_with(kStart)) {
      found.push_back({name_of(op), op.time, end});
      starts.push_back(&op);
    } else if (op.f.starts_with(kStop)) {
      const std::string_view kind = std::string_view(op.f).substr(kStop.size());
      for (std::size_t i = 0; i < starts.size(); ++i) {
        const Op* start = starts[i];
        if (start == nullptr || std::string_view(start->f).substr(kStart.size()) != kind) continue;
        if (!op.value.is_null() && op.value != start->value) continue;
        found[i].end = op.time;
        starts[i] = nullptr;
        break;
      }
    }
  }
  return found;
}

}  // namespace eddy::checkers
