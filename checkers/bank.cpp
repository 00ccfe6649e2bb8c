#include "eddy/checkers/bank.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <array>
#include <boost/json/object.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/operand.h"
#include "eddy/base/named_enum.h"

namespace eddy::checkers {

namespace {

enum class ErrorKind { unexpected_key, nil_balance, wrong_total, negative_value };
BOOST_DESCRIBE_ENUM(ErrorKind, unexpected_key, nil_balance, wrong_total, negative_value)

struct BankError {
  ErrorKind kind;
  const Op* op;
  std::string what;
  std::uint64_t badness;  // comparable among errors of one kind
};

struct ErrorTally {
  std::size_t count = 0;
  std::optional<BankError> first;
  std::optional<BankError> worst;
};

const boost::json::object& balances_of(const Op& read) {
  if (const auto* balances = read.value.if_object()) return *balances;
  throw BadOperation(read,
                     fmt::format("expected the balances to be an object {{account: balance}}, but "
                                 "they are {}",
                                 excerpt(read.value)));
}

// The sum of the balances that are not null.
std::int64_t total_of(const Op& read) {
  std::int64_t total = 0;
  for (const auto& account : balances_of(read)) {
    if (account.value().is_null()) continue;
    add_to_sum(total, read, require_integer(read, account.value(), "a balance"), "balances");
  }
  return total;
}

std::uint64_t distance(std::int64_t a, std::int64_t b) {
  const auto high = static_cast<std::uint64_t>(a > b ? a : b);
  return high - static_cast<std::uint64_t>(a > b ? b : a);
}

class Bank {
 public:
  Bank(const BankOptions& options, const Op& first_read)
      : negative_balances_(options.negative_balances),
        total_(options.total ? *options.total : total_of(first_read)) {
    if (options.accounts) {
      accounts_ = *options.accounts;
    } else {
      for (const auto& account : balances_of(first_read)) accounts_.emplace(account.key());
    }
  }

  std::optional<BankError> error_of(const Op& read) const {
    std::vector<std::string> strangers;
    std::vector<std::string> nils;
    std::vector<std::string> negative;
    std::int64_t debt = 0;
    const std::int64_t total = total_of(read);
    for (const auto& account : balances_of(read)) {
      const std::string name(account.key());
      if (!accounts_.contains(name)) strangers.push_back(name);
      if (account.value().is_null()) {
        nils.push_back(name);
        continue;
      }
      const std::int64_t balance = require_integer(read, account.value(), "a balance");
      if (balance >= 0) continue;
      negative.push_back(fmt::format("{} of account {}", balance, name));
      add_to_sum(debt, read, balance, "balances");
    }
    if (!strangers.empty())
      return BankError{
          ErrorKind::unexpected_key, &read,
          fmt::format("shows accounts that there are not: {}", fmt::join(strangers, ", ")),
          strangers.size()};
    if (!nils.empty())
      return BankError{ErrorKind::nil_balance, &read,
                       fmt::format("shows no balance of account {}", fmt::join(nils, ", ")),
                       nils.size()};
    if (total != total_)
      return BankError{ErrorKind::wrong_total, &read,
                       fmt::format("shows {} in all, but there is {}", total, total_),
                       distance(total, total_)};
    if (!negative.empty() && negative_balances_ == NegativeBalances::invalid)
      return BankError{ErrorKind::negative_value, &read,
                       fmt::format("shows a balance below zero: {}", fmt::join(negative, ", ")),
                       distance(0, debt)};
    return std::nullopt;
  }

 private:
  NegativeBalances negative_balances_;
  std::set<std::string> accounts_;
  std::int64_t total_;
};

boost::json::object error_json(const BankError& error) {
  return {{"op", reference(*error.op)}, {"what", error.what}, {"value", error.op->value}};
}

}  // namespace

Verdict check_bank(const History& history, const BankOptions& options) {
  Verdict verdict;
  std::optional<Bank> bank;
  std::size_t reads = 0;
  Found found(verdict);
  std::array<ErrorTally, kValuesOf<ErrorKind>.size()> tallies;
  for (const Op& op : history.ops) {
    if (!op.is_client() || op.f != "read" || op.type != OpType::ok) continue;
    if (!bank) bank.emplace(options, op);
    ++reads;
    const std::optional<BankError> error = bank->error_of(op);
    if (!error) continue;
    ErrorTally& tally = tallies[static_cast<std::size_t>(error->kind)];
    ++tally.count;
    if (!tally.first) tally.first = error;
    if (!tally.worst || error->badness > tally.worst->badness) tally.worst = error;
    found.add(name_of(error->kind), [&] {
      return FoundCase{{&op}, fmt::format("{} {}", describe(op), error->what)};
    });
  }
  found.rest("reads");
  order_findings(verdict,
                 {EnumNames<ErrorKind>::kNames.begin(), EnumNames<ErrorKind>::kNames.end()});

  verdict.count("read-count", reads);
  verdict.count("error-count", found.count());
  boost::json::object by_kind;
  for (const ErrorKind kind : kValuesOf<ErrorKind>) {
    const ErrorTally& tally = tallies[static_cast<std::size_t>(kind)];
    verdict.figures.push_back(
        {fmt::format("{}-count", name_of(kind)), static_cast<double>(tally.count), Unit::count});
    if (tally.count == 0) continue;
    by_kind[name_of(kind)] = {{"count", tally.count},
                              {"first", error_json(*tally.first)},
                              {"worst", error_json(*tally.worst)}};
  }
  verdict.report["errors"] = std::move(by_kind);
  return verdict;
}

}  // namespace eddy::checkers
