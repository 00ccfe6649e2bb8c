// Why a program could not be started, in one sentence that says what to do.
#pragma once

#include <string>
#include <string_view>

namespace eddy::nodes::process {

// It follows the name of the node: "could not be started: …". `step` is the call that failed,
// `error` its errno.
std::string why_not_started(const std::string& file, std::string_view step, int error);

}  // namespace eddy::nodes::process
