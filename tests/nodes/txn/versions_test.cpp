#include "nodes/txn/versions.h"

#include <doctest/doctest.h>

namespace eddy::nodes::txn {
namespace TEST_FILE {

TEST_CASE("a reader sees the newest value of its snapshot") {
  Versions versions;
  versions.install("k", 2, "b");
  versions.install("k", 5, "e");
  CHECK(versions.read("k", 1).is_null());
  CHECK(versions.read("k", 2) == "b");
  CHECK(versions.read("k", 4) == "b");
  CHECK(versions.read("k", 9) == "e");
  CHECK(versions.read("other", 9).is_null());
  CHECK(versions.read_commit("k", 4) == 2);
  CHECK(versions.newest("k") == 5);
  CHECK(versions.newest("other") == 0);
}

TEST_CASE("commits may be installed in any order") {
  Versions versions;
  versions.install("k", 5, "e");
  versions.install("k", 2, "b");
  CHECK(versions.newest("k") == 5);
  CHECK(versions.all("k") == boost::json::array{"b", "e"});
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::txn
