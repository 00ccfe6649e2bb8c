// Workload lin-kv, and the services lin-kv, seq-kv and lww-kv: a map of keys to values.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-lin-kv
// https://github.com/jepsen-io/maelstrom/blob/main/doc/services.md
//
// Keys and values are any JSON; those that a request leaves out are null, as Maelstrom's services have
// it. A read or cas of a key that is not there is answered with
// key-does-not-exist (20), a cas whose `from` does not match with precondition-failed (22).
#pragma once

#include <optional>

#include "eddy/sim/message.h"

namespace eddy::sim::lin_kv {

struct ReadOk {
  static constexpr std::string_view type = "read_ok";
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(ReadOk, (), (value))

struct Read {
  static constexpr std::string_view type = "read";
  using Reply = ReadOk;
  static constexpr bool reads_absent_as_null = true;
  boost::json::value key;
};
BOOST_DESCRIBE_STRUCT(Read, (), (key))

struct WriteOk {
  static constexpr std::string_view type = "write_ok";
};
BOOST_DESCRIBE_STRUCT(WriteOk, (), ())

struct Write {
  static constexpr std::string_view type = "write";
  using Reply = WriteOk;
  static constexpr bool reads_absent_as_null = true;
  boost::json::value key;
  boost::json::value value;
};
BOOST_DESCRIBE_STRUCT(Write, (), (key, value))

struct CasOk {
  static constexpr std::string_view type = "cas_ok";
};
BOOST_DESCRIBE_STRUCT(CasOk, (), ())

// Sets the key to `to` if it holds `from`. Services also set a key that is not there, whatever
// `from` is, when they are told to.
struct Cas {
  static constexpr std::string_view type = "cas";
  using Reply = CasOk;
  static constexpr bool reads_absent_as_null = true;
  boost::json::value key;
  boost::json::value from;
  boost::json::value to;
  std::optional<bool> create_if_not_exists = {};
};
BOOST_DESCRIBE_STRUCT(Cas, (), (key, from, to, create_if_not_exists))

}  // namespace eddy::sim::lin_kv
