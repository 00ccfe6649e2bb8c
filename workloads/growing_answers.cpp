#include "workloads/growing_answers.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <utility>

namespace eddy::workloads {
namespace {

bool is_same(const boost::json::value& a, const boost::json::value& b) {
  if (a.kind() != b.kind()) return false;
  return a.is_int64() ? a.get_int64() == b.get_int64() : a == b;
}

std::size_t common_beginning(const boost::json::array& a, const boost::json::array& b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t same = 0;
  while (same < most && is_same(a[same], b[same])) ++same;
  return same;
}

}  // namespace

void GrowingAnswers::share(checkers::Op& op, std::size_t position, sim::NodeId node) {
  if (!op.value.is_array()) return;
  if (last_.size() <= node.index()) last_.resize(node.index() + std::size_t{1});
  Answer& last = last_[node.index()];
  boost::json::array values = std::move(op.value.get_array());
  const std::size_t kept = common_beginning(last.values, values);
  const bool has_base = last.position != checkers::kNoBase && 2 * kept >= last.values.size();
  if (has_base) {
    op.kept = static_cast<std::uint32_t>(kept);
    op.base = last.position;
    op.value = boost::json::array(values.begin() + kept, values.end());
  } else {
    op.value = values;
  }
  last = {std::move(values), static_cast<std::uint32_t>(position)};
}

}  // namespace eddy::workloads
