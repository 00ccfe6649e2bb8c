// What the rules of scenarios are made of.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "eddy/sim/codec.h"
#include "eddy/sim/time.h"

namespace eddy::workloads::rules {

using sim::codec::Complaint;
using sim::codec::Flaw;
using sim::codec::in_field;
using sim::codec::in_item;

inline Complaint at(std::string_view path, std::string what) {
  return Flaw{std::string(path), std::move(what)};
}

// Nothing, or the complaint of an item, seen from the list.
template <class List, class Rule>
Complaint first_of(std::string_view name, const List& list, Rule rule) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto flaw = rule(list[i])) return in_field(name, in_item(i, std::move(*flaw)));
  }
  return std::nullopt;
}

inline Complaint unless_up_to(std::string_view path, sim::Duration value, sim::Duration most) {
  if (value <= most) return std::nullopt;
  return at(path, fmt::format("expected at most {} ns, got {}", most.count(), value.count()));
}

// Ids of a list that have been seen.
class Ids {
 public:
  explicit Ids(std::string_view what) : what_(what) {}
  Complaint add(std::uint64_t id) {
    if (seen_.insert(id).second) return std::nullopt;
    return at("id", fmt::format("there is another {} with id {}", what_, id));
  }

 private:
  std::string_view what_;
  std::set<std::uint64_t> seen_;
};

}  // namespace eddy::workloads::rules
