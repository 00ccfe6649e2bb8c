#include "nodes/services/key_value.h"

#include <fmt/format.h>

#include "eddy/sim/format.h"

namespace eddy::nodes::kv {

using sim::Error;
using sim::ErrorCode;
using sim::lin_kv::Cas;
using sim::lin_kv::CasOk;
using sim::lin_kv::Read;
using sim::lin_kv::ReadOk;
using sim::lin_kv::Write;
using sim::lin_kv::WriteOk;

namespace {

Error no_such_key(const boost::json::value& key) {
  return {ErrorCode::key_does_not_exist, fmt::format("no key {}", key)};
}

}  // namespace

Outcome<Read> apply(const Read& m, const boost::json::value* held) {
  if (held == nullptr) return {no_such_key(m.key), std::nullopt};
  return {ReadOk{*held}, std::nullopt};
}

Outcome<Write> apply(const Write& m, const boost::json::value* /*held*/) {
  return {WriteOk{}, m.value};
}

Outcome<Cas> apply(const Cas& m, const boost::json::value* held) {
  if (held == nullptr && !m.create_if_not_exists.value_or(false)) {
    return {no_such_key(m.key), std::nullopt};
  }
  if (held != nullptr && *held != m.from) {
    return {Error{ErrorCode::precondition_failed,
                  fmt::format("{} is {}, not {}", m.key, *held, m.from)},
            std::nullopt};
  }
  return {CasOk{}, m.to};
}

}  // namespace eddy::nodes::kv
