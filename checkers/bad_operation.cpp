#include "checkers/bad_operation.h"

#include "checkers/evidence.h"

namespace eddy::checkers {

BadOperation::BadOperation(const Op& op, const std::string& what)
    : BadInput(describe(op) + ": " + what), index_(op.index), flaw_(what) {}

}  // namespace eddy::checkers
