#include "eddy/nodes/broadcast/outbox.h"

#include <doctest/doctest.h>

#include <chrono>

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using Numbers = std::vector<Outbox::Number>;

constexpr sim::Time kStart{10s};

TEST_CASE("an outbox in which all is acknowledged waits for nothing") {
  Outbox outbox;
  CHECK_FALSE(outbox.due());
  outbox.sent(Numbers{1, 2}, kStart);
  CHECK(outbox.due());
  outbox.acknowledge(Numbers{2, 1});
  CHECK_FALSE(outbox.due());
  CHECK(outbox.take_overdue(kStart + 1h).empty());
}

TEST_CASE("what is overdue comes out of an outbox all at once and starts to wait anew") {
  Outbox outbox;
  outbox.sent(Numbers{5}, kStart);
  outbox.sent(Numbers{1, 3}, kStart + 1ms);
  outbox.sent(Numbers{9}, kStart + Patience::kFirst);
  CHECK(outbox.due() == kStart + Patience::kFirst);
  CHECK(outbox.take_overdue(kStart + Patience::kFirst - 1ns).empty());
  CHECK(outbox.take_overdue(kStart + Patience::kFirst + 1ms) == Numbers{1, 3, 5});
  CHECK(outbox.take_overdue(kStart + Patience::kFirst + 1ms).empty());
  CHECK(outbox.size() == 4);
  CHECK(outbox.due() == kStart + 2 * Patience::kFirst);
}

TEST_CASE("an outbox learns from the answers how long to wait") {
  Outbox outbox;
  outbox.sent(Numbers{1, 2}, kStart);
  for (int i = 0; i < 100; ++i) outbox.answered(kStart, kStart + 200ms);
  REQUIRE(outbox.due());
  CHECK(*outbox.due() >= kStart + 200ms);
  CHECK(*outbox.due() <= kStart + 210ms);
}

TEST_CASE("an answer to numbers that were never sent does no harm") {
  Outbox outbox;
  outbox.sent(Numbers{1}, kStart);
  outbox.acknowledge(Numbers{2, 3});
  CHECK(outbox.size() == 1);
}

TEST_CASE("patience without any answer grows from its first value to its greatest") {
  Patience patience;
  for (std::uint32_t i = 0; i < Patience::kSteadyTries; ++i) {
    CHECK(patience.wait() == Patience::kFirst);
    patience.unanswered();
  }
  CHECK(patience.wait() == 2 * Patience::kFirst);
  for (int i = 0; i < 1'000; ++i) patience.unanswered();
  CHECK(patience.wait() == Patience::kMost);
}

TEST_CASE("patience that is answered is steady again") {
  Patience patience;
  for (int i = 0; i < 20; ++i) patience.unanswered();
  patience.answered(100ms);
  CHECK(patience.wait() == 300ms);
}

TEST_CASE("patience keeps within its bounds whatever the round trips") {
  Patience patience;
  patience.answered(0ms);
  CHECK(patience.wait() == Patience::kLeast);
  patience.answered(1h);
  CHECK(patience.wait() == Patience::kMost);
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
