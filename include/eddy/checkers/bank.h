// The bank: transfers between accounts never make or lose money, so every read of all balances has
// the same total.
//
// * Only ok reads count; each is an object {account: balance}. What transfers did does not matter.
// * The first of these that holds is a read's error: unexpected-key (an account that is none of
//   ours), nil-balance, wrong-total, negative-value (unless balances may be negative).
// * Accounts and total are those of the options, or else of the first ok read.
//
// Source: jepsen.tests.bank.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class NegativeBalances { invalid, allowed };

struct BankOptions {
  NegativeBalances negative_balances = NegativeBalances::invalid;
  std::optional<std::set<std::string>> accounts;  // nothing: those of the first ok read
  std::optional<std::int64_t> total;              // nothing: that of the first ok read
};

// Figures: read-count, error-count and one for each sort of error. The report has these and for
// each sort its `count`, the `first` and the `worst` error with their operations. Throws
// BadOperation for reads of another form, and for totals that 64 bits do not hold. O(n).
Verdict check_bank(const History& history, const BankOptions& options = {});

}  // namespace eddy::checkers
