#include "eddy/nodes/broadcast/value_set.h"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "eddy/sim/random.h"

namespace eddy::nodes {
namespace TEST_FILE {

boost::json::value parse(const char* text) { return boost::json::parse(text); }

TEST_CASE("a value set numbers its values in the order in which they came") {
  ValueSet set;
  CHECK(set.add(7).number == 0);
  CHECK(set.add("seven").number == 1);
  CHECK(set.add(nullptr).number == 2);
  CHECK(set.values() == boost::json::array{7, "seven", nullptr});
}

TEST_CASE("a value that is in the set already keeps its number") {
  ValueSet set;
  CHECK(set.add(7).is_new);
  CHECK(set.add(8).is_new);
  CHECK_FALSE(set.add(7).is_new);
  CHECK(set.add(7).number == 0);
  CHECK(set.size() == 2);
}

TEST_CASE("a value set tells all kinds of JSON values apart") {
  const std::vector<boost::json::value> all = {0,
                                               1,
                                               -1,
                                               1.0,
                                               "1",
                                               "",
                                               true,
                                               false,
                                               nullptr,
                                               parse("[]"),
                                               parse("{}"),
                                               parse("[1]"),
                                               parse("[[1]]"),
                                               parse("{\"1\":1}"),
                                               parse("[1,2]"),
                                               parse("[2,1]")};
  ValueSet set;
  for (const auto& value : all) CHECK(set.add(value).is_new);
  for (std::uint32_t i = 0; i < all.size(); ++i) CHECK(set.find(all[i]) == i);
}

TEST_CASE("the order of an object's fields does not matter to a value set") {
  ValueSet set;
  set.add(parse(R"({"a":1,"b":2})"));
  CHECK(set.contains(parse(R"({"b":2,"a":1})")));
  CHECK_FALSE(set.contains(parse(R"({"a":2,"b":1})")));
}

TEST_CASE("a value set holds what a plain list of the same values holds") {
  sim::Random random(1, sim::Purpose::test, 0);
  ValueSet set;
  boost::json::array list;
  for (int i = 0; i < 2'000; ++i) {
    const boost::json::value value = random.between(-300, 300);
    const bool is_new = std::find(list.begin(), list.end(), value) == list.end();
    if (is_new) list.push_back(value);
    CHECK(set.contains(value) == !is_new);
    CHECK(set.add(value).is_new == is_new);
  }
  CHECK(set.values() == list);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
