#include "checkers/linearizable/register_model.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <string_view>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/operand.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 6> kRegisterFunctions = {"read", "write", "cas",
                                                                "get",  "put",   "append"};

// More pending calls than these are taken to lead anywhere.
constexpr std::size_t kMostPendingTried = 16;

bool is_of_strings(const ClientCall& call) {
  const std::string& f = call.invocation->f;
  return f == "get" || f == "put" || f == "append";
}

Operation operation(auto f, std::uint32_t a, std::uint32_t b = 0) {
  return {static_cast<std::uint32_t>(f), a, b};
}

const json::value& require_string(const ClientCall& call) {
  if (call.value->is_string()) return *call.value;
  throw BadOperation(
      call.op(), fmt::format("expected a string to append, but it is {}", excerpt(*call.value)));
}

}  // namespace

Form RegisterModel::form(LinearizableModel model) {
  return {to_string(model), kRegisterFunctions,
          model == LinearizableModel::kv ? Keyed::always : Keyed::if_all_are};
}

RegisterModel::RegisterModel(const LinearizableOptions& options, std::span<const ClientCall> calls)
    : failed_cas_(options.failed_cas), nil_read_(options.nil_read) {
  if (options.initial) {
    initial_ = values_.intern_own(*options.initial);
  } else if (std::any_of(calls.begin(), calls.end(), is_of_strings)) {
    initial_ = values_.intern_own("");
  } else {
    initial_ = values_.intern_own(nullptr);
  }
}

std::optional<Operation> RegisterModel::encode(const ClientCall& call) {
  const std::string& f = call.invocation->f;
  if (f == "read" || f == "get") {
    if (call.outcome != Outcome::ok) return std::nullopt;
    if (call.value->is_null() && nil_read_ == NilRead::any) return std::nullopt;
    return operation(Function::read, values_.intern(*call.value));
  }
  if (f == "cas") {
    const json::array& pair = require_array(call.op(), *call.value, "the value of a cas");
    if (pair.size() != 2) {
      throw BadOperation(call.op(), fmt::format("expected the [from, to] of a cas, but it is {}",
                                                excerpt(*call.value)));
    }
    if (call.outcome == Outcome::failed) {
      if (failed_cas_ == FailedCas::dropped) return std::nullopt;
      return operation(Function::differs, values_.intern(pair[0]));
    }
    return operation(Function::cas, values_.intern(pair[0]), values_.intern(pair[1]));
  }
  if (call.outcome == Outcome::failed) return std::nullopt;
  if (f == "append") return operation(Function::append, values_.intern(require_string(call)));
  return operation(Function::write, values_.intern(*call.value));
}

Effect RegisterModel::effect(const Operation& op) const {
  switch (static_cast<Function>(op.f)) {
    case Function::read:
    case Function::differs:
      return Effect::observes;
    case Function::write:
      return Effect::overwrites;
    case Function::cas:
      return op.a == op.b ? Effect::observes : Effect::changes;
    case Function::append:
      break;
  }
  return Effect::adds;
}

// A pending write or cas matters until the last return of a call that needs what it leaves. A cas
// that is pending itself needs its value for as long as it matters. An append needs nothing, but
// makes something of everything.
void RegisterModel::prepare(std::vector<Entry>& entries) {
  adds_ = false;
  left_by_pending_.clear();
  for (const Entry& e : entries) {
    if (static_cast<Function>(e.op.f) == Function::append) {
      adds_ = true;
    } else if (e.pending()) {
      left_by_pending_.push_back(leaves(e.op));
    }
  }
  if (adds_) return;
  std::vector<Moment> needed(values_.size(), 0);  // value → the last return that needs it
  Moment any_needed = 0;
  for (const Entry& e : entries) {
    const auto f = static_cast<Function>(e.op.f);
    if (f == Function::differs) any_needed = std::max(any_needed, e.returned);
    if ((f == Function::read || f == Function::cas) && !e.pending())
      needed[e.op.a] = std::max(needed[e.op.a], e.returned);
  }
  std::vector<Operation> pending;
  for (const Entry& e : entries) {
    if (e.pending() && static_cast<Function>(e.op.f) == Function::cas) pending.push_back(e.op);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const Operation& cas : pending) {
      const Moment until = std::max(needed[cas.b], any_needed);
      if (needed[cas.a] >= until) continue;
      needed[cas.a] = until;
      changed = true;
    }
  }
  for (Entry& e : entries) {
    if (!e.pending()) continue;
    const bool is_cas = static_cast<Function>(e.op.f) == Function::cas;
    e.useful_until = std::max(needed[is_cas ? e.op.b : e.op.a], any_needed);
  }
}

std::optional<Impossible> RegisterModel::impossible(const std::vector<Entry>& entries) const {
  const auto is = [](const Entry& e, Function f) { return static_cast<Function>(e.op.f) == f; };
  std::vector<bool> left(values_.size(), false);
  std::vector<State> followed;  // what is left, whose cas are looked at
  const auto leave = [&](State state) {
    if (!left[state]) followed.push_back(state);
    left[state] = true;
  };
  std::vector<std::vector<State>> cas_from(values_.size());
  leave(initial_);
  for (const Entry& e : entries) {
    if (is(e, Function::append)) return std::nullopt;
    if (is(e, Function::write)) leave(e.op.a);
    if (is(e, Function::cas)) cas_from[e.op.a].push_back(e.op.b);
  }
  while (!followed.empty()) {
    const State from = followed.back();
    followed.pop_back();
    for (const State to : cas_from[from]) leave(to);
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    const Entry& e = entries[i];
    const bool needs = is(e, Function::read) || (is(e, Function::cas) && !e.pending());
    if (!needs || left[e.op.a]) continue;
    return Impossible{i, fmt::format("nothing leaves {}: {} at first, and no write or cas that can "
                                     "take effect makes it so",
                                     excerpt(values_[e.op.a]), excerpt(values_[initial_]))};
  }
  return std::nullopt;
}

bool RegisterModel::leads_to(State state, const Operation& answer) const {
  if (static_cast<Function>(answer.f) != Function::read) return true;
  const json::value& now = values_[state];
  const json::value& then = values_[answer.a];
  if (!now.is_string() || !then.is_string()) return true;
  return std::string_view(then.get_string()).starts_with(std::string_view(now.get_string()));
}

bool RegisterModel::pending_may_lead_to(const Operation& answer) const {
  return left_by_pending_.size() > kMostPendingTried ||
         std::any_of(left_by_pending_.begin(), left_by_pending_.end(),
                     [&](State left) { return leads_to(left, answer); });
}

bool RegisterModel::append(State& state, std::uint32_t text) {
  const auto [found, fresh] = appended_.try_emplace(std::uint64_t{state} << 32U | text, 0);
  if (fresh) {
    const json::value& before = values_[state];
    json::string joined;
    if (before.is_string()) {
      joined = before.get_string();
    } else if (!before.is_null()) {
      joined = json::string(json::serialize(before));
    }
    joined.append(values_[text].get_string());
    found->second = values_.intern_own(std::move(joined));
  }
  state = found->second;
  return true;
}

std::string RegisterModel::describe(const Operation& op) const {
  const std::string a = excerpt(values_[op.a]);
  switch (static_cast<Function>(op.f)) {
    case Function::read:
      return fmt::format("read of {}", a);
    case Function::differs:
      return fmt::format("failed cas from {}", a);
    case Function::write:
      return fmt::format("write of {}", a);
    case Function::cas:
      return fmt::format("cas from {} to {}", a, excerpt(values_[op.b]));
    case Function::append:
      break;
  }
  return fmt::format("append of {}", a);
}

std::string RegisterModel::describe_state(State state) const { return excerpt(values_[state]); }

}  // namespace eddy::checkers::linearizable
