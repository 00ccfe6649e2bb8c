#include "eddy/checkers/outcomes.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <set>
#include <string>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

bool repeats_value(const json::value& asked, const json::value& done) {
  if (asked.is_null() || done.is_null()) return true;
  const auto* asked_array = asked.if_array();
  const auto* done_array = done.if_array();
  if (asked_array == nullptr || done_array == nullptr) return equal_values(asked, done);
  if (asked_array->size() != done_array->size()) return false;
  for (std::size_t i = 0; i < asked_array->size(); ++i) {
    if (!repeats_value((*asked_array)[i], (*done_array)[i])) return false;
  }
  return true;
}

// A micro-operation of kafka: ["send", key, message] becomes ["send", key, [offset, message]], and
// ["poll"] becomes ["poll", {key: […]}]. Jepsen's own histories have the offset in place of the
// message where they ask.
bool repeats_kafka(const json::value& asked, const json::value& done) {
  const auto* asked_array = asked.if_array();
  const auto* done_array = done.if_array();
  if (asked_array == nullptr || done_array == nullptr || asked_array->empty() ||
      done_array->empty()) {
    return repeats_value(asked, done);
  }
  if (!repeats_value(asked_array->front(), done_array->front())) return false;
  if (asked_array->front() != "send" || asked_array->size() != 3) return true;
  if (done_array->size() != 3 || !repeats_value((*asked_array)[1], (*done_array)[1])) return false;
  const json::value& sent = (*done_array)[2];
  if (repeats_value((*asked_array)[2], sent)) return true;
  const auto* pair = sent.if_array();
  return pair != nullptr && pair->size() == 2 &&
         (repeats_value((*asked_array)[2], (*pair)[1]) ||
          repeats_value((*asked_array)[2], (*pair)[0]));
}

bool is_poll(const json::value& operation) {
  const auto* array = operation.if_array();
  return array != nullptr && !array->empty() &&
         (array->front() == "poll" || array->front() == "commit");
}

bool is_list_of_lists(const json::value& value) {
  const auto* array = value.if_array();
  return array != nullptr && !array->empty() && array->front().is_array();
}

[[noreturn]] void refuse(const Op& op, const json::value& asked, const json::value& done) {
  throw BadOperation(
      op, fmt::format("expected the outcome of {}, but it is {}", excerpt(asked), excerpt(done)));
}

// The keys that were asked for have each its committed offset, or null.
void require_listing(const Op& op, const json::value& asked, const json::value& done) {
  std::set<std::string> keys;
  for (const json::value& key : asked.get_array())
    keys.insert(key.is_string() ? std::string(key.get_string()) : json::serialize(key));
  std::set<std::string> listed;
  for (const auto& of_key : done.get_object()) listed.emplace(of_key.key());
  if (keys != listed) refuse(op, asked, done);
}

void require_value(const Op& op, const json::value& asked, const json::value& done,
                   Repeats repeats) {
  const auto fits = repeats == Repeats::kafka ? &repeats_kafka : &repeats_value;
  if (asked.is_null() || done.is_null()) return;
  if (repeats == Repeats::kafka && done.is_object() && asked.is_array()) {
    require_listing(op, asked, done);
    return;
  }
  if (!is_list_of_lists(asked) || !done.is_array()) {
    if (!repeats_value(asked, done)) refuse(op, asked, done);
    return;
  }
  const json::array& asked_array = asked.get_array();
  const json::array& done_array = done.get_array();
  for (std::size_t i = 0; i < asked_array.size() && i < done_array.size(); ++i) {
    if (!fits(asked_array[i], done_array[i])) refuse(op, asked_array[i], done_array[i]);
  }
  if (asked_array.size() == done_array.size()) return;
  // A poll may be told as several, or with what was committed after it.
  if (repeats == Repeats::kafka && asked_array.size() < done_array.size() &&
      std::all_of(done_array.begin(), done_array.end(), is_poll)) {
    return;
  }
  throw BadOperation(
      op, fmt::format("expected the outcomes of {} micro-operations, {}, but there "
                      "{} {}: {}",
                      asked_array.size(), excerpt(asked), done_array.size() == 1 ? "is" : "are",
                      done_array.size(), excerpt(done)));
}

}  // namespace

void require_outcomes(const History& history, Repeats repeats) {
  for (const Call& call : pair_calls(history)) {
    if (!call.completion || *call.completion == call.invocation) continue;
    const Op& invocation = history.ops[call.invocation];
    const Op& completion = history.ops[*call.completion];
    if (completion.type != OpType::ok) continue;
    if (completion.f != invocation.f) {
      throw BadOperation(completion,
                         fmt::format("expected the outcome of its {}, but it is that of a {}",
                                     invocation.f, completion.f));
    }
    if (repeats == Repeats::function || invocation.base != kNoBase || completion.base != kNoBase)
      continue;
    require_value(completion, invocation.value, completion.value, repeats);
  }
}

}  // namespace eddy::checkers
