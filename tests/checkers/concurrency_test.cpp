#include <doctest/doctest.h>
#include <vector>

#include "checkers/concurrency.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

TEST_CASE("concurrency: where no client has gone on, nothing is known") {
  CHECK(concurrency_of({}) == 0);
  CHECK(concurrency_of(WrittenHistory().add(0, 1).add(1, 2).add(2, 3)) == 0);
  CHECK(concurrency_of(WrittenHistory().add(0, 1).invoke(1, "add", 2).info(1, "add", 2)) == 0);
}

TEST_CASE("concurrency: a client that goes on tells it") {
  WrittenHistory history;
  history.add(0, 1).add(1, 2).add(2, 3).invoke(1, "add", 4).info(1, "add", 4).add(4, 5);
  CHECK(concurrency_of(history) == 3);
}

TEST_CASE("concurrency: processes that do not keep to it tell nothing") {
  WrittenHistory history;
  history.add(0, 1).invoke(1, "add", 4).info(1, "add", 4).add(4, 5).add(1, 6);
  CHECK(concurrency_of(history) == 0);
}

TEST_CASE("concurrency: random clients are found again") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const auto clients = static_cast<std::int64_t>(2 + dice.below(8));
    std::vector<std::int64_t> process(static_cast<std::size_t>(clients));
    WrittenHistory history;
    // All have begun before the first goes on.
    for (std::int64_t i = 0; i < clients; ++i) {
      process[static_cast<std::size_t>(i)] = i;
      history.add(i, i);
    }
    bool has_gone_on = false;
    for (int i = 0; i < 60; ++i) {
      std::int64_t& who = process[dice.below(process.size())];
      if (who >= clients) has_gone_on = true;
      if (dice.below(4) == 0) {
        history.invoke(who, "add", i).info(who, "add", i);
        who += clients;
      } else {
        history.add(who, i);
      }
    }
    CHECK(concurrency_of(history) == (has_gone_on ? clients : 0));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
