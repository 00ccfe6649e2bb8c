#include "tools/fault_at_argument.h"

#include <fmt/format.h>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/bounds.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using workloads::FaultAt;

// The words of the argument, one after another.
class FaultWords {
 public:
  FaultWords(std::string_view option, std::string_view text) : option_(option), text_(text) {
    boost::split(words_, text_, boost::is_any_of(" \t"), boost::token_compress_on);
    std::erase(words_, std::string());
  }

  bool is_at_end() const { return next_ == words_.size(); }
  bool is(std::string_view word) const { return !is_at_end() && words_[next_] == word; }
  const std::string& peek() const { return words_[next_]; }
  std::string take(std::string_view what) {
    if (is_at_end()) refuse(fmt::format("{} is missing at its end", what));
    return words_[next_++];
  }
  template <class E>
  E take_name(std::string_view what) {
    const std::string word = take(what);
    const auto value = parse_name<E>(word);
    if (!value) refuse(fmt::format("\"{}\" is not {}", word, what));
    return *value;
  }
  [[noreturn]] void refuse(const std::string& why) const {
    throw BadInput(fmt::format(
        "{} takes a fault at an event, such as \"kill before send vote #3 of n1 for 2s\"; of "
        "\"{}\" {}",
        option_, text_, why));
  }
  std::string_view option() const { return option_; }

 private:
  std::string option_;
  std::string text_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

std::uint64_t parse_number(const FaultWords& words, const std::string& word) {
  std::uint64_t number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data() + 1, end, number);
  if (error != std::errc{} || stop != end || number == 0)
    words.refuse(fmt::format("\"{}\" is not which event it is, from #1 up", word));
  return number;
}

}  // namespace

FaultAt parse_fault_at(std::string_view option, std::string_view text) {
  FaultWords words(option, text);
  FaultAt at;
  at.fault = words.take_name<workloads::FaultAtEvent>("kill, pause or cut");
  at.trigger.side = words.take_name<sim::Side>("before or after");
  at.trigger.act = words.take_name<sim::Act>("send, receive, sync or unsynced-send");
  const bool has_message =
      !words.is_at_end() && !words.peek().starts_with('#') && !words.is("of") && !words.is("for");
  if (has_message) {
    if (at.trigger.act == sim::Act::sync)
      words.refuse(fmt::format("\"{}\" is too much: a sync has no message", words.peek()));
    at.trigger.message = words.take("a message");
  }
  if (!words.is_at_end() && words.peek().starts_with('#'))
    at.trigger.number = parse_number(words, words.take("a number"));
  if (words.is("of")) {
    words.take("of");
    const std::string name = words.take("a node");
    at.trigger.node = sim::NodeId::parse(name);
    if (!at.trigger.node || at.trigger.node->kind() != sim::NodeId::Kind::node)
      words.refuse(fmt::format("\"{}\" is not a node, such as n1", name));
  }
  if (words.is("for")) {
    words.take("for");
    at.lasts = parse_duration(option, words.take("a time"), PlainUnit::seconds,
                              {0, in_seconds(workloads::kLongestTime)});
  }
  if (!words.is_at_end()) words.refuse(fmt::format("\"{}\" is too much", words.peek()));
  return at;
}

std::string to_argument(const FaultAt& at) {
  std::string text = fmt::format("{} {}", name_of(at.fault), describe(at.trigger));
  if (at.lasts) text += fmt::format(" for {}", to_argument(*at.lasts, PlainUnit::seconds));
  return text;
}

}  // namespace eddy::tools
