#include "eddy/sim/branch.h"

#include <fmt/format.h>

#include <charconv>

namespace eddy::sim {
namespace {

// Takes a whole number off the front; nothing: there is none, or one that no one writes so.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || size == 0 || (size > 1 && text.front() == '0')) return std::nullopt;
  text.remove_prefix(size);
  return number;
}

bool take(std::string_view& text, char sign) {
  if (text.empty() || text.front() != sign) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<RunName> RunName::parse(std::string_view text) {
  const auto seed = take_number(text);
  if (!seed) return std::nullopt;
  RunName name{*seed};
  while (!text.empty()) {
    if (!take(text, '@')) return std::nullopt;
    const auto event = take_number(text);
    if (!event || *event == 0 || !take(text, '>')) return std::nullopt;
    const auto key = take_number(text);
    const bool is_later = name.branches.empty() || (event && name.branches.back().event < *event);
    if (!key || !is_later) return std::nullopt;
    name.branches.push_back({*event, *key});
  }
  return name;
}

std::string to_string(const RunName& name) {
  std::string text = fmt::format("{}", name.seed);
  for (const Branch& branch : name.branches)
    text += fmt::format("@{}>{}", branch.event, branch.key);
  return text;
}

}  // namespace eddy::sim
