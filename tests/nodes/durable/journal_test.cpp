#include "nodes/durable/journal.h"

#include "eddy/testing.h"
#include "nodes/durable/durable_node.h"
#include "tests/effort.h"

namespace eddy::nodes::durable {
namespace TEST_FILE {

using namespace std::chrono_literals;
using eddy::testing::Cluster;

struct Keep {
  static constexpr std::string_view type = "keep";
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Keep, (), (text))

// Keeps what it is told, and knows what of it is safe.
class Keeper final : public DurableNode {
 public:
  explicit Keeper(sim::Host& host) : DurableNode(host), journal_(host) { on(&Keeper::keep); }

  const std::vector<std::string>& found() const { return found_; }
  std::uint64_t safe() const { return journal_.synced(); }
  std::uint64_t life() const { return epoch(); }
  bool is_open() const { return is_prepared(); }

 private:
  sim::Task<void> prepare() override {
    auto opening = journal_.open_whole();
    found_ = co_await opening;
  }
  void keep(const Keep& m) { journal_.append(m.text); }

  Journal journal_;
  std::vector<std::string> found_;
};

void open(Cluster& cluster) {
  REQUIRE(cluster.run_until([&] { return cluster.program<Keeper>(0).is_open(); }, 10s));
}

TEST_CASE("journal: what is safe outlives a kill at any time, and nothing is invented") {
  std::size_t lost = 0;
  for (const std::uint64_t seed : eddy::testing::seeds(eddy::testing::effort(200, 20))) {
    Cluster cluster(1, &sim::make_node<Keeper>, {.seed = seed});
    if (seed % 2 == 0) cluster.disk_fault(0, sim::DiskTrouble::torn);
    open(cluster);
    std::vector<std::string> written;
    for (int life = 0; life < 3; ++life) {
      for (std::uint64_t i = 0; i < 1 + seed % 7; ++i) {
        written.push_back(fmt::format("{}-{}", life, i));
        cluster.send(cluster.n(0), Keep{written.back()});
        cluster.run_for(std::chrono::microseconds(100 * (seed % 11)));
      }
      const std::size_t before = cluster.program<Keeper>(0).found().size();
      const std::size_t safe = before + cluster.program<Keeper>(0).safe();
      cluster.kill(0);
      cluster.restart(0);
      open(cluster);
      const auto& found = cluster.program<Keeper>(0).found();
      REQUIRE(found.size() >= safe);
      REQUIRE(found.size() <= written.size());
      lost += written.size() - found.size();
      written.resize(found.size());
      CHECK(found == written);
    }
    CHECK(cluster.program<Keeper>(0).life() == 4);
  }
  CHECK(lost > 0);
}

TEST_CASE(
    "journal: a disk that is full or fails is asked again, and nothing is called safe before") {
  for (const auto trouble : {sim::DiskTrouble::full, sim::DiskTrouble::error}) {
    Cluster cluster(1, &sim::make_node<Keeper>);
    open(cluster);
    cluster.disk_fault(0, trouble);
    for (int i = 0; i < 20; ++i) cluster.send(cluster.n(0), Keep{"a"});
    cluster.run_for(5s);
    if (trouble == sim::DiskTrouble::full) {
      CHECK(cluster.program<Keeper>(0).safe() == 0);
      cluster.heal_disk(0);
      cluster.run_for(1s);
    }
    CHECK(cluster.program<Keeper>(0).safe() == 20);
    cluster.kill(0);
    cluster.restart(0);
    open(cluster);
    CHECK(cluster.program<Keeper>(0).found().size() == 20);
  }
}

TEST_CASE("journal: who has no other copy waits until the rot has passed") {
  Cluster cluster(1, &sim::make_node<Keeper>);
  open(cluster);
  cluster.send(cluster.n(0), Keep{"a"});
  cluster.run_for(1s);
  cluster.disk_fault(0, sim::DiskTrouble::bitrot);
  cluster.kill(0);
  cluster.restart(0);
  cluster.run_for(5s);
  CHECK_FALSE(cluster.program<Keeper>(0).is_open());
  cluster.heal_disk(0);
  open(cluster);
  CHECK(cluster.program<Keeper>(0).found() == std::vector<std::string>{"a"});
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::durable
