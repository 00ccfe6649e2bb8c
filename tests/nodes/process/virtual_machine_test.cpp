// The machine that programs see under virtual time, and what they may not do there.
#include <sstream>
#include <string>

#include "tests/nodes/process/virtual_run.h"

namespace eddy::nodes::process {
namespace TEST_FILE {

TEST_CASE("virtual time: the machine is the same everywhere") {
  if (!has_virtual_time()) return;
  CHECK(seen_virtually("machine: facts") ==
        "memory: 4294967296 3221225472 1\n"
        "since its start: 1000\n"
        "name: n1 Linux\n"
        "name: n1\n"
        "processors: 1 1\n"
        "processors: 1 1\n"
        "processors: 1 1\n"
        "this one: 0\n"
        "this one: 0 0 0\n"
        "bound: 0\n"
        "MemTotal:        4194304 kB\n"
        "cpu  1000 0 1000 98000 0 0 0 0 0 0\n"
        "0.00 0.00 0.00 1/100 100\n"
        "0::/\n"
        "0\n"
        "max\n"
        "exited 0");
}

TEST_CASE("virtual time: there is no network, no other processes to look into, no clock to set") {
  if (!has_virtual_time()) return;
  CHECK(seen_virtually("machine: refusals") ==
        "error: eddy: a socket was refused: nodes have no network but their messages\n"
        "error: eddy: a socket was refused: nodes have no network but their messages\n"
        "a network: EACCES\n"
        "a network: EACCES\n"
        "a local one: true\n"
        "/run/nscd/socket: ENOENT\n"
        "/var/run/dbus: ENOENT\n"
        "./nobody: ENOENT\n"
        "ptrace: EPERM\n"
        "rseq: ENOSYS\n"
        "io_uring: ENOSYS\n"
        "futex_waitv: ENOSYS\n"
        "perf: ENOSYS\n"
        "signalfd: ENOSYS\n"
        "clock_settime: EPERM\n"
        "settimeofday: EPERM\n"
        "adjtimex: EPERM\n"
        "clock_adjtime: EPERM\n"
        "exited 0");
  CHECK(seen_virtually("futex: a mutex with priorities") == "it is not there\nexited 0");
}

TEST_CASE("virtual time: directories and processes have the same names in each run") {
  if (!has_virtual_time()) return;
  VirtualRun run({"/bin/sh", "-c", "pwd; cd ..; pwd; echo own/*; cd /proc; echo [0-9]*; echo $$"});
  run.run();
  if (!run.unrepeatable().empty()) {
    MESSAGE("skipped: there are no namespaces here");
    return;
  }
  std::istringstream lines(run.take_lines());
  std::string own;
  std::string all;
  std::string none;
  std::string processes;
  std::string number;
  std::getline(lines, own);
  std::getline(lines, all);
  std::getline(lines, none);
  std::getline(lines, processes);
  std::getline(lines, number);
  CHECK(own.starts_with("/tmp/eddy-nodes/"));
  CHECK(all == "/tmp/eddy-nodes");
  CHECK(none == "own/*");
  CHECK(processes == "1 " + number);
}

TEST_CASE("virtual time: a node may have 512 threads and processes") {
  if (!has_virtual_time()) return;
  CHECK(seen_virtually("ends: too many threads") ==
        "error: eddy: a node may have 512 threads and processes; no more are made\n"
        "error: eddy: a node may have 512 threads and processes; no more are made\n"
        "threads: 511 EAGAIN\n"
        "a process: EAGAIN\n"
        "exited 0");
}

TEST_CASE("virtual time: what it does not know is named, and ends the process") {
  if (!has_virtual_time()) return;
  CHECK(seen_virtually("ends: an unknown wait") ==
        "waits\nwaits in preadv2, which virtual time does not know");
  CHECK(seen_virtually("signals: stopped") ==
        "stops\nis stopped by a signal, which virtual time does not know");
}

TEST_CASE("virtual time: who ends by a signal is told so, with what it wrote before") {
  if (!has_virtual_time()) return;
  const auto end_of_shell = [](const std::string& command) {
    VirtualRun run({"/bin/sh", "-c", command});
    run.run();
    return run.take_lines() + (run.end() ? to_text(*run.end()) : "waits");
  };
  CHECK(end_of_shell("echo one; printf two; kill -TERM $$") == "one\ntwo\nsignal 15");
  CHECK(end_of_shell("echo one; kill -KILL $$") == "one\nsignal 9");
  CHECK(end_of_shell("echo one; kill -9 0") == "one\nsignal 9");
  CHECK(end_of_shell("(sleep 1000; echo never) & echo one >&2; exit 3") == "error: one\nexited 3");
  CHECK(end_of_shell("sleep 5 & wait $!; echo $?; sleep 0.5; exit 4") == "0\nexited 4");
  CHECK(end_of_shell("trap 'echo trapped; exit 5' TERM; (sleep 1; kill $$) & wait; wait") ==
        "trapped\nexited 5");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::process
