// A history as a checker of transactions judges it by one model.
#pragma once

#include <string>
#include <string_view>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "eddy/checkers/transactional/list_append.h"
#include "eddy/checkers/transactional/rw_register.h"

namespace eddy::checkers {

// `checker`: list-append, rw-register or commit-order.
inline Verdict judged(std::string_view checker, const History& history, const std::string& model) {
  CheckOptions options;
  options.consistency_models = {model};
  if (checker == "list-append") return check_list_append(history, options);
  if (checker == "rw-register") return check_rw_register(history, options);
  return check_commit_models(history, options);
}

}  // namespace eddy::checkers
