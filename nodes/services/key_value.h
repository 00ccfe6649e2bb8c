// What the operations of a key-value store do to one key. Pure: from what the key holds to the
// reply and what it holds then; who keeps the keys is another matter.
#pragma once

#include <optional>

#include "eddy/sim/error.h"
#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes::kv {

template <class Operation>
struct Outcome {
  sim::Result<typename Operation::Reply> reply;
  std::optional<boost::json::value> written;  // nothing: the key stays as it is
};

// `held` is the key's value; null: there is no such key.
Outcome<sim::lin_kv::Read> apply(const sim::lin_kv::Read& m, const boost::json::value* held);
Outcome<sim::lin_kv::Write> apply(const sim::lin_kv::Write& m, const boost::json::value* held);
Outcome<sim::lin_kv::Cas> apply(const sim::lin_kv::Cas& m, const boost::json::value* held);

}  // namespace eddy::nodes::kv
