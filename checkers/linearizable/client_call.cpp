#include "checkers/linearizable/client_call.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <string_view>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

bool is_known(std::string_view f, const Form& form) {
  return std::find(form.functions.begin(), form.functions.end(), f) != form.functions.end();
}

// Whether a function's answer is a value: null is one, then.
bool answers(std::string_view f) { return f == "read" || f == "get"; }

const json::array* as_pair(const json::value& value) {
  const json::array* array = value.if_array();
  return array != nullptr && array->size() == 2 ? array : nullptr;
}

// Whether a value can be the [key, value] of a function.
bool may_have_key(std::string_view f, const json::value& value) {
  const json::array* pair = as_pair(value);
  if (pair == nullptr) return false;
  if (f == "cas") return as_pair((*pair)[1]) != nullptr;
  return true;
}

bool all_have_keys(const std::vector<ClientCall>& calls) {
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [](const ClientCall& call) {
    return may_have_key(call.invocation->f, call.invocation->value);
  });
}

// The place of an event in real time. A return takes the moment after it, so that a call without an
// invocation has one of its own.
Moment moment_of(std::size_t position) { return 2 * static_cast<Moment>(position); }

Outcome outcome_of(const Op& completion) {
  if (completion.type == OpType::ok) return Outcome::ok;
  return completion.type == OpType::fail ? Outcome::failed : Outcome::unknown;
}

void require_function(const Op& op, const Form& form) {
  if (is_known(op.f, form)) return;
  throw BadOperation(op, fmt::format("expected one of {} for the model {}, but the function is {}",
                                     fmt::join(form.functions, ", "), form.model, op.f));
}

bool is_keyed(const std::vector<ClientCall>& calls, const Form& form) {
  if (form.keyed == Keyed::if_all_are) return all_have_keys(calls);
  return form.keyed == Keyed::always;
}

// The value that counts: a completion's, if it has one.
const json::value& value_of(const ClientCall& call) {
  if (call.completion == nullptr || call.outcome == Outcome::unknown) return call.invocation->value;
  const json::value& answer = call.completion->value;
  const bool counts =
      !answer.is_null() || (call.outcome == Outcome::ok && answers(call.invocation->f));
  return counts ? answer : call.invocation->value;
}

// Splits [key, value].
void split(ClientCall& call) {
  const Op& op = call.op();
  const json::value& whole = call.value->is_null() ? call.invocation->value : *call.value;
  const json::array* pair = as_pair(whole);
  if (pair == nullptr)
    throw BadOperation(op, fmt::format("expected [key, value], but it is {}", excerpt(whole)));
  if (const json::array* asked = as_pair(call.invocation->value);
      asked != nullptr && !equal_values((*asked)[0], (*pair)[0])) {
    throw BadOperation(op, fmt::format("expected the key {} of its invocation, but it is {}",
                                       excerpt((*asked)[0]), excerpt((*pair)[0])));
  }
  call.key = &(*pair)[0];
  call.value = &(*pair)[1];
}

}  // namespace

std::vector<ClientCall> client_calls(const History& history, const Form& form) {
  std::vector<ClientCall> calls;
  for (const Call& pair : pair_calls(history)) {
    ClientCall call;
    call.invocation = &history.ops[pair.invocation];
    const bool alone = pair.completion == pair.invocation;
    if (alone && call.invocation->type == OpType::info && !is_known(call.invocation->f, form))
      continue;  // a crash with nothing open
    require_function(*call.invocation, form);
    call.invoked = moment_of(pair.invocation);
    if (pair.completion) {
      call.completion = &history.ops[*pair.completion];
      call.outcome = outcome_of(*call.completion);
      call.returned = moment_of(*pair.completion) + 1;
      if (call.outcome != Outcome::unknown && call.completion->f != call.invocation->f) {
        throw BadOperation(*call.completion,
                           fmt::format("expected the outcome of its {}, but it is that of a {}",
                                       call.invocation->f, call.completion->f));
      }
    }
    call.value = &value_of(call);
    calls.push_back(call);
  }
  if (is_keyed(calls, form)) {
    for (ClientCall& call : calls) split(call);
  }
  return calls;
}

std::vector<std::vector<ClientCall>> split_by_key(const std::vector<ClientCall>& calls) {
  const json::value no_key;
  std::vector<std::vector<ClientCall>> split;
  boost::unordered_flat_map<const json::value*, std::size_t, PointedValueHash, PointedValueEqual>
      place;
  for (const ClientCall& call : calls) {
    const auto [found, fresh] =
        place.try_emplace(call.key != nullptr ? call.key : &no_key, split.size());
    if (fresh) split.emplace_back();
    split[found->second].push_back(call);
  }
  return split;
}

}  // namespace eddy::checkers::linearizable
