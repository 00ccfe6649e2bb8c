// What a program sees under virtual time it sees under the kernel of this machine, too: where the
// outcome does not depend on the time, both are compared.
#include <initializer_list>
#include <string>

#include "tests/nodes/process/virtual_run.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

void check_alike(std::initializer_list<std::string> attempts, std::string_view input = "") {
  if (!has_virtual_time()) return;
  for (const std::string& attempt : attempts) {
    CAPTURE(attempt);
    const std::string natively = seen_natively(attempt, input);
    CHECK(seen_virtually(attempt, input) == natively);
    CHECK(seen_virtually(attempt, input, {.threads = ThreadOrder::fifo}) == natively);
  }
}

TEST_CASE("virtual time: futexes wake, move and refuse as the kernel's do") {
  check_alike({"futex: what does not wait", "futex: wake", "futex: wake bits", "futex: requeue",
               "futex: wake and change", "futex: between processes", "futex: private to a process",
               "futex: a robust mutex", "futex: locks with a time", "futex: many threads"});
}

TEST_CASE("virtual time: waiting for descriptors tells what the kernel tells") {
  check_alike({"poll: results", "poll: until something comes", "select: results", "epoll: results",
               "epoll: until something comes", "poll: with masks of signals", "read: events",
               "poll: a child"});
}

TEST_CASE("virtual time: reading and writing wait for the other end, and only for that") {
  check_alike({"read: a pipe", "receive: sockets", "receive: for a time", "accept: connections",
               "write: full, without waiting", "write: the reader ends", "processes: a shell"});
}

TEST_CASE("virtual time: more than a pipe holds is written in the end, all of it") {
  check_alike({"write: a megabyte to a child", "write: a megabyte from a child",
               "write: a megabyte between threads"});
}

TEST_CASE("virtual time: standard streams can be closed, replaced and shared") {
  check_alike({"streams: echo", "streams: input replaced", "streams: output replaced",
               "streams: a child reads", "streams: two readers", "streams: without waiting",
               "streams: much"},
              "x\ny\nz\n");
}

TEST_CASE("virtual time: signals reach whom the kernel sends them to") {
  check_alike({"signals: what they tell", "signals: blocked", "signals: waited for",
               "signals: the end of a child", "signals: suspended", "signals: to a thread",
               "signals: to whoever takes it", "signals: to groups"});
}

TEST_CASE("virtual time: a signal interrupts what it interrupts, and nothing else") {
  check_alike({"interrupted: descriptors", "interrupted: waiting", "interrupted: children",
               "interrupted: writing"});
}

TEST_CASE("virtual time: children are waited for") {
  check_alike({"children: waited for", "children: waited for by id", "children: what they used",
               "children: threads wait", "children: unwanted", "children: many",
               "processes: numbers"});
}

TEST_CASE("virtual time: children come by fork, vfork and spawn, also from others") {
  check_alike({"children: vfork", "children: spawned", "children: vfork beside threads",
               "children: orphans", "children: adopted", "children: siblings"});
}

TEST_CASE("virtual time: threads and processes end as they do") {
  check_alike({"ends: a code", "ends: the first thread", "ends: the first thread, then exec",
               "ends: exit of another thread", "ends: children that are killed",
               "ends: children that end themselves", "ends: many threads"});
  check_alike(
      {"ends: the first thread, waited for", "ends: exec of another thread", "ends: after exec"},
      "x");
}

TEST_CASE("virtual time: timers and clocks refuse what the kernel refuses") {
  check_alike({"timers: signals, told", "timers: descriptors, told", "clocks: told",
               "machine: refusals by argument", "ends: exec with timers"});
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
