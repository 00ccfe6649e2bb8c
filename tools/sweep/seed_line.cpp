#include "tools/sweep/seed_line.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <limits>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/search/behaviours.h"
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
  bool yes_or_no(std::string_view name) const {
    const json::value& value = at(name, "true or false");
    if (!value.is_bool()) throw BadInput(fmt::format("expected \"{}\" to be true or false", name));
    return value.get_bool();
  }
  sim::Labels labels() const {
    sim::Labels labels;
    for (const auto& field : object_) {
      const std::string name(std::string_view(field.key()));
      labels[name] = yes_or_no(name);
    }
    return labels;
  }
  LineReader object(std::string_view name) const {
    const json::value& value = at(name, "an object");
    if (!value.is_object()) throw BadInput(fmt::format("expected \"{}\" to be an object", name));
    return LineReader(value.get_object());
  }

 private:
  json::object object_;
};

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kBitsADigit = 6;
constexpr std::size_t kDigitsABehaviour = workloads::kKeptBits / kBitsADigit;

std::string digits_of(const std::vector<std::uint64_t>& behaviours) {
  std::string text;
  text.reserve(behaviours.size() * kDigitsABehaviour);
  for (const std::uint64_t behaviour : behaviours) {
    for (unsigned shift = workloads::kKeptBits; shift > 0; shift -= kBitsADigit)
      text += kDigits[behaviour >> (shift - kBitsADigit) & (kDigits.size() - 1)];
  }
  return text;
}

constexpr unsigned char kNoDigit = 255;
constexpr std::array<unsigned char, 256> values_of_digits() {
  std::array<unsigned char, 256> values{};
  for (auto& value : values) value = kNoDigit;
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<unsigned char>(i);
  return values;
}

std::vector<std::uint64_t> behaviours_of(std::string_view digits) {
  static constexpr auto kValues = values_of_digits();
  std::vector<std::uint64_t> behaviours(digits.size() / kDigitsABehaviour);
  bool is_right = digits.size() % kDigitsABehaviour == 0;
  for (std::size_t i = 0; i < behaviours.size() * kDigitsABehaviour; ++i) {
    const unsigned char value = kValues[static_cast<unsigned char>(digits[i])];
    is_right = is_right && value != kNoDigit;
    std::uint64_t& behaviour = behaviours[i / kDigitsABehaviour];
    behaviour = behaviour << kBitsADigit | value;
  }
  for (std::size_t i = 1; is_right && i < behaviours.size(); ++i)
    is_right = behaviours[i - 1] < behaviours[i];
  if (!is_right)
    throw BadInput("expected \"behaviours\" to be four digits for each, in a rising order");
  return behaviours;
}

constexpr std::string_view kAtEvents = "at-events";

std::string json_of(const workloads::Vacuity& vacuity) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", name, value);
  };
  const auto add_effect = [&add](std::string_view name, const workloads::FaultEffect& effect) {
    if (effect.count > 0) add(name, fmt::format("[{},{}]", effect.count, effect.idle));
  };
  for (std::size_t kind = 0; kind < vacuity.faults.size(); ++kind)
    add_effect(name_of(kValuesOf<sim::FaultKind>[kind]), vacuity.faults[kind]);
  add_effect(kAtEvents, vacuity.at_events);
  if (vacuity.contended) add("contended", fmt::format("{}", *vacuity.contended));
  if (vacuity.lock_waited_for) add("lock-waited-for", fmt::format("{}", *vacuity.lock_waited_for));
  return text;
}

workloads::FaultEffect effect_of(const json::value& value, std::string_view name) {
  const auto* pair = value.if_array();
  workloads::FaultEffect effect;
  json::error_code error;
  json::error_code other;
  if (pair != nullptr && pair->size() == 2) {
    effect = {(*pair)[0].to_number<std::uint64_t>(error),
              (*pair)[1].to_number<std::uint64_t>(other)};
    if (!error && !other && effect.idle <= effect.count) return effect;
  }
  throw BadInput(
      fmt::format("expected \"{}\" of \"vacuity\" to be how many faults there were, and how many "
                  "of them befell nothing",
                  name));
}

workloads::Vacuity vacuity_in(const LineReader& reader) {
  workloads::Vacuity vacuity;
  for (std::size_t kind = 0; kind < vacuity.faults.size(); ++kind) {
    const std::string_view name = name_of(kValuesOf<sim::FaultKind>[kind]);
    if (reader.has(name)) vacuity.faults[kind] = effect_of(reader.at(name, "a pair"), name);
  }
  if (reader.has(kAtEvents))
    vacuity.at_events = effect_of(reader.at(kAtEvents, "a pair"), kAtEvents);
  if (reader.has("contended")) vacuity.contended = reader.yes_or_no("contended");
  if (reader.has("lock-waited-for")) vacuity.lock_waited_for = reader.yes_or_no("lock-waited-for");
  return vacuity;
}

std::string json_text(std::string_view text) {
  return json::serialize(json::string_view(text.data(), text.size()));
}

std::string json_of(const sim::Labels& labels) {
  std::string text;
  for (const auto& [name, was_reached] : labels)
    text += fmt::format("{}{}:{}", text.empty() ? "{" : ",", json_text(name), was_reached);
  return text + '}';
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
    } else {
      line += fmt::format(R"("checker":{},)", json_text(outcome.undecided_by));
    }
    line += fmt::format(R"("text":{}}})", json_text(outcome.text));
  }
  if (const std::string vacuity = json_of(outcome.vacuity); !vacuity.empty())
    line += fmt::format(R"(,"vacuity":{{{}}})", vacuity);
  if (!outcome.labels.empty()) line += R"(,"labels":)" + json_of(outcome.labels);
  if (!outcome.behaviours.empty())
    line += fmt::format(R"(,"behaviours":"{}")", digits_of(outcome.behaviours));
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
  if (reader.has("vacuity")) outcome.vacuity = vacuity_in(reader.object("vacuity"));
  if (reader.has("labels")) outcome.labels = reader.object("labels").labels();
  if (reader.has("behaviours")) outcome.behaviours = behaviours_of(reader.text("behaviours"));
  if (outcome.validity == Validity::valid) return outcome;
  const LineReader failure = reader.object("failure");
  outcome.text = failure.text("text");
  std::string checker = failure.text("checker");
  if (checkers::is_failing(outcome.validity)) {
    outcome.way_to_fail = {std::move(checker), failure.text("kind")};
  } else {
    outcome.undecided_by = std::move(checker);
  }
  return outcome;
}

}  // namespace eddy::tools
