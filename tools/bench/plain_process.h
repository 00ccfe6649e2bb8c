// A program as its user would start it by hand: plain pipes, the time of the world.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace eddy::bench {

class PlainProcess {
 public:
  // Throws std::system_error.
  explicit PlainProcess(const std::vector<std::string>& command);
  ~PlainProcess();
  PlainProcess(const PlainProcess&) = delete;
  PlainProcess& operator=(const PlainProcess&) = delete;

  // Writes a line, which has its line feed, and reads one. Empty: it has ended.
  std::string ask(const std::string& line);

 private:
  pid_t process_ = 0;
  int input_ = -1;  // of the program
  std::FILE* output_ = nullptr;
};

}  // namespace eddy::bench
