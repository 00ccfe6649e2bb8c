#include "eddy/testing.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "nodes/broadcast/single.h"
#include "nodes/echo.h"

namespace eddy::nodes {
namespace TEST_FILE {

using namespace std::chrono_literals;

TEST_CASE("a cluster says which node there is not, and of which class a program is not") {
  testing::Cluster cluster(2, &sim::make_node<Echo>);
  CHECK_THROWS_WITH(cluster.program<Echo>(7), "no node n7: there are 2");
  CHECK_THROWS_WITH(cluster.program<Single>(1), "the program of n1 is of another class");
  CHECK_THROWS_WITH(cluster.partition({{"n0"}, {"m1"}}), "partition: no node \"m1\"");
  CHECK_THROWS_WITH(cluster.partition({{"n0"}, {"n7"}}), "partition: no node \"n7\"");
}

class Thrower final : public sim::Node {
 public:
  explicit Thrower(sim::Host& host) : Node(host) {
    after(1s, [] { throw std::runtime_error("ouch"); });
  }
};

TEST_CASE("a cluster tells of a crash where the crashed program is asked for") {
  testing::Cluster cluster(1, &sim::make_node<Thrower>);
  cluster.run_for(2s);
  CHECK_THROWS_WITH(cluster.program<Thrower>(0), "n0 has failed: ouch");
}

class Aborter final : public sim::Node {
 public:
  explicit Aborter(sim::Host& host) : Node(host) { on(&Aborter::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& /*m*/) { std::abort(); }
};

TEST_CASE("a cluster that takes the process down tells how to have it again") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const std::string again = testing::reproduction_line({5});
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(pipe[1], STDERR_FILENO);
    ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    testing::Cluster cluster(2, &sim::make_node<Aborter>, {.seed = 5});
    cluster.run_for(2s);
    const sim::Echo echo{"hello"};
    (void)cluster.rpc(sim::NodeId::node(1), echo);
    ::_exit(0);
  }
  ::close(pipe[1]);
  std::string told;
  char buffer[1024];
  for (ssize_t some = 0; (some = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
    told.append(buffer, static_cast<std::size_t>(some));
  ::close(pipe[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK(
      told.starts_with("SIGABRT while n1 handled echo (msg_id 1) from c0, at virtual time 2.000 s "
                       "of seed 5; again: " +
                       again + "\n"));
}

TEST_CASE("the line that runs a case again names its seed and the case") {
  const std::string line = testing::reproduction_line({37});
  CHECK(line.starts_with("EDDY_SEED=37 "));
  CHECK(line.ends_with(
      "--test-case=\"the line that runs a case again names its seed and the case\""));
}

TEST_CASE("a golden file is matched to the letter") {
  const auto file = std::filesystem::path(EDDY_SOURCE_DIR) / "tests/golden/flood.txt";
  std::ifstream in(file);
  const std::string golden{std::istreambuf_iterator<char>(in), {}};
  REQUIRE_FALSE(golden.empty());
  CHECK(testing::matches_golden(golden, file));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes
