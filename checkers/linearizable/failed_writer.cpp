#include "checkers/linearizable/failed_writer.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string_view>
#include <vector>

#include "eddy/checkers/value_order.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

// What the call leaves behind, if it takes effect; null if nothing.
const json::value* written_by(const ClientCall& call) {
  const std::string_view f = call.invocation->f;
  if (call.value == nullptr) return nullptr;
  if (f == "write" || f == "put" || f == "append" || f == "add" || f == "enqueue")
    return call.value;
  const json::array* pair = f == "cas" ? call.value->if_array() : nullptr;
  return pair != nullptr && pair->size() == 2 ? &(*pair)[1] : nullptr;
}

// Of a cas, what it expects.
const json::value* seen_by(const ClientCall& call) {
  if (call.value == nullptr || call.invocation->f != "cas") return call.value;
  const json::array* pair = call.value->if_array();
  return pair != nullptr && pair->size() == 2 ? pair->data() : nullptr;
}

bool shows(const ClientCall& seen, const ClientCall& failed) {
  const json::value* written = written_by(failed);
  const json::value* shown = seen_by(seen);
  if (written == nullptr || shown == nullptr) return false;
  const json::array* elements = failed.invocation->f == "add" ? shown->if_array() : nullptr;
  if (elements == nullptr) return equal_values(*shown, *written);
  return std::any_of(elements->begin(), elements->end(),
                     [&](const json::value& element) { return equal_values(element, *written); });
}

// The steps of a transaction that are of one kind, "r" or "w": [kind, key, value].
std::vector<const json::array*> steps_of(const ClientCall& call, std::string_view kind) {
  std::vector<const json::array*> steps;
  const json::array* all = call.value == nullptr ? nullptr : call.value->if_array();
  if (all == nullptr) return steps;
  for (const json::value& step : *all) {
    const json::array* parts = step.if_array();
    if (parts != nullptr && parts->size() == 3 && (*parts)[0].is_string() &&
        std::string_view((*parts)[0].get_string()) == kind)
      steps.push_back(parts);
  }
  return steps;
}

bool writes(const ClientCall& call, const json::array& read) {
  const auto steps = steps_of(call, "w");
  return std::any_of(steps.begin(), steps.end(), [&](const json::array* step) {
    return equal_values((*step)[1], read[1]) && equal_values((*step)[2], read[2]);
  });
}

// Of what a transaction read, does only a failed one write something, and is this one it?
bool shows_step(std::span<const ClientCall> calls, const ClientCall& seen,
                const ClientCall& failed) {
  const auto reads = steps_of(seen, "r");
  return std::any_of(reads.begin(), reads.end(), [&](const json::array* read) {
    return writes(failed, *read) &&
           std::none_of(calls.begin(), calls.end(), [&](const ClientCall& call) {
             return call.outcome != Outcome::failed && writes(call, *read);
           });
  });
}

}  // namespace

const ClientCall* failed_writer_of(std::span<const ClientCall> calls, const ClientCall& seen) {
  const bool is_transaction = !steps_of(seen, "r").empty();
  for (const ClientCall& call : calls) {
    if (call.outcome == Outcome::failed &&
        (is_transaction ? shows_step(calls, seen, call) : shows(seen, call)))
      return &call;
  }
  return nullptr;
}

}  // namespace eddy::checkers::linearizable
