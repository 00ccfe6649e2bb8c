// Faults of nodes in unit tests: testing::Cluster.
#include <string>

#include "eddy/testing.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;
using sim::Disk;
using sim::DiskTrouble;

struct Count {
  static constexpr std::string_view type = "count";
  std::int64_t total = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (total))

// Adds one, and answers once that is on the disk.
struct Increment {
  static constexpr std::string_view type = "increment";
  using Reply = Count;
};
BOOST_DESCRIBE_STRUCT(Increment, (), ())

class Counter final : public sim::Node {
 public:
  explicit Counter(sim::Host& host) : Node(host) {
    on(&Counter::increment);
    spawn(load());
    invariant("never-negative", [this] { return total_ >= 0; });
    every(1s, [this] { ++ticks; });
  }
  std::int64_t total() const { return total_; }
  void corrupt() {
    after(1ms, [this] { total_ = -1; });
  }
  int ticks = 0;

 private:
  sim::Task<void> load() {
    const auto bytes = co_await disk().read("total");
    if (bytes) total_ = static_cast<std::int64_t>(bytes->size());
    is_loaded_ = true;
  }
  sim::Task<sim::Result<Count>> increment(const Increment& /*m*/) {
    if (!co_await until([this] { return is_loaded_; }, 1s))
      co_return sim::Error{sim::ErrorCode::temporarily_unavailable, "not loaded"};
    const auto written = co_await disk().append("total", "x");
    if (!written) co_return written.error();
    const auto synced = co_await disk().sync();
    if (!synced) co_return synced.error();
    co_return Count{++total_};
  }
  std::int64_t total_ = 0;
  bool is_loaded_ = false;
};

std::int64_t increment(testing::Cluster& cluster, std::size_t node) {
  const Increment message;
  const auto count = cluster.rpc(testing::Cluster::n(node), message);
  return count ? count->total : -1;
}

TEST_CASE("cluster: a killed node loses its memory and keeps its disk") {
  testing::Cluster cluster(2, &sim::make_node<Counter>);
  CHECK(increment(cluster, 0) == 1);
  CHECK(increment(cluster, 0) == 2);
  cluster.kill(0);
  CHECK_THROWS(cluster.program<Counter>(0));
  CHECK(increment(cluster, 1) == 1);
  cluster.restart(0);
  cluster.run_for(1ms);
  CHECK(cluster.program<Counter>(0).total() == 2);
  CHECK(increment(cluster, 0) == 3);
  // Twice is once, and a node that runs is not restarted.
  cluster.kill(0);
  cluster.kill(0);
  cluster.restart(0);
  cluster.restart(0);
  CHECK(increment(cluster, 0) == 4);
}

TEST_CASE("cluster: heal starts what was killed and resumes what was paused") {
  testing::Cluster cluster(2, &sim::make_node<Counter>);
  cluster.kill(0);
  cluster.pause(1);
  cluster.heal();
  CHECK(increment(cluster, 0) == 1);
  CHECK(increment(cluster, 1) == 1);
  cluster.kill(0);
  cluster.restart(0);
  CHECK(increment(cluster, 0) == 2);
}

TEST_CASE("cluster: a paused node stands still, and goes on as it was") {
  testing::Cluster cluster(1, &sim::make_node<Counter>);
  cluster.run_for(1500ms);
  cluster.pause(0);
  cluster.run_for(10s);
  CHECK(cluster.program<Counter>(0).ticks == 1);
  cluster.resume(0);
  cluster.run_for(1ms);
  CHECK(cluster.program<Counter>(0).ticks == 2);
}

TEST_CASE("cluster: a clock that drifts makes a node's periods short or long") {
  testing::Cluster cluster(2, &sim::make_node<Counter>);
  cluster.clock(0, -5s, 250'000);
  CHECK(cluster.simulation().host(testing::Cluster::n(0)).clock() == sim::Time(-5s));
  cluster.run_for(10s + 1ms);
  // The first period was armed before the clock went wrong.
  CHECK(cluster.program<Counter>(0).ticks == 12);
  CHECK(cluster.program<Counter>(1).ticks == 10);
  cluster.heal();
  CHECK(cluster.simulation().host(testing::Cluster::n(0)).clock() == cluster.now());
}

TEST_CASE("cluster: a disk that is full or fails keeps a node from its promise") {
  testing::Cluster cluster(1, &sim::make_node<Counter>);
  CHECK(increment(cluster, 0) == 1);
  cluster.disk_fault(0, DiskTrouble::full);
  CHECK(increment(cluster, 0) == -1);
  cluster.heal_disk(0);
  CHECK(increment(cluster, 0) == 2);
  CHECK(cluster.disk(0).image().read("total") == "xx");
}

TEST_CASE("cluster: an invariant of a program ends the run, and is told") {
  testing::Cluster cluster(1, &sim::make_node<Counter>);
  cluster.program<Counter>(0).corrupt();
  cluster.run_for(1s);
  // The coroutine that loads it and the timer are events of the node, too.
  REQUIRE(cluster.breach());
  CHECK(cluster.breach()->invariant == "never-negative");
  CHECK(cluster.now() < sim::Time(10ms));
}

TEST_CASE("cluster: an invariant over all nodes, as a lambda") {
  testing::Cluster cluster(2, &sim::make_node<Counter>);
  cluster.keep([&cluster](sim::Host& /*host*/) -> std::optional<sim::Breach> {
    const auto sum = cluster.program<Counter>(0).total() + cluster.program<Counter>(1).total();
    if (sum < 3) return std::nullopt;
    return sim::Breach{"few", "the sum is " + std::to_string(sum)};
  });
  CHECK(increment(cluster, 0) == 1);
  CHECK(increment(cluster, 1) == 1);
  CHECK_FALSE(cluster.breach());
  increment(cluster, 1);
  REQUIRE(cluster.breach());
  CHECK(cluster.breach()->text == "the sum is 3");
}

TEST_CASE("cluster: there is no node to kill beyond the last") {
  testing::Cluster cluster(2, &sim::make_node<Counter>);
  CHECK_THROWS_WITH(cluster.kill(2), "no node n2: there are 2");
  CHECK_THROWS_WITH(cluster.disk_fault(5, DiskTrouble::torn), "no node n5: there are 2");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
