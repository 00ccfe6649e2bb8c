#include "eddy/sim/error.h"

namespace eddy::sim {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::timeout:
      return "timeout";
    case ErrorCode::node_not_found:
      return "node-not-found";
    case ErrorCode::not_supported:
      return "not-supported";
    case ErrorCode::temporarily_unavailable:
      return "temporarily-unavailable";
    case ErrorCode::malformed_request:
      return "malformed-request";
    case ErrorCode::crash:
      return "crash";
    case ErrorCode::abort:
      return "abort";
    case ErrorCode::key_does_not_exist:
      return "key-does-not-exist";
    case ErrorCode::key_already_exists:
      return "key-already-exists";
    case ErrorCode::precondition_failed:
      return "precondition-failed";
    case ErrorCode::txn_conflict:
      return "txn-conflict";
  }
  return "unknown";
}

bool is_definite(ErrorCode code) {
  switch (code) {
    case ErrorCode::node_not_found:
    case ErrorCode::not_supported:
    case ErrorCode::temporarily_unavailable:
    case ErrorCode::malformed_request:
    case ErrorCode::abort:
    case ErrorCode::key_does_not_exist:
    case ErrorCode::key_already_exists:
    case ErrorCode::precondition_failed:
    case ErrorCode::txn_conflict:
      return true;
    case ErrorCode::timeout:
    case ErrorCode::crash:
      break;
  }
  return false;
}

}  // namespace eddy::sim
