#include "tests/fuzz/history_mutator.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>
#include <vector>

namespace eddy::fuzz {
namespace {

class Mutator {
 public:
  Mutator(std::string_view text, std::uint32_t seed) : random_(seed) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      lines_.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (lines_.empty()) lines_.emplace_back();
  }

  void mutate() {
    switch (below(9)) {
      case 0:
        return std::swap(line(), line());
      case 1:
        return duplicate();
      case 2:
        return erase();
      case 3:
        return move_block();
      case 4:
        return replace_value(a_value());
      case 5:
        return replace_value(lines_[below(lines_.size())]);
      case 6:
        return wrap();
      default:
        return replace_number();
    }
  }

  std::string text(std::size_t most) const {
    std::string all;
    for (const std::string& each : lines_) {
      if (all.size() + each.size() + 1 > most) break;
      all += each + '\n';
    }
    return all;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
  std::string& line() { return lines_[below(lines_.size())]; }
  auto place() { return lines_.begin() + static_cast<std::ptrdiff_t>(below(lines_.size())); }

  void duplicate() {
    std::string copy = line();
    lines_.insert(place(), std::move(copy));
  }

  void erase() {
    if (lines_.size() > 1) lines_.erase(place());
  }

  void move_block() {
    auto first = place();
    auto middle = place();
    if (middle < first) std::swap(first, middle);
    std::rotate(first, middle, lines_.end());
  }

  static constexpr std::string_view kValue = "\"value\":";

  // Where the line's value begins and ends, roughly: it is the last field.
  static std::pair<std::size_t, std::size_t> value_of(std::string_view text) {
    const std::size_t at = text.find(kValue);
    if (at == std::string_view::npos) return {text.size(), text.size()};
    return {at + kValue.size(), std::max(text.rfind('}'), at + kValue.size())};
  }

  // Of another line.
  std::string a_value() {
    const std::string other = line();
    const auto [begin, end] = value_of(other);
    return other.substr(begin, end - begin);
  }

  void replace_value(const std::string& by) {
    std::string& text = line();
    const auto [begin, end] = value_of(text);
    text.replace(begin, end - begin, by);
  }

  // Around a value, or with another behind it.
  void wrap() {
    std::string& text = line();
    const auto [begin, end] = value_of(text);
    const std::string value = text.substr(begin, end - begin);
    text.replace(begin, end - begin,
                 below(2) == 0 ? "[" + value + "]" : "[" + value + "," + a_value() + "]");
  }

  // By a small one, a large one or what is no number.
  void replace_number() {
    static constexpr std::array<std::string_view, 12> kValues = {
        "0", "1", "2", "3", "7", "-1", "null", "9223372036854775807", "1.5", "\"a\"", "[]", "{}"};
    std::string& text = line();
    std::vector<std::size_t> begins;
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (is_digit(text[i]) && !is_digit(text[i - 1])) begins.push_back(i);
    }
    if (begins.empty()) return;
    const std::size_t begin = begins[below(begins.size())];
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    text.replace(begin, end - begin, kValues[below(below(3) == 0 ? kValues.size() : 5)]);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::minstd_rand random_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string mutate_lines(std::string_view text, std::size_t most, std::uint32_t seed) {
  Mutator mutator(text, seed);
  for (std::uint32_t i = 0; i <= seed % 4; ++i) mutator.mutate();
  return mutator.text(most);
}

}  // namespace eddy::fuzz
