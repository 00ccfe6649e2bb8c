#include "eddy/sim/pace.h"

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/sim/simulation.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

// Hears of something once, at that time.
class Doorbell final : public Pace {
 public:
  Doorbell(Time rings, std::function<void()> answer) : rings_(rings), answer_(std::move(answer)) {}
  std::optional<Time> wait_until(Time next) override {
    waited.push_back(next);
    if (!rings_ || next < *rings_) return std::nullopt;
    return std::exchange(rings_, std::nullopt);
  }
  void hear() override { answer_(); }

  std::vector<Time> waited;

 private:
  std::optional<Time> rings_;
  std::function<void()> answer_;
};

TEST_CASE(
    "pace: it is asked for each event, and what is heard meanwhile happens when it is heard") {
  Simulation simulation({});
  std::vector<Time> done;
  const auto note = [&] { done.push_back(simulation.now()); };
  simulation.at(Time(1s), note);
  simulation.at(Time(3s), note);
  Doorbell bell(Time(2s), [&] { simulation.at(simulation.now(), note); });
  simulation.keep_pace(&bell);
  simulation.run_until(Time(10s));
  CHECK(done == std::vector<Time>{Time(1s), Time(2s), Time(3s)});
  CHECK(bell.waited == std::vector<Time>{Time(1s), Time(3s), Time(2s), Time(3s)});
}

TEST_CASE("pace: time neither goes back nor beyond the next event, whenever something was heard") {
  for (const auto& [heard, happened] : {std::pair{Time(0s), Time(1s)}, {Time(9s), Time(3s)}}) {
    Simulation simulation({});
    Time answered{};
    simulation.at(Time(1s), [] {});
    simulation.at(Time(3s), [] {});
    class Late final : public Pace {
     public:
      Late(Time when, std::function<void()> answer) : when_(when), answer_(std::move(answer)) {}
      std::optional<Time> wait_until(Time /*next*/) override {
        return ++asked_ == 2 ? std::optional(when_) : std::nullopt;
      }
      void hear() override { answer_(); }

     private:
      Time when_;
      std::function<void()> answer_;
      int asked_ = 0;
    } late(heard, [&] { answered = simulation.now(); });
    simulation.keep_pace(&late);
    simulation.run_until(Time(10s));
    CHECK(answered == happened);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
