#include "tests/tools/pseudo_terminal.h"

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace eddy::testing {

Screen on_terminal(const Workplace& here, const std::string& line, unsigned short columns,
                   const std::map<std::string, std::string>& environment) {
  constexpr int kNoSuchProgram = 127;
  winsize size{};
  size.ws_row = 24;
  size.ws_col = columns;
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  REQUIRE(child >= 0);
  if (child == 0) {
    ::unsetenv("COLUMNS");
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    if (::chdir(here.path().c_str()) == 0) ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(kNoSuchProgram);
  }
  Screen screen;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t count = ::read(terminal, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;  // EIO: nobody has it open any more
    screen.text.append(part.data(), static_cast<std::size_t>(count));
  }
  ::close(terminal);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  screen.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return screen;
}

}  // namespace eddy::testing
