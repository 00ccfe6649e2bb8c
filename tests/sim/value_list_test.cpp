#include "eddy/sim/value_list.h"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <list>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/protocol/g_set.h"
#include "eddy/sim/protocol/txn.h"

namespace eddy::sim {
namespace {

namespace json = boost::json;
using broadcast::ReadOk;

std::string text(const ReadOk& reply) { return json::serialize(reply.messages); }

TEST_CASE("a list of values is made of any range of numbers") {
  const std::vector<int> numbers{3, 1, 2};
  const std::set<std::int64_t> set{3, 1, 2};
  const std::list<double> fractions{1.5};
  const std::vector<bool> bits{true, false};
  const std::vector<std::uint64_t> large{18446744073709551615U};
  CHECK(text(ReadOk{numbers}) == "[3,1,2]");
  CHECK(text(ReadOk{set}) == "[1,2,3]");
  CHECK(text(ReadOk{fractions}) == "[1.5E0]");
  CHECK(text(ReadOk{bits}) == "[true,false]");
  CHECK(text(ReadOk{large}) == "[18446744073709551615]");
  CHECK(text(ReadOk{std::set<std::uint8_t>{7}}) == "[7]");
  CHECK(text(ReadOk{.messages = numbers}) == "[3,1,2]");
}

TEST_CASE("a list of values is made of any range of JSON values, strings or node ids") {
  const std::vector<json::value> values{1, "one", nullptr};
  const std::vector<std::string> strings{"a", "b"};
  const std::vector<std::string_view> views{"a"};
  const std::vector<const char*> literals{"a"};
  const std::vector<NodeId> ids{NodeId::node(3)};
  const std::vector<std::vector<int>> lists{{1, 2}, {}};
  CHECK(text(ReadOk{values}) == R"([1,"one",null])");
  CHECK(text(ReadOk{strings}) == R"(["a","b"])");
  CHECK(text(ReadOk{views}) == R"(["a"])");
  CHECK(text(ReadOk{literals}) == R"(["a"])");
  CHECK(text(ReadOk{ids}) == R"(["n3"])");
  CHECK(text(ReadOk{lists}) == "[[1,2],[]]");
}

TEST_CASE("a list of values is made of a view") {
  const std::set<int> set{1, 2, 3, 4};
  CHECK(text(ReadOk{set | std::views::filter([](int n) { return n > 2; })}) == "[3,4]");
  CHECK(text(ReadOk{set | std::views::transform([](int n) { return n * n; })}) == "[1,4,9,16]");
  CHECK(text(ReadOk{std::views::iota(0, 3)}) == "[0,1,2]");
}

TEST_CASE("a list of values is made of braces, and of nothing") {
  const std::initializer_list<int> numbers{1, 2};
  CHECK(text(ReadOk{numbers}) == "[1,2]");
  CHECK(text(ReadOk{{1, "b"}}) == R"([1,"b"])");
  CHECK(text(ReadOk{{}}) == "[]");
  CHECK(text(ReadOk{}) == "[]");
}

TEST_CASE("an array stays the list that it is: it becomes no element of one") {
  const json::array array{1, "b"};
  CHECK(ReadOk{array}.messages == array);
  CHECK(ReadOk{ValueList(array)}.messages == array);
  json::array taken(array);
  const json::value* const first = taken.data();
  const ReadOk reply{std::move(taken)};
  CHECK(reply.messages == array);
  CHECK(reply.messages.data() == first);  // moved, not copied
  CHECK(ReadOk{reply.messages}.messages == array);
  CHECK(ReadOk{reply}.messages == array);
}

TEST_CASE("what is no list becomes none") {
  static_assert(!std::is_convertible_v<std::string, ValueList>);
  static_assert(!std::is_convertible_v<const char*, ValueList>);
  static_assert(!std::is_convertible_v<int, ValueList>);
  static_assert(!std::is_convertible_v<std::map<int, int>, ValueList>);
  static_assert(!std::is_convertible_v<std::vector<void*>, ValueList>);
  static_assert(std::is_nothrow_move_constructible_v<ReadOk>);
}

TEST_CASE("the other lists of the protocol take ranges too") {
  const std::set<int> set{1, 2};
  CHECK(json::serialize(g_set::ReadOk{set}.value) == "[1,2]");
  const std::vector<json::array> operations{{"r", 1, nullptr}};
  CHECK(json::serialize(txn::TxnOk{operations}.txn) == R"([["r",1,null]])");
  CHECK(json::serialize(txn::Txn{operations}.txn) == R"([["r",1,null]])");
}

// As messages had it before there was a ValueList.
struct OldReadOk {
  static constexpr std::string_view type = "read_ok";
  json::array messages;
};
BOOST_DESCRIBE_STRUCT(OldReadOk, (), (messages))

TEST_CASE("a list of values travels as an array does, with the same hash") {
  BodyPool pool;
  const json::array array{1, "b", {2, 3}};
  const BodyPtr body = pool.make(ReadOk{array});
  const BodyPtr old = pool.make(OldReadOk{array});
  CHECK(body->hash() == old->hash());
  CHECK(to_json(*body) == to_json(*old));
  const Result<ReadOk> read = MessageTraits<ReadOk>::read(*old);
  REQUIRE(read.has_value());
  CHECK(read->messages == array);
  ReadOk refused;
  CHECK(codec::from_json(json::parse(R"({"messages":3})"), refused)->text() ==
        "field \"messages\": expected an array, got an integer 3");
}

}  // namespace
}  // namespace eddy::sim
