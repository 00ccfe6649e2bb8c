#include "tools/bench/plain_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

namespace eddy::bench {
namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
  return ends;
}

}  // namespace

PlainProcess::PlainProcess(const std::vector<std::string>& command) {
  const auto [reads, writes] = make_pipe();
  const auto [reads_output, writes_output] = make_pipe();
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, reads, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, writes_output, STDOUT_FILENO);
  // One that has ended is known by what it does not answer.
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
  const int error = posix_spawn(&process_, words[0], &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(reads);
  close(writes_output);
  input_ = writes;
  output_ = fdopen(reads_output, "r");
  check(error, words[0]);
}

PlainProcess::~PlainProcess() {
  close(input_);
  if (output_ != nullptr) std::fclose(output_);
  if (process_ == 0) return;
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string PlainProcess::ask(const std::string& line) {
  if (write(input_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return "";
  std::string answer;
  for (int c = 0; (c = std::getc(output_)) != EOF && c != '\n';)
    answer.push_back(static_cast<char>(c));
  return answer;
}

}  // namespace eddy::bench
