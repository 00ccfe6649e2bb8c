// Real processes over plain pipes. Whoever waits for them does so until they have done something.
#include "nodes/process/plain_guest.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace eddy::nodes::process {
namespace TEST_FILE {

using namespace std::chrono_literals;

struct Started {
  explicit Started(std::vector<std::string> command)
      : guest({.command = std::move(command),
               .working_directory = std::filesystem::temp_directory_path(),
               .node = "n0"},
              watch) {
    guest.when_ready([this] { ++calls; });
    take(guest.start({}, 0));
  }
  // Waits for what it does next, if it does anything before a long time is over.
  void await() {
    constexpr auto kLong = 60s;
    REQUIRE(watch.wait(kLong) == PipeWatch::Waited::for_something);
    watch.call();
    take(guest.wake({}, 0));
  }
  void await_end() {
    while (!end) await();
  }
  void take(const Burst& burst) {
    for (const Line& line : burst.lines)
      lines.push_back((line.stream == Stream::error ? "error: " : "") + line.text);
    if (burst.end) end = burst.end;
    unrepeatable.insert(unrepeatable.end(), burst.unrepeatable.begin(), burst.unrepeatable.end());
  }

  PipeWatch watch;
  int calls = 0;
  std::vector<std::string> lines;
  std::vector<std::string> unrepeatable;
  std::optional<End> end;
  PlainGuest guest;
};

using Lines = std::vector<std::string>;

TEST_CASE("plain guest: what it is given it reads, and what it writes are lines") {
  Started cat({"cat"});
  CHECK(cat.unrepeatable == Lines{"it ran in real time"});
  CHECK(cat.watch.wait(0s) == PipeWatch::Waited::in_vain);
  cat.take(cat.guest.give("hello\nworld\n", {}, 0));
  while (cat.lines.size() < 2) cat.await();
  CHECK(cat.lines == Lines{"hello", "world"});
  CHECK_FALSE(cat.end);
  cat.take(cat.guest.close_input({}, 0));
  REQUIRE(cat.end);
  CHECK(cat.end->kind == End::Kind::exited);
}

TEST_CASE("plain guest: it is called once until it is looked after") {
  Started shell({"sh", "-c", "echo one; exec cat"});
  REQUIRE(shell.watch.wait(60s) == PipeWatch::Waited::for_something);
  shell.watch.call();
  CHECK(shell.calls == 1);
  CHECK(shell.watch.wait(0s) == PipeWatch::Waited::in_vain);
  shell.take(shell.guest.wake({}, 0));
  CHECK(shell.lines == Lines{"one"});
}

TEST_CASE("plain guest: its end comes with all that it wrote, and its children go with it") {
  Started shell({"sh", "-c", "echo out; echo err >&2; sleep 1000 & printf unfinished; exit 3"});
  shell.await_end();
  CHECK(shell.lines == Lines{"out", "error: err", "unfinished"});
  CHECK(shell.end->kind == End::Kind::exited);
  CHECK(shell.end->code == 3);
  Started killed({"sh", "-c", "kill -SEGV $$"});
  killed.await_end();
  CHECK(killed.end->kind == End::Kind::signalled);
  CHECK(killed.end->code == 11);
}

TEST_CASE("plain guest: one that closes a stream, and lives on, ends no wait") {
  Started shell({"sh", "-c", "exec 2>&-; echo bye; exec cat"});
  while (shell.lines.empty()) shell.await();
  CHECK(shell.watch.wait(0s) == PipeWatch::Waited::in_vain);
  CHECK_FALSE(shell.end);
}

TEST_CASE("plain guest: what is given is kept while it does not read") {
  Started shell({"sh", "-c", "read first; echo got $first; cat >&2"});
  const std::string line = std::string(200'000, 'x') + "\n";
  shell.take(shell.guest.give("1\n", {}, 0));
  shell.take(shell.guest.give(line, {}, 0));
  shell.take(shell.guest.give(line, {}, 0));
  while (shell.lines.size() < 3) shell.await();
  CHECK(shell.lines.front() == "got 1");
  CHECK(shell.lines.back().size() == line.size() + 6);
}

// Waits until this process of ours is stopped, or goes on again.
void await_change(const std::string& process, int change) {
  siginfo_t info{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(std::stoul(process)), &info, change) == 0);
}

TEST_CASE("plain guest: one that is paused is stopped, with its children, and can be killed so") {
  std::string number;
  {
    Started shell({"sh", "-c", "echo $$; cat; exit 3"});
    shell.take(shell.guest.give("hello\n", {}, 0));
    while (shell.lines.size() < 2) shell.await();
    number = shell.lines.front();
    shell.guest.pause();
    await_change(number, WSTOPPED);
    shell.guest.pause();
    shell.take(shell.guest.give("world\n", {}, 0));
    shell.guest.resume();
    await_change(number, WCONTINUED);
    while (shell.lines.size() < 3) shell.await();
    CHECK(shell.lines.back() == "world");
    CHECK_FALSE(shell.end);
    shell.guest.pause();
  }
  CHECK_FALSE(std::filesystem::exists("/proc/" + number));
  Started over({"true"});
  over.await_end();
  over.guest.pause();
  over.guest.resume();
  Started missing({"/nowhere/to/be/found"});
  missing.guest.pause();
  missing.guest.resume();
}

TEST_CASE("plain guest: what cannot be started says why") {
  Started missing({"/nowhere/to/be/found"});
  REQUIRE(missing.end);
  CHECK(missing.end->kind == End::Kind::not_started);
  CHECK(missing.end->text.starts_with("could not be started: "));
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
