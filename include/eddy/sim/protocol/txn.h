// Workloads txn-list-append and txn-rw-register: transactions of micro-operations, done in order.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-txn-list-append
//
//   ["r", key, null]            reads; the reply has what was read in place of the null
//   ["append", key, element]    txn-list-append: adds to the end of the key's list
//   ["w", key, value]           txn-rw-register: sets the key
#pragma once

#include "eddy/sim/message.h"
#include "eddy/sim/value_list.h"

namespace eddy::sim::txn {

struct TxnOk {
  static constexpr std::string_view type = "txn_ok";
  ValueList txn;  // the request's, reads filled in
};
BOOST_DESCRIBE_STRUCT(TxnOk, (), (txn))

struct Txn {
  static constexpr std::string_view type = "txn";
  using Reply = TxnOk;
  ValueList txn;  // [[f, key, value], …]
};
BOOST_DESCRIBE_STRUCT(Txn, (), (txn))

}  // namespace eddy::sim::txn
