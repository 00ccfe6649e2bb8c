#include "eddy/base/ensure.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

namespace TEST_FILE {

TEST_CASE("a promise that holds costs nothing and says nothing") {
  eddy::ensure(true, "two and two are four");
  static_assert((eddy::ensure(true, "also while compiling"), true));
}

TEST_CASE("a promise that does not hold ends the process, and says which one and where") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    eddy::ensure(false, "two and two are five");
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  std::array<char, 256> some{};
  for (ssize_t n = 0; (n = ::read(ends[0], some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGABRT);
  CHECK(text.starts_with("broken promise: two and two are five ("));
  CHECK(text.find("ensure_test.cpp:") != std::string::npos);
}

}  // namespace TEST_FILE
