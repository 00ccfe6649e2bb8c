#include "workloads/txn_list_append.h"

#include "eddy/checkers/transactional/list_append.h"

namespace eddy::workloads {

checkers::Verdict TxnListAppend::check(const Run& run, const Criteria& criteria) const {
  checkers::CheckOptions own;
  own.consistency_models = criteria.consistency_models;
  return checkers::check_list_append(run.history, own);
}

}  // namespace eddy::workloads
