#include "workloads/growing_answers.h"

#include <boost/json/array.hpp>
#include <utility>

namespace eddy::workloads {

void GrowingAnswers::give(checkers::Op& op, std::size_t position, sim::NodeId node,
                          sim::GrowingList values) {
  if (last_.size() <= node.index()) last_.resize(node.index() + std::size_t{1});
  Answer& last = last_[node.index()];
  const std::size_t same = values.common_beginning(last.values);
  const bool has_base = last.position != checkers::kNoBase && 2 * same >= last.values.size();
  const std::size_t kept = has_base ? same : 0;
  if (has_base) op.base = last.position;
  op.kept = static_cast<std::uint32_t>(kept);
  op.value = boost::json::array(values.begin() + kept, values.end());
  last = {std::move(values), static_cast<std::uint32_t>(position)};
}

}  // namespace eddy::workloads
