#include <doctest/doctest.h>

#include "checkers/nearest_name.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("nearest name: the distance counts what is put in or taken out or replaced") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("rate", "rates") == 1);
}

TEST_CASE("nearest name: a slip of the finger is recognised") {
  CHECK(nearest_name("brodcast", {"echo", "broadcast", "unique-ids"}) == "broadcast");
  CHECK(nearest_name("broadcast", {"echo", "broadcast"}) == "broadcast");
}

TEST_CASE("nearest name: a part of a name is recognised, and the shortest name that has it") {
  CHECK(nearest_name("gossip", {"echo", "broadcast-gossip", "g-set-gossip-too"}) ==
        "broadcast-gossip");
  CHECK_FALSE(nearest_name("set", {"broadcast-set"}).has_value());
}

TEST_CASE("nearest name: something else altogether is not") {
  CHECK_FALSE(nearest_name("kafka", {"echo", "broadcast"}).has_value());
  CHECK_FALSE(nearest_name("x", {}).has_value());
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
