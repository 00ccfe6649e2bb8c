#include "workloads/transactions.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <utility>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/sim/format.h"
#include "eddy/sim/protocol/txn.h"
#include "workloads/operation_form.h"
#include "workloads/txn_plan.h"

namespace eddy::workloads {
namespace {

// What is wrong with a reply, of which kind, and in words.
struct Misfit {
  std::string kind;
  std::string text;
};

// In what the outcome of a micro-operation differs from what was asked for; empty if in nothing.
std::string difference(const boost::json::array& asked, const boost::json::value& reply) {
  const auto* done = reply.if_array();
  if (done == nullptr || done->size() != asked.size()) return "another length";
  if ((*done)[0] != asked[0]) return "another function";
  if ((*done)[1] != asked[1]) return "another key";
  if (asked[0] != "r" && (*done)[2] != asked[2]) return "another written value";
  return "";
}

// Nothing if the reply fits the request.
std::optional<Misfit> misfit_of(const boost::json::array& reply,
                                const boost::json::array& request) {
  if (reply.size() != request.size()) {
    return Misfit{"another length", fmt::format("expected {} micro-operations in the reply, got {}",
                                                request.size(), reply.size())};
  }
  for (std::size_t i = 0; i < reply.size(); ++i) {
    std::string kind = difference(request[i].get_array(), reply[i]);
    if (!kind.empty()) {
      return Misfit{std::move(kind),
                    fmt::format("expected {} with what was read in place of null, got {}",
                                request[i], reply[i])};
    }
  }
  return std::nullopt;
}

bool is_micro_operation(const boost::json::value& value, std::string_view write) {
  const auto* parts = value.if_array();
  if (parts == nullptr || parts->size() != 3) return false;
  const boost::json::value& key = (*parts)[1];
  if (!key.is_int64() && !key.is_string()) return false;
  if ((*parts)[0] == "r") return (*parts)[2].is_null();
  return (*parts)[0] == boost::json::value(write) && (*parts)[2].is_int64();
}

}  // namespace

std::unique_ptr<Generator> Transactions::generator(const Options& options) const {
  return std::make_unique<TxnPlan>(options, write_);
}

std::optional<std::string> Transactions::complaint(const Options& options) const {
  if (options.plan.key_count == 0U) return "--key-count must be at least 1";
  if (options.plan.max_txn_length == 0) return "--max-txn-length must be at least 1";
  if (options.plan.min_txn_length > options.plan.max_txn_length) {
    return fmt::format("--min-txn-length {} is more than --max-txn-length {}",
                       options.plan.min_txn_length, options.plan.max_txn_length);
  }
  if (options.plan.max_writes_per_key == 0) return "--max-writes-per-key must be at least 1";
  try {
    checkers::require_answers(model_, options.criteria.consistency_models);
  } catch (const checkers::BadInput& bad) {
    return bad.what();
  }
  return std::nullopt;
}

std::vector<std::string_view> Transactions::fitting_errors() const {
  return {name(sim::ErrorCode::abort), name(sim::ErrorCode::txn_conflict)};
}

sim::codec::Complaint Transactions::flaw_in(std::string_view f,
                                            const boost::json::value& value) const {
  constexpr std::string_view kFunctions[] = {"txn"};
  if (auto flaw = flaw_in_function(f, kFunctions)) return flaw;
  const auto* txn = value.if_array();
  if (txn == nullptr)
    return flaw_in_value(
        fmt::format("micro-operations, [[\"r\", key, null], [\"{}\", key, value]]", write_), value);
  for (std::size_t i = 0; i < txn->size(); ++i) {
    if (is_micro_operation((*txn)[i], write_)) continue;
    const std::string expected =
        fmt::format("[\"r\", key, null] or [\"{}\", key, whole number]", write_);
    auto flaw = sim::codec::expected(expected, (*txn)[i]);
    return sim::codec::in_field("value", sim::codec::in_item(i, std::move(flaw)));
  }
  return std::nullopt;
}

sim::Task<Outcome> Transactions::invoke(const Client& client,
                                        const PlannedOperation& operation) const {
  const sim::txn::Txn request{operation.value.as_array()};
  auto reply = co_await client.rpc(request);
  if (!reply) co_return Failed{reply.error()};
  if (auto misfit = misfit_of(reply->txn, request.txn)) {
    Failed failed{sim::misunderstood(misfit->text), {}, std::move(misfit->kind)};
    co_return failed;
  }
  co_return Done{std::move(reply->txn)};
}

}  // namespace eddy::workloads
