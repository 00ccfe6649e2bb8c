#include "checkers/transactional/report/drawn_text.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace eddy::checkers {

namespace {

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

struct KindColours {
  std::string_view kind;
  Colours colours;
};

// Dark enough, or light enough, for small text.
constexpr std::array kColours = {
    KindColours{"ww", {"#b42318", "#ff8f85"}}, KindColours{"wr", {"#176f2c", "#5fd37a"}},
    KindColours{"rw", {"#0a58ca", "#79b8ff"}}, KindColours{"process", {"#7a35c9", "#c9a4ff"}},
    KindColours{"realtime", {"#8a5a00", "#f0bb4f"}}};

}  // namespace

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(std::string_view text) {
  if (characters(text) <= kMaxDrawnCharacters) return std::string(text);
  std::size_t end = 0;
  for (std::size_t started = 0; end < text.size(); ++end) {
    if (starts_character(text[end]) && ++started == kMaxDrawnCharacters) break;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::vector<DrawnOperation> shown_operations(const DrawnTransaction& transaction) {
  std::vector<DrawnOperation> shown;
  std::size_t others = 0;
  std::size_t left_out = 0;
  for (const DrawnOperation& operation : transaction.operations) {
    if (operation.in_cycle == InCycle::no && ++others > kMaxDrawnOperations) {
      ++left_out;
      continue;
    }
    if (left_out > 0) shown.push_back({fmt::format("… {} more", std::exchange(left_out, 0))});
    shown.push_back({shortened(operation.text), operation.in_cycle});
  }
  if (left_out > 0) shown.push_back({fmt::format("… {} more", left_out)});
  return shown;
}

Colours colours_of(std::string_view kind) {
  const auto* found = std::find_if(kColours.begin(), kColours.end(),
                                   [kind](const KindColours& c) { return c.kind == kind; });
  return found == kColours.end() ? Colours{"#57606a", "#9aa4ae"} : found->colours;
}

}  // namespace eddy::checkers
