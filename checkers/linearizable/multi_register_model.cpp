#include "checkers/linearizable/multi_register_model.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/operand.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 1> kMultiRegisterFunctions = {"txn"};

// Keys of histories are numbers or strings, those of the initial state strings.
json::value key_of(const json::value& key) {
  if (key.is_string()) return key;
  return json::value(json::serialize(key));
}

struct Access {
  bool writes;
  const json::value* key;
  const json::value* value;
};

Access access_of(const Op& op, const json::value& step) {
  const json::array* parts = step.if_array();
  if (parts != nullptr && parts->size() == 3 && (*parts)[0].is_string()) {
    const json::string& f = (*parts)[0].get_string();
    if (f == "read" || f == "r") return {false, parts->data() + 1, parts->data() + 2};
    if (f == "write" || f == "w") return {true, parts->data() + 1, parts->data() + 2};
  }
  throw BadOperation(op, fmt::format("expected [\"read\", key, value] or [\"write\", key, value], "
                                     "but it is {}",
                                     excerpt(step)));
}

ValueTable keys_of(const LinearizableOptions& options, std::span<const ClientCall> calls) {
  ValueTable keys;
  if (options.initial) {
    if (!options.initial->is_object())
      throw BadInput(fmt::format("expected an object of what registers hold at first, but it is {}",
                                 excerpt(*options.initial)));
    for (const auto& of_key : options.initial->get_object()) keys.intern_own(of_key.key());
  }
  for (const ClientCall& call : calls) {
    for (const json::value& step :
         require_array(call.op(), *call.value, "the value of a transaction"))
      keys.intern_own(key_of(*access_of(call.op(), step).key));
  }
  return keys;
}

}  // namespace

Form MultiRegisterModel::form(LinearizableModel model) {
  return {to_string(model), kMultiRegisterFunctions, Keyed::never};
}

MultiRegisterModel::MultiRegisterModel(const LinearizableOptions& options,
                                       std::span<const ClientCall> calls)
    : nil_read_(options.nil_read), keys_(keys_of(options, calls)), registers_(keys_.size()) {
  values_.intern_own(nullptr);
  if (!options.initial) return;
  for (const auto& of_key : options.initial->get_object()) {
    initial_ = registers_.set(initial_, *keys_.find(json::value(of_key.key())),
                              values_.intern_own(of_key.value()));
  }
}

std::optional<Operation> MultiRegisterModel::encode(const ClientCall& call) {
  if (call.outcome == Outcome::failed) return std::nullopt;
  const auto first = static_cast<std::uint32_t>(steps_.size());
  for (const json::value& step : call.value->get_array()) {
    const auto [writes, key, value] = access_of(call.op(), step);
    const bool unknown =
        call.outcome == Outcome::unknown || (value->is_null() && nil_read_ == NilRead::any);
    if (!writes && unknown) continue;
    steps_.push_back(
        {writes ? Access::write : Access::read, *keys_.find(key_of(*key)), values_.intern(*value)});
  }
  const auto count = static_cast<std::uint32_t>(steps_.size()) - first;
  if (count == 0) return std::nullopt;
  return Operation{0, first, count};
}

Effect MultiRegisterModel::effect(const Operation& op) const {
  const auto steps = steps_of(op);
  const bool reads = std::all_of(steps.begin(), steps.end(),
                                 [](const Step& s) { return s.access == Access::read; });
  return reads ? Effect::observes : Effect::changes;
}

std::optional<Impossible> MultiRegisterModel::impossible(const std::vector<Entry>& entries) const {
  std::set<std::pair<std::uint32_t, std::uint32_t>> left;  // registers and values
  for (const Entry& e : entries) {
    for (const Step& s : steps_of(e.op)) {
      if (s.access == Access::write) left.emplace(s.key, s.value);
    }
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    for (const Step& s : steps_of(entries[i].op)) {
      if (s.access == Access::write || left.contains({s.key, s.value}) ||
          registers_.get(initial_, s.key) == s.value)
        continue;
      return Impossible{i, fmt::format("nothing writes {} to {}, which is {} at first",
                                       excerpt(values_[s.value]), keys_[s.key].get_string().c_str(),
                                       excerpt(values_[registers_.get(initial_, s.key)]))};
    }
  }
  return std::nullopt;
}

bool MultiRegisterModel::step(State& state, const Operation& op) {
  State after = state;
  for (const Step& s : steps_of(op)) {
    if (s.access == Access::write) {
      after = registers_.set(after, s.key, s.value);
    } else if (registers_.get(after, s.key) != s.value) {
      return false;
    }
  }
  state = after;
  return true;
}

std::string MultiRegisterModel::describe(const Operation& op) const {
  std::string text;
  for (const Step& s : steps_of(op)) {
    text +=
        fmt::format("{}{} of {} {} {}", text.empty() ? "" : ", ",
                    s.access == Access::write ? "write" : "read", excerpt(values_[s.value]),
                    s.access == Access::write ? "to" : "from", keys_[s.key].get_string().c_str());
  }
  return text;
}

std::string MultiRegisterModel::describe_state(State state) const {
  json::object registers;
  for (std::uint32_t key = 0; key < keys_.size(); ++key)
    registers[keys_[key].get_string()] = values_[registers_.get(state, key)];
  return excerpt(registers);
}

}  // namespace eddy::checkers::linearizable
