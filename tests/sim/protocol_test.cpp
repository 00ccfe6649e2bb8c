#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>

#include "eddy/sim/body.h"
#include "eddy/sim/protocol/counter.h"
#include "eddy/sim/protocol/g_set.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/lin_mutex.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "eddy/sim/protocol/txn.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;

template <class M>
std::string on_the_wire(M message) {
  BodyPool pool;
  const BodyPtr body = pool.make(std::move(message));
  return json::serialize(to_json(*body));
}

// What this text on the wire is as an M, back on the wire; or what is wrong with it.
template <class M>
std::string read(std::string_view text) {
  M message{};
  if (const auto complaint = codec::from_json(json::parse(text), message)) return complaint->text();
  return on_the_wire(std::move(message));
}

TEST_CASE("protocol: the messages of lin-kv and of the key-value services") {
  CHECK(on_the_wire(lin_kv::Read{7}) == R"({"type":"read","key":7})");
  CHECK(on_the_wire(lin_kv::ReadOk{"x"}) == R"({"type":"read_ok","value":"x"})");
  CHECK(on_the_wire(lin_kv::Write{7, {1, 2}}) == R"({"type":"write","key":7,"value":[1,2]})");
  CHECK(on_the_wire(lin_kv::WriteOk{}) == R"({"type":"write_ok"})");
  CHECK(on_the_wire(lin_kv::CasOk{}) == R"({"type":"cas_ok"})");
  CHECK(read<lin_kv::Read>(R"({"type":"read"})") == R"({"type":"read","key":null})");
}

TEST_CASE("protocol: a cas says whether to create the key only when it was told to") {
  CHECK(on_the_wire(lin_kv::Cas{7, 1, 2}) == R"({"type":"cas","key":7,"from":1,"to":2})");
  CHECK(on_the_wire(lin_kv::Cas{7, nullptr, 2, true}) ==
        R"({"type":"cas","key":7,"from":null,"to":2,"create_if_not_exists":true})");
  CHECK(read<lin_kv::Cas>(R"({"key":"k","from":1,"to":2})") ==
        R"({"type":"cas","key":"k","from":1,"to":2})");
  CHECK(read<lin_kv::Cas>(R"({"key":1,"from":1,"to":2,"create_if_not_exists":false})") ==
        R"({"type":"cas","key":1,"from":1,"to":2,"create_if_not_exists":false})");
  CHECK(read<lin_kv::Cas>(R"({"key":1,"from":1,"to":2,"create_if_not_exists":3})") ==
        "field \"create_if_not_exists\": expected a boolean, got an integer 3");
}

TEST_CASE("protocol: the messages of sets, counters, locks, timestamps and transactions") {
  CHECK(on_the_wire(g_set::Add{3}) == R"({"type":"add","element":3})");
  CHECK(on_the_wire(g_set::AddOk{}) == R"({"type":"add_ok"})");
  CHECK(on_the_wire(g_set::Read{}) == R"({"type":"read"})");
  CHECK(on_the_wire(g_set::ReadOk{{1, "b"}}) == R"({"type":"read_ok","value":[1,"b"]})");
  CHECK(on_the_wire(counter::Add{-3}) == R"({"type":"add","delta":-3})");
  CHECK(on_the_wire(counter::AddOk{}) == R"({"type":"add_ok"})");
  CHECK(on_the_wire(counter::Read{}) == R"({"type":"read"})");
  CHECK(on_the_wire(counter::ReadOk{5}) == R"({"type":"read_ok","value":5})");
  CHECK(on_the_wire(lin_mutex::Acquire{}) == R"({"type":"acquire"})");
  CHECK(on_the_wire(lin_mutex::AcquireOk{}) == R"({"type":"acquire_ok"})");
  CHECK(on_the_wire(lin_mutex::Release{}) == R"({"type":"release"})");
  CHECK(on_the_wire(lin_mutex::ReleaseOk{}) == R"({"type":"release_ok"})");
  CHECK(on_the_wire(lin_tso::Ts{}) == R"({"type":"ts"})");
  CHECK(on_the_wire(lin_tso::TsOk{9}) == R"({"type":"ts_ok","ts":9})");
  CHECK(read<txn::Txn>(R"({"txn":[["r",1,null],["append",1,2]]})") ==
        R"({"type":"txn","txn":[["r",1,null],["append",1,2]]})");
  CHECK(on_the_wire(txn::TxnOk{}) == R"({"type":"txn_ok","txn":[]})");
  CHECK(read<counter::Add>(R"({"delta":"3"})") ==
        R"(field "delta": expected an integer, got a string "3")");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
