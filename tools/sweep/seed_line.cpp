#include "tools/sweep/seed_line.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>

#include "eddy/checkers/bad_input.h"
#include "tools/results_json.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using checkers::BadInput;
using checkers::Validity;
using workloads::SeedOutcome;

class LineReader {
 public:
  explicit LineReader(std::string_view line) {
    json::error_code error;
    json::value value = json::parse({line.data(), line.size()}, error);
    if (error || !value.is_object()) throw BadInput("expected a JSON object");
    object_ = std::move(value.get_object());
  }
  explicit LineReader(const json::object& object) : object_(object) {}

  bool has(std::string_view name) const { return object_.contains(name); }
  const json::value& at(std::string_view name, std::string_view what) const {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr) throw BadInput(fmt::format("expected \"{}\", {}", name, what));
    return *value;
  }
  std::uint64_t whole(std::string_view name) const {
    constexpr std::string_view kWhat = "a whole number";
    json::error_code error;
    const auto number = at(name, kWhat).to_number<std::uint64_t>(error);
    if (error) throw BadInput(fmt::format("expected \"{}\" to be {}", name, kWhat));
    return number;
  }
  std::string text(std::string_view name) const {
    const json::value& value = at(name, "a text");
    if (!value.is_string()) throw BadInput(fmt::format("expected \"{}\" to be a text", name));
    return std::string(std::string_view(value.get_string()));
  }
  std::vector<std::string> texts(std::string_view name) const {
    const json::value& value = at(name, "a list of texts");
    std::vector<std::string> list;
    if (const auto* array = value.if_array()) {
      for (const json::value& item : *array) {
        if (item.is_string()) list.emplace_back(std::string_view(item.get_string()));
      }
      if (list.size() == array->size()) return list;
    }
    throw BadInput(fmt::format("expected \"{}\" to be a list of texts", name));
  }
  Validity validity() const {
    const json::value& value = at("valid?", "true, false or \"unknown\"");
    for (const Validity one : {Validity::valid, Validity::unknown, Validity::invalid}) {
      if (value == checkers::to_json(one)) return one;
    }
    throw BadInput("expected \"valid?\" to be true, false or \"unknown\"");
  }
  std::uint64_t fingerprint() const {
    const std::string digits = text("fingerprint");
    constexpr int kHexadecimal = 16;
    std::uint64_t number = 0;
    const auto [stop, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, kHexadecimal);
    if (error != std::errc{} || stop != digits.data() + digits.size() || hex(number) != digits)
      throw BadInput("expected \"fingerprint\" to be 16 hexadecimal digits");
    return number;
  }
  LineReader object(std::string_view name) const {
    const json::value& value = at(name, "an object");
    if (!value.is_object()) throw BadInput(fmt::format("expected \"{}\" to be an object", name));
    return LineReader(value.get_object());
  }

 private:
  json::object object_;
};

std::string json_text(std::string_view text) {
  return json::serialize(json::string_view(text.data(), text.size()));
}

}  // namespace

std::string to_line(const SeedOutcome& outcome) {
  std::string line = fmt::format(
      R"({{"seed":{},"valid?":{},"fingerprint":"{}","events":{},"virtual-time":{},"features":[)",
      outcome.seed, json::serialize(checkers::to_json(outcome.validity)), hex(outcome.fingerprint),
      outcome.events, outcome.virtual_time);
  std::string_view separator = "";
  for (const std::string& feature : outcome.features) {
    line += separator;
    line += json_text(feature);
    separator = ",";
  }
  line += R"(],"arguments":)" + json_text(outcome.arguments);
  if (outcome.validity != Validity::valid) {
    line += R"(,"failure":{)";
    if (outcome.way_to_fail) {
      line += fmt::format(R"("checker":{},"kind":{},)", json_text(outcome.way_to_fail->checker),
                          json_text(outcome.way_to_fail->kind));
    }
    line += fmt::format(R"("text":{}}})", json_text(outcome.text));
  }
  return line + '}';
}

SeedOutcome parse_seed_line(std::string_view line) {
  const LineReader reader(line);
  SeedOutcome outcome;
  outcome.seed = reader.whole("seed");
  outcome.validity = reader.validity();
  outcome.fingerprint = reader.fingerprint();
  outcome.events = reader.whole("events");
  const std::uint64_t end = reader.whole("virtual-time");
  if (end > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    throw BadInput("expected \"virtual-time\" to be a time in ns");
  outcome.virtual_time = static_cast<std::int64_t>(end);
  outcome.features = reader.texts("features");
  outcome.arguments = reader.text("arguments");
  if (outcome.validity == Validity::valid) return outcome;
  const LineReader failure = reader.object("failure");
  outcome.text = failure.text("text");
  if (checkers::is_failing(outcome.validity))
    outcome.way_to_fail = {failure.text("checker"), failure.text("kind")};
  return outcome;
}

}  // namespace eddy::tools
