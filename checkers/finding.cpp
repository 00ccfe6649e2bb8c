#include "eddy/checkers/finding.h"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

namespace eddy::checkers {

namespace {

template <class T>
void add_once(std::vector<T>& list, T item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

}  // namespace

Involved involved(const std::vector<const Op*>& operations) {
  Involved who;
  for (const Op* op : operations) {
    if (op == nullptr) continue;
    if (who.operations.size() == kMostInvolved) break;
    add_once(who.operations, op->index);
    if (op->node != kNoNode) add_once(who.nodes, node_name(op->node));
  }
  return who;
}

Finding to_finding(std::string_view kind, Involved who, std::string text) {
  return {std::string(kind), std::move(who.operations), std::move(who.nodes), std::move(text)};
}

std::string node_name(std::int32_t node) { return fmt::format("n{}", node); }

}  // namespace eddy::checkers
