#include "checkers/transactional/graph/precedence.h"

#include <algorithm>
#include <utility>

namespace eddy::checkers {

Precedence::Precedence(const History& history, std::span<const Transaction> transactions,
                       SessionOrder order)
    : order_(order), rest_(transactions.size()), place_(transactions.size(), kNowhere) {
  switch (order) {
    case SessionOrder::process:
      order_by_process(history, transactions);
      break;
    case SessionOrder::realtime:
      order_by_time(history, transactions);
      break;
    case SessionOrder::none:
      break;
  }
}

void Precedence::order_by_process(const History& history,
                                  std::span<const Transaction> transactions) {
  for (TransactionId t = 0; t < transactions.size(); ++t) {
    if (transactions[t].outcome != Outcome::failed) sequence_.push_back(t);
  }
  const auto key = [&](TransactionId t) {
    const Call& call = transactions[t].call;
    const bool ended = transactions[t].outcome == Outcome::ok;
    return std::pair(history.ops[call.invocation].process,
                     ended ? *call.completion : call.invocation);
  };
  std::sort(sequence_.begin(), sequence_.end(),
            [&](TransactionId a, TransactionId b) { return key(a) < key(b); });
  auto last = static_cast<std::uint32_t>(sequence_.size());
  for (std::uint32_t i = last; i-- > 0;) {
    const TransactionId t = sequence_[i];
    const bool is_last = i + 1 == sequence_.size() || key(sequence_[i + 1]).first != key(t).first;
    if (is_last) last = i + 1;
    place_[t] = i;
    const bool ended = transactions[t].outcome == Outcome::ok;
    rest_[t] = {ended ? i + 1 : last, last};
    if (ended && !is_last) empty_ = false;
  }
}

void Precedence::order_by_time(const History& history, std::span<const Transaction> transactions) {
  // Transactions are numbered by invocation, so the sequence is ordered as they are.
  std::vector<std::size_t> invocations;
  std::size_t last_invocation = 0;
  for (TransactionId t = 0; t < transactions.size(); ++t) {
    const Transaction& transaction = transactions[t];
    if (history.ops[transaction.call.invocation].type != OpType::invoke) continue;
    last_invocation = transaction.call.invocation;
    if (transaction.outcome == Outcome::failed) continue;
    place_[t] = static_cast<std::uint32_t>(sequence_.size());
    sequence_.push_back(t);
    invocations.push_back(transaction.call.invocation);
  }
  const auto last = static_cast<std::uint32_t>(sequence_.size());
  for (TransactionId t = 0; t < transactions.size(); ++t) {
    if (transactions[t].outcome != Outcome::ok) continue;
    const auto next =
        std::upper_bound(invocations.begin(), invocations.end(), *transactions[t].call.completion);
    rest_[t] = {static_cast<std::uint32_t>(next - invocations.begin()), last};
    if (*transactions[t].call.completion < last_invocation) empty_ = false;
  }
}

Precedence Precedence::among(std::span<const TransactionId> transactions) const {
  Precedence part(transactions.size());
  part.order_ = order_;
  std::vector<std::pair<std::uint32_t, TransactionId>> places;  // with the new numbers
  for (TransactionId t = 0; t < transactions.size(); ++t) {
    if (place_[transactions[t]] != kNowhere) places.emplace_back(place_[transactions[t]], t);
  }
  std::sort(places.begin(), places.end());
  for (const auto& [place, t] : places) {
    part.place_[t] = static_cast<std::uint32_t>(part.sequence_.size());
    part.sequence_.push_back(t);
  }
  const auto new_place = [&places](std::uint32_t old_place) {
    const auto found = std::lower_bound(places.begin(), places.end(), std::pair(old_place, 0U));
    return static_cast<std::uint32_t>(found - places.begin());
  };
  for (TransactionId t = 0; t < transactions.size(); ++t) {
    const Rest rest = rest_[transactions[t]];
    part.rest_[t] = {new_place(rest.first), new_place(rest.last)};
    if (part.rest_[t].first < part.rest_[t].last) part.empty_ = false;
  }
  return part;
}

bool Precedence::precedes(TransactionId a, TransactionId b) const {
  const std::uint32_t place = place_[b];
  return place != kNowhere && rest_[a].first <= place && place < rest_[a].last;
}

}  // namespace eddy::checkers
