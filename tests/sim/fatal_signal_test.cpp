#include "sim/fatal_signal.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <string>

#include "eddy/sim/simulation.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

// Does what its test hands it when it is asked, and when its time has come.
class Doomed final : public Node {
 public:
  Doomed(Host& host, std::function<void()> asked, std::function<void()> due)
      : Node(host), asked_(std::move(asked)) {
    on(&Doomed::ping);
    on(&Doomed::note);
    if (due) after(1500ms, due);
  }

 private:
  Result<Pong> ping(const Ping& m) {
    asked_();
    return Pong{m.number};
  }
  void note(const Note& /*m*/) { asked_(); }

  std::function<void()> asked_;
};

struct Ending {
  int signal = 0;  // that ended it
  int status = 0;  // its exit status, if none did
  std::string err;
};

// What becomes of a process of its own that does this.
Ending in_a_process(const std::function<void()>& act) {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::dup2(pipe[1], STDERR_FILENO);
    ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
    // As in a program that has no handlers.
    for (const int s : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGINT, SIGTERM})
      ::signal(s, SIG_DFL);
    act();
    ::_exit(7);
  }
  ::close(pipe[1]);
  Ending ending;
  char buffer[4096];
  for (ssize_t some = 0; (some = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
    ending.err.append(buffer, static_cast<std::size_t>(some));
  ::close(pipe[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  if (WIFEXITED(status)) ending.status = WEXITSTATUS(status);
  return ending;
}

// A client asks n1 at 1 s; the line that gives the run again is "again".
void run_doomed(const std::function<void()>& asked, const std::function<void()>& due = {}) {
  Simulation simulation({.seed = 7, .network = {.hop = 0ms}});
  simulation.reproduced_by("the same line");
  test::start(simulation, 2, [&](Host& host) {
    return std::make_unique<Doomed>(host, asked, host.id() == NodeId::node(0) ? due : nullptr);
  });
  simulation.add_clients(1);
  Host& client = simulation.host(NodeId::client(0));
  simulation.at(Time(1s), [&client] {
    client.spawn([&client]() -> Task<void> {
      const Ping ping{5};
      co_await client.rpc(NodeId::node(1), ping, 1s);
    });
  });
  simulation.run_until(Time(2s));
}

constexpr const char* kAsked =
    " while n1 handled ping (msg_id 1) from c0, at virtual time 1.000 s of seed 7; again: the same "
    "line\n";

// Deeper than any stack; the condition never holds.
[[gnu::noinline]] int descend(int depth) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  if (depth < 0) return room[0];
  return descend(depth + 1) + room[0];
}

TEST_CASE("fatal signal: a node that takes the process down is told in one line") {
  struct Way {
    int signal;
    const char* name;
    std::function<void()> act;
  };
  const Way ways[] = {
      {SIGSEGV, "SIGSEGV",
       [] {
         volatile int* nowhere = nullptr;
         *nowhere = 1;
       }},
      {SIGABRT, "SIGABRT", [] { std::abort(); }},
      {SIGILL, "SIGILL", [] { ::raise(SIGILL); }},
      {SIGFPE, "SIGFPE", [] { ::raise(SIGFPE); }},
      {SIGBUS, "SIGBUS", [] { ::raise(SIGBUS); }},
      {SIGSEGV, "SIGSEGV", [] { descend(0); }},
  };
  for (const Way& way : ways) {
    CAPTURE(way.name);
    const Ending ending = in_a_process([&] { run_doomed(way.act); });
    CHECK(ending.signal == way.signal);
    CHECK(ending.err == way.name + std::string(kAsked));
  }
}

TEST_CASE("fatal signal: a handler that loops for ever is told when it is interrupted") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Ending ending = in_a_process([&] {
      run_doomed([&] {
        ::raise(signal);
        for (volatile bool goes_on = true; goes_on;) {
        }
      });
    });
    CHECK(ending.signal == signal);
    CHECK(ending.err == (signal == SIGINT ? "SIGINT" : "SIGTERM") + std::string(kAsked));
  }
}

TEST_CASE("fatal signal: of a timer its node is told, and between events that there was none") {
  const Ending timer = in_a_process([] { run_doomed([] {}, [] { std::abort(); }); });
  CHECK(timer.signal == SIGABRT);
  CHECK(timer.err ==
        "SIGABRT while a timer of n0 fired, at virtual time 1.500 s of seed 7; again: the same "
        "line\n");
  const Ending between = in_a_process([] {
    Simulation simulation({.seed = 8, .network = {.hop = 0ms}});
    simulation.at(Time(3s), [] { std::abort(); });
    simulation.run_until(Time(5s));
  });
  CHECK(between.signal == SIGABRT);
  CHECK(between.err == "SIGABRT while no event was handled, at virtual time 3.000 s of seed 8\n");
}

TEST_CASE("fatal signal: of a program that does not outlive its constructor") {
  const Ending made = in_a_process([] {
    Simulation simulation({.seed = 9, .network = {.hop = 0ms}});
    test::start(simulation, 1, [](Host& /*host*/) -> std::unique_ptr<Program> { std::abort(); });
  });
  CHECK(made.signal == SIGABRT);
  CHECK(made.err == "SIGABRT while no event was handled, at virtual time 0.000 s of seed 9\n");
}

TEST_CASE("fatal signal: who interrupts a run between its events has found nobody at fault") {
  const Ending ending = in_a_process([] {
    Simulation simulation({.seed = 8, .network = {.hop = 0ms}});
    simulation.at(Time(3s), [] { ::raise(SIGTERM); });
    simulation.run_until(Time(5s));
  });
  CHECK(ending.signal == SIGTERM);
  CHECK(ending.err.empty());
}

TEST_CASE("fatal signal: whoever handled it before handles it, and what was ignored stays so") {
  const Ending handled = in_a_process([] {
    ::signal(SIGABRT, [](int) { ::_exit(3); });
    run_doomed([] { std::abort(); });
  });
  CHECK(handled.signal == 0);
  CHECK(handled.status == 3);
  CHECK(handled.err == "SIGABRT" + std::string(kAsked));
  const Ending ignored = in_a_process([] {
    ::signal(SIGTERM, SIG_IGN);
    run_doomed([] { ::raise(SIGTERM); });
  });
  CHECK(ignored.status == 7);
  CHECK(ignored.err.empty());
}

TEST_CASE("fatal signal: a run that is over is not told of") {
  const Ending ending = in_a_process([] {
    run_doomed([] {});
    std::abort();
  });
  CHECK(ending.signal == SIGABRT);
  CHECK(ending.err.empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::sim
