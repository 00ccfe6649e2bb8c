#include "eddy/sim/timer.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

class Bell final : public Timer {
 public:
  Bell() : Timer(nullptr) {}
  ~Bell() override = default;
  void fire() override { ++rings; }
  int rings = 0;
};

TEST_CASE("timers: the earliest fires first and equal ones in the order of arming") {
  TimerQueue queue;
  Bell late;
  Bell first;
  Bell second;
  queue.arm(late, Time(2s), 1);
  queue.arm(first, Time(1s), 2);
  queue.arm(second, Time(1s), 3);
  CHECK(&queue.pop() == &first);
  CHECK(&queue.pop() == &second);
  CHECK(&queue.pop() == &late);
  CHECK(queue.empty());
}

TEST_CASE("timers: one that is popped is no longer armed and can be armed again") {
  TimerQueue queue;
  Bell bell;
  CHECK_FALSE(bell.armed());
  queue.arm(bell, Time(1s), 1);
  CHECK(bell.armed());
  queue.pop().fire();
  CHECK(bell.rings == 1);
  CHECK_FALSE(bell.armed());
  queue.arm(bell, Time(2s), 2);
  CHECK(queue.top().due == Time(2s));
}

TEST_CASE("timers: one that is disarmed or destroyed does not fire") {
  TimerQueue queue;
  Bell kept;
  Bell disarmed;
  queue.arm(disarmed, Time(1s), 1);
  {
    Bell gone;
    queue.arm(gone, Time(2s), 2);
    queue.arm(kept, Time(3s), 3);
  }
  disarmed.disarm();
  disarmed.disarm();  // twice does no harm
  CHECK(&queue.pop() == &kept);
  CHECK(queue.empty());
}

TEST_CASE("timers: arming and disarming in any mixture agrees with a sorted map") {
  Random random(1, Purpose::test, 0);
  TimerQueue queue;
  std::vector<std::unique_ptr<Bell>> bells;
  std::map<std::pair<Time, std::uint64_t>, Bell*> expected;
  for (std::uint64_t sequence = 1; sequence <= 20'000; ++sequence) {
    const std::uint64_t choice = random.below(100);
    if (expected.empty() || choice < 50) {
      bells.push_back(std::make_unique<Bell>());
      const Time due(Duration(random.between(0, 1'000)));
      queue.arm(*bells.back(), due, sequence);
      expected.emplace(std::pair(due, sequence), bells.back().get());
    } else if (choice < 75) {
      REQUIRE(&queue.pop() == expected.begin()->second);
      expected.erase(expected.begin());
    } else {
      auto chosen = expected.begin();
      std::advance(chosen, static_cast<std::ptrdiff_t>(random.below(expected.size() / 8 + 1)));
      chosen->second->disarm();
      expected.erase(chosen);
    }
    REQUIRE(queue.empty() == expected.empty());
    if (!expected.empty()) REQUIRE(queue.top().timer == expected.begin()->second);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
