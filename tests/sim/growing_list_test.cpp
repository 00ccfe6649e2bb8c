#include "eddy/sim/growing_list.h"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <vector>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

using boost::json::array;

TEST_CASE("growing list: copies share memory, and neither sees what the other appends") {
  GrowingList list{1, "b"};
  const GrowingList before = list;
  list.push_back(3);
  list.push_back(4);
  const GrowingList between = list;
  CHECK(between.data() == list.data());
  list.push_back(5);
  CHECK(between.data() == list.data());  // there was room
  CHECK(before == array{1, "b"});
  CHECK(between == array{1, "b", 3, 4});
  CHECK(list == array{1, "b", 3, 4, 5});
}

TEST_CASE("growing list: what a copy shows stays where it is, however long others grow") {
  GrowingList list{1, 2};
  const GrowingList shown = list;
  const auto* const first = shown.data();
  for (int i = 0; i < 1000; ++i) list.push_back(i);
  CHECK(shown.data() == first);
  CHECK(shown == array{1, 2});
  CHECK(list.size() == 1002);
}

TEST_CASE("growing list: copies that go on from one place go on separately") {
  GrowingList a{1, 2};
  a.push_back(3);
  GrowingList b = a;
  a.push_back(4);
  b.push_back(5);
  CHECK(a == array{1, 2, 3, 4});
  CHECK(b == array{1, 2, 3, 5});
  GrowingList c = a;
  c.pop_back();
  c.push_back(6);
  CHECK(a == array{1, 2, 3, 4});
  CHECK(c == array{1, 2, 3, 6});
}

TEST_CASE("growing list: it is an array to whoever asks for one") {
  const GrowingList list{1, 2, 3};
  const array copy = list;
  CHECK(copy == array{1, 2, 3});
  CHECK(boost::json::serialize(list) == "[1,2,3]");
  CHECK(boost::json::value(list) == boost::json::value{1, 2, 3});
  CHECK(list.front() == 1);
  CHECK(list.back() == 3);
  CHECK(GrowingList().empty());
  CHECK(GrowingList().begin() == GrowingList().end());
  GrowingList taken = list;
  const GrowingList moved = std::move(taken);
  CHECK(moved == list);
  CHECK(taken.empty());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("growing list: how far two begin alike, with the kind of each value") {
  GrowingList list{1, "b", 3};
  const GrowingList longer = [&] {
    GrowingList copy = list;
    copy.push_back(4);
    return copy;
  }();
  CHECK(list.common_beginning(longer) == 3);
  CHECK(longer.common_beginning(GrowingList{1, "b", 3, 4, 5}) == 4);
  CHECK(longer.common_beginning(GrowingList{1, "b", 3.0}) == 2);
  CHECK(longer.common_beginning(GrowingList{1U}) == 0);
  CHECK(longer.common_beginning({}) == 0);
}

TEST_CASE("growing list: any number of copies are what plain arrays would be") {
  Random random(3, Purpose::test, 0);
  std::vector<GrowingList> lists(1);
  std::vector<array> arrays(1);
  for (int step = 0; step < 5000; ++step) {
    const std::size_t at = random.below(lists.size());
    switch (random.below(6)) {
      case 0:
        if (lists.size() < 20) {
          lists.push_back(lists[at]);
          arrays.push_back(arrays[at]);
        } else {
          const std::size_t from = random.below(lists.size());
          lists[at] = lists[from];
          arrays[at] = arrays[from];
        }
        break;
      case 1:
        if (!arrays[at].empty()) {
          lists[at].pop_back();
          arrays[at].pop_back();
        }
        break;
      case 2:
        if (!arrays[at].empty()) {
          const auto gone = static_cast<std::ptrdiff_t>(random.below(arrays[at].size()));
          lists[at].erase(lists[at].begin() + gone);
          arrays[at].erase(arrays[at].begin() + gone);
        }
        break;
      default:
        lists[at].push_back(step);
        arrays[at].push_back(step);
    }
    REQUIRE(lists[at] == arrays[at]);
  }
  for (std::size_t i = 0; i < lists.size(); ++i) CHECK(lists[i] == arrays[i]);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
