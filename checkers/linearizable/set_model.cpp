#include "checkers/linearizable/set_model.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <utility>

#include "checkers/evidence.h"
#include "checkers/operand.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::checkers::linearizable {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 2> kSetFunctions = {"add", "read"};

const json::array* initial_elements(const LinearizableOptions& options) {
  if (!options.initial || options.initial->is_null()) return nullptr;
  if (options.initial->is_array()) return &options.initial->get_array();
  throw BadInput(fmt::format("expected an array of what a set holds at first, but it is {}",
                             excerpt(*options.initial)));
}

// All that can ever be in the set.
ValueTable elements_of(const LinearizableOptions& options, std::span<const ClientCall> calls) {
  ValueTable elements;
  if (const json::array* initial = initial_elements(options); initial != nullptr) {
    for (const json::value& element : *initial) elements.intern(element);
  }
  for (const ClientCall& call : calls) {
    if (call.invocation->f == "add" && call.outcome != Outcome::failed)
      elements.intern(*call.value);
  }
  return elements;
}

}  // namespace

Form SetModel::form(LinearizableModel model) { return {to_string(model), kSetFunctions}; }

SetModel::SetModel(const LinearizableOptions& options, std::span<const ClientCall> calls)
    : elements_(elements_of(options, calls)), bits_(elements_.size()) {
  const json::array* initial = initial_elements(options);
  if (initial == nullptr) return;
  for (const json::value& element : *initial)
    initial_ = bits_.set(initial_, elements_.intern(element), 1);
}

std::optional<Operation> SetModel::encode(const ClientCall& call) {
  if (call.invocation->f == "add") {
    if (call.outcome == Outcome::failed) return std::nullopt;
    return Operation{kAdd, elements_.intern(*call.value)};
  }
  if (call.outcome != Outcome::ok) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(reads_.size());
  reads_.push_back(call.value);
  State seen = ArrayTable::kZeros;
  for (const json::value& value : require_array(call.op(), *call.value, "the value of a read")) {
    const auto element = elements_.find(value);
    if (!element || bits_.get(seen, *element) != 0) return Operation{kReadOfNone, 0, number};
    seen = bits_.set(seen, *element, 1);
  }
  return Operation{kRead, seen, number};
}

// An element cannot be added before the last of the reads that miss it is invoked. From the last
// read to the first: whatever one of them misses is done with, so each element is looked up in few
// more reads than have it.
void SetModel::prepare(std::vector<Entry>& entries) const {
  std::vector<const Entry*> reads;
  for (const Entry& e : entries) {
    if (e.op.f == kRead) reads.push_back(&e);
  }
  std::sort(reads.begin(), reads.end(),
            [](const Entry* a, const Entry* b) { return a->invoked > b->invoked; });
  std::vector<Moment> not_before(elements_.size(), 0);
  std::vector<std::uint32_t> left(elements_.size());
  for (std::uint32_t e = 0; e < left.size(); ++e) left[e] = e;
  for (const Entry* read : reads) {
    std::erase_if(left, [&](std::uint32_t element) {
      if (bits_.get(read->op.a, element) != 0) return false;
      not_before[element] = read->invoked;
      return true;
    });
  }
  for (Entry& e : entries) {
    if (e.op.f == kAdd) e.not_before = not_before[e.op.a];
  }
}

std::optional<Impossible> SetModel::impossible(const std::vector<Entry>& entries) {
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (entries[i].op.f == kReadOfNone)
      return Impossible{i, "it shows an element that nobody added, or one twice"};
  }
  return std::nullopt;
}

std::string SetModel::describe(const Operation& op) const {
  if (op.f == kAdd) return fmt::format("add of {}", excerpt(elements_[op.a]));
  return fmt::format("read of {}", excerpt(*reads_[op.b]));
}

std::string SetModel::describe_state(State state) const {
  json::array elements;
  for (std::uint32_t e = 0; e < elements_.size(); ++e) {
    if (bits_.get(state, e) != 0) elements.push_back(elements_[e]);
  }
  return excerpt(elements);
}

}  // namespace eddy::checkers::linearizable
