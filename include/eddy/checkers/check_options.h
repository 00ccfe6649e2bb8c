// What the checkers can be told, as plain data: one structure for all of them, so that a command
// line or a scenario can hold it. catalog.h says which checker heeds which option.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/checkers/budget.h"

namespace eddy::checkers {

// What a cas that failed says: nothing at all, or that the register held another value.
enum class FailedCas { dropped, saw_another };

// What an ok read of null says: nothing at all, or that the register was empty.
enum class NilRead { any, empty };

// Which of the reads marked as final have to show everything: none, as in Jepsen, or all.
enum class FinalReadRule { as_others, all };

struct CheckOptions {
  // Transactions: list-append, rw-register.
  std::vector<std::string> consistency_models;  // as they were written
  // These anomalies are prohibited in addition to those that the models prohibit. If no model is
  // named, only these are prohibited. If neither is named, the model is strict-serializable.
  std::vector<std::string> anomalies;
  bool linearizable_keys = false;  // the realtime order of writes is a key's order
  bool sequential_keys = false;    // the order of each process is
  bool wfr_keys = false;           // a read before a write in one transaction is

  // Transactions: commit-order takes the models, too.
  bool session_order = false;  // each process' transactions commit in their order

  // Linearizability.
  std::optional<boost::json::value> initial;  // what a register holds at first
  FailedCas failed_cas = FailedCas::dropped;
  NilRead nil_read = NilRead::any;

  // Sets.
  std::string add = "add";    // the function that adds an element
  bool linearizable = false;  // a stale read is invalid

  FinalReadRule final_reads = FinalReadRule::as_others;  // of counters, too

  // kafka.
  std::vector<std::string> sub_via = {"assign"};  // assign, subscribe
  bool ww_deps = false;                           // the order of offsets is one of writes
  bool rising_offsets = false;                    // of commits the highest wins

  // bank.
  std::optional<std::int64_t> total_amount;  // none: that of the first ok read
  bool negative_balances = false;            // an account may owe

  // long-fork.
  std::size_t group_size = 0;  // keys that are read together; 0: as many as the first read

  Budget budget;
};

}  // namespace eddy::checkers
