#pragma once

#include "nodes/txn/replicas.h"

namespace eddy::nodes::broken {

// Bug: a replica takes a commit as soon as it has those that this one relies on, not all that came
// before it: two replicas see two independent commits in different orders, a long fork. That is
// parallel snapshot isolation (Sovran et al., 2011); it claims snapshot isolation.
class TxnLongFork final : public txn::Replicas {
 public:
  using Replicas::Replicas;

 private:
  void take(Waiting& waiting) override;
};

}  // namespace eddy::nodes::broken
