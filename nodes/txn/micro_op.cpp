#include "nodes/txn/micro_op.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "eddy/sim/format.h"

namespace eddy::nodes::txn {
namespace {

std::optional<MicroOp::F> parse_f(const boost::json::value& name) {
  if (name == "r") return MicroOp::F::read;
  if (name == "append") return MicroOp::F::append;
  if (name == "w") return MicroOp::F::write;
  return std::nullopt;
}

std::string_view name(MicroOp::F f) {
  switch (f) {
    case MicroOp::F::read:
      return "r";
    case MicroOp::F::append:
      return "append";
    case MicroOp::F::write:
      break;
  }
  return "w";
}

}  // namespace

sim::Result<std::vector<MicroOp>> parse(const boost::json::array& txn) {
  std::vector<MicroOp> ops;
  for (const boost::json::value& one : txn) {
    const auto* triple = one.if_array();
    const auto f = triple != nullptr && triple->size() == 3 ? parse_f((*triple)[0]) : std::nullopt;
    if (!f) {
      return sim::Error{
          sim::ErrorCode::malformed_request,
          fmt::format("expected [\"r\", \"append\" or \"w\", key, value], got {}", one)};
    }
    ops.push_back({*f, (*triple)[1], (*triple)[2], sim::to_text((*triple)[1])});
  }
  return ops;
}

boost::json::array to_json(std::span<const MicroOp> ops) {
  boost::json::array txn;
  for (const MicroOp& op : ops) {
    txn.push_back(boost::json::array{boost::json::value(name(op.f)), op.key, op.value});
  }
  return txn;
}

boost::json::value appended(const boost::json::value& list, const boost::json::value& element) {
  boost::json::array longer;
  if (const auto* before = list.if_array()) longer = *before;
  longer.push_back(element);
  return longer;
}

bool is_read_only(std::span<const MicroOp> ops) {
  return std::all_of(ops.begin(), ops.end(),
                     [](const MicroOp& op) { return op.f == MicroOp::F::read; });
}

}  // namespace eddy::nodes::txn
