// Errors as values: the codes of Maelstrom's protocol, and the result type of handlers and RPCs.
//
// Source: https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md#errors
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace eddy::sim {

enum class ErrorCode : int {
  timeout = 0,
  node_not_found = 1,
  not_supported = 10,
  temporarily_unavailable = 11,
  malformed_request = 12,
  crash = 13,
  abort = 14,
  key_does_not_exist = 20,
  key_already_exists = 21,
  precondition_failed = 22,
  txn_conflict = 30,
};

// "key-does-not-exist"; "unknown" for codes outside the protocol.
std::string_view name(ErrorCode code);

// Did the operation certainly not happen, now or later? False for 0, 13 and every unknown code.
bool is_definite(ErrorCode code);

// An error reply, {"type": "error", "code": 11, "text": "…"}.
struct Error {
  static constexpr std::string_view type = "error";
  Error() = default;
  Error(ErrorCode its_code, std::string its_text) : code(its_code), text(std::move(its_text)) {}

  ErrorCode code = ErrorCode::crash;
  std::string text;
  // Nobody sent it: there was an answer, but none to this request. Never on the wire.
  bool is_misfit = false;
};

// The error of an answer that cannot be one to its request. It says nothing of the request, so its
// code is Maelstrom's crash, which is indefinite.
inline Error misunderstood(std::string text) {
  Error error(ErrorCode::crash, std::move(text));
  error.is_misfit = true;
  return error;
}

template <class T>
using Result = boost::system::result<T, Error>;

// What Result<T>::value() throws when it holds an error.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location& /*where*/) {
  throw std::runtime_error(std::string(name(error.code)) + ": " + error.text);
}

}  // namespace eddy::sim
