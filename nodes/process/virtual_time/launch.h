// Starts the process of a node, traced, in namespaces of its own where the system allows that.
//
//   we ── clone, with new namespaces ──► its init, which only waits for what has lost its parent
//                                            └─ clone3, with the number that was wished ──► the program
//
// Without namespaces the program is our child itself.
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace eddy::nodes::process {

// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void reset();

 private:
  int number_ = -1;
};

struct LaunchOptions {
  std::vector<std::string> command;  // the first word is the path of the file
  std::vector<std::string> environment;
  std::string directory;
  pid_t number = 0;  // that it is to have in its own namespace
  int cpu = 0;       // on which it runs
  int shared = -1;   // a file of ours that its processes can open, by a path of Launched
  std::vector<sock_filter> filter;
};

struct Launched {
  pid_t process = 0;  // stands at the first instruction of the program, leaving its execve
  pid_t init = 0;     // 0: it has no namespace of its own
  std::string shared_path;
  Descriptor input;  // what is written here, it reads
  Descriptor input_reader;
  Descriptor output;  // non-blocking, as all of ours
  Descriptor error;
  bool has_fixed_addresses = false;
};

// It could not be started: the errno of execve, or of what came before.
class LaunchFailure : public std::runtime_error {
 public:
  LaunchFailure(std::string step, int error);
  // "execve", or the call that was refused before.
  const std::string& step() const { return step_; }
  int error() const { return error_; }

 private:
  std::string step_;
  int error_;
};

// Throws LaunchFailure.
Launched launch(const LaunchOptions& options);

// The options of ptrace for everything that is traced.
long trace_options();

}  // namespace eddy::nodes::process
