#include "eddy/checkers/transactional/lists/list_history.h"

#include <fmt/format.h>
#include <string_view>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

BadOperation refused(const Op& op, const json::value& micro) {
  return {op, fmt::format("expected [\"append\", key, element] or [\"r\", key, null or list], but "
                          "it is {}",
                          excerpt(micro))};
}

}  // namespace

ListHistory::ListHistory(const History& history) : history_(history) {
  const std::vector<Call> calls = pair_calls(history);
  if (calls.size() > kMostTransactions)
    throw BadInput(fmt::format("expected at most {} transactions", kMostTransactions));
  transactions_.reserve(calls.size());
  ops_.reserve(calls.size() * 4);
  for (const Call& call : calls) {
    const auto id = static_cast<TransactionId>(transactions_.size());
    transactions_.push_back({call, checkers::outcome_of(history, call)});
    Transaction& transaction = transactions_.back();
    transaction.first = static_cast<std::uint32_t>(ops_.size());
    const Op& op = op_with_value(transaction);
    if (op.value.is_null() && transaction.outcome != Outcome::ok) {
      transaction.last = transaction.first;
      continue;
    }
    if (!op.value.is_array())
      throw BadOperation(op,
                         fmt::format("expected the transaction to be a list of [f, key, value], "
                                     "but it is {}",
                                     excerpt(op.value)));
    for (const json::value& micro : op.value.get_array()) add(op, micro, id);
    if (ops_.size() > kMostKeys)
      throw BadOperation(op, fmt::format("expected at most {} micro-operations in all", kMostKeys));
    transaction.last = static_cast<std::uint32_t>(ops_.size());
  }
  group_by_key();
}

const Op& ListHistory::op_with_value(const Transaction& transaction) const {
  const Op& op = checkers::op_of(history_, transaction);
  if (op.value.is_null() && transaction.outcome != Outcome::ok)
    return history_.ops[transaction.call.invocation];
  return op;
}

void ListHistory::add(const Op& op, const json::value& micro, TransactionId transaction) {
  const json::array* parts = micro.if_array();
  if (parts == nullptr || parts->size() != 3 || !(*parts)[0].is_string()) throw refused(op, micro);
  const json::string& f = (*parts)[0].get_string();
  const json::value& operand = (*parts)[2];
  const auto key =
      keys_.try_emplace(codes_.code((*parts)[1]), static_cast<std::uint32_t>(keys_.size()));
  const std::uint32_t number = key.first->second;
  if (f == "append") {
    ops_.push_back(ListOp::append(number, transaction, codes_.code(operand)));
  } else if (f == "r" && (operand.is_null() || operand.is_array())) {
    const json::array* list = operand.if_array();
    if (list != nullptr && list->empty()) list = nullptr;
    const Outcome outcome = transactions_[transaction].outcome;
    const bool known = outcome == Outcome::ok || (outcome == Outcome::pending && list != nullptr);
    ops_.push_back(known ? ListOp::read(number, transaction, list)
                         : ListOp::unknown_read(number, transaction));
  } else {
    throw refused(op, micro);
  }
}

void ListHistory::group_by_key() {
  first_of_key_.assign(keys_.size() + 1, 0);
  for (const ListOp& op : ops_) ++first_of_key_[op.key() + 1];
  for (std::size_t key = 1; key < first_of_key_.size(); ++key)
    first_of_key_[key] += first_of_key_[key - 1];
  std::vector<std::uint32_t> next(first_of_key_.begin(), first_of_key_.end() - 1);
  by_key_.resize(ops_.size());
  for (ListOpId id = 0; id < ops_.size(); ++id) by_key_[next[ops_[id].key()]++] = id;
}

const json::array& ListHistory::written(ListOpId id) const {
  const Transaction& transaction = transactions_[ops_[id].transaction()];
  return op_with_value(transaction).value.get_array()[id - transaction.first].get_array();
}

const Op& ListHistory::op_of(ListOpId id) const {
  return checkers::op_of(history_, transactions_[ops_[id].transaction()]);
}

}  // namespace eddy::checkers
