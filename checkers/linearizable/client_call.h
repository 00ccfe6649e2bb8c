// What the clients called and got, call by call, as the linearizable checker takes it.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "checkers/linearizable/operation.h"
#include "eddy/checkers/history.h"

namespace eddy::checkers::linearizable {

enum class Outcome : std::uint8_t { ok, failed, unknown };

// Points into its history.
struct ClientCall {
  const Op* invocation = nullptr;
  const Op* completion = nullptr;  // null if there is none
  Outcome outcome = Outcome::unknown;
  const boost::json::value* key = nullptr;    // null if the history has none
  const boost::json::value* value = nullptr;  // the completion's if it is ok, without the key
  Moment invoked = 0;
  Moment returned = kNever;  // also set when the outcome is unknown

  // The event to name it by: where it ended, or began.
  const Op& op() const { return completion != nullptr ? *completion : *invocation; }
};

// Whether the values of a model's calls are [key, value].
enum class Keyed : std::uint8_t {
  always,
  if_all_are,  // if every invocation's value can be one (Jepsen's `independent`)
  never,
};

// What the calls of a model look like.
struct Form {
  std::string_view model;
  std::span<const std::string_view> functions;
  Keyed keyed = Keyed::if_all_are;
};

// In the order of their invocations. Throws BadOperation for a function that is not the model's,
// for an outcome that belongs to another call, and for a key that is not there.
std::vector<ClientCall> client_calls(const History& history, const Form& form);

// The calls of each key, the keys in the order in which they first occur.
std::vector<std::vector<ClientCall>> split_by_key(const std::vector<ClientCall>& calls);

}  // namespace eddy::checkers::linearizable
