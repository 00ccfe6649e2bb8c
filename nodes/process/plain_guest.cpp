#include "nodes/process/plain_guest.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <utility>

#include "nodes/process/launch_failure.h"
#include "nodes/process/process_program.h"
#include "nodes/process/why_not_started.h"

namespace eddy::nodes::process {
namespace {

struct PlainPipe {
  Descriptor reader;
  Descriptor writer;
};

PlainPipe make_plain_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw LaunchFailure("pipe2", errno);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void never_wait(const Descriptor& descriptor) { ::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK); }

// In the child, which may call nothing that takes a lock.
[[noreturn]] void become(char* const* words, const char* directory, int in, int out, int err,
                         int failed) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::chdir(directory) == 0) ::execvp(words[0], words);
  const int error = errno;
  [[maybe_unused]] const ssize_t told = ::write(failed, &error, sizeof error);
  ::_exit(127);
}

}  // namespace

sim::ProgramFactory in_real_time(ProcessOptions options, PipeWatch& watch) {
  return as_program(std::move(options), [&watch](const GuestSetup& setup) {
    return std::make_unique<PlainGuest>(setup, watch);
  });
}

PlainGuest::PlainGuest(GuestSetup setup, PipeWatch& watch)
    : setup_(std::move(setup)), watch_(watch) {
  watch_.join(*this);
}

PlainGuest::~PlainGuest() {
  watch_.leave(*this);
  kill_all();
}

void PlainGuest::kill_all() {
  if (process_ == 0) return;
  ::kill(-process_, SIGKILL);
  while (::waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
}

Burst PlainGuest::start(const ClockReading& /*now*/, std::uint64_t /*draw*/) {
  Burst burst;
  burst.unrepeatable.emplace_back("it ran in real time");
  try {
    PlainPipe in = make_plain_pipe();
    PlainPipe out = make_plain_pipe();
    PlainPipe err = make_plain_pipe();
    PlainPipe failed = make_plain_pipe();
    std::vector<char*> words;
    for (std::string& word : setup_.command) words.push_back(word.data());
    words.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) throw LaunchFailure("fork", errno);
    if (child == 0) {
      become(words.data(), setup_.working_directory.c_str(), in.reader.get(), out.writer.get(),
             err.writer.get(), failed.writer.get());
    }
    process_ = child;
    failed.writer.reset();
    int error = 0;
    if (::read(failed.reader.get(), &error, sizeof error) > 0) throw LaunchFailure("execve", error);
    end_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    pipes_.input = std::move(in.writer);
    pipes_.input_reader = std::move(in.reader);  // else writing to one that has ended is a signal
    pipes_.output = std::move(out.reader);
    pipes_.error = std::move(err.reader);
    for (const Descriptor* ours : {&pipes_.input, &pipes_.output, &pipes_.error}) never_wait(*ours);
  } catch (const LaunchFailure& failure) {
    kill_all();
    burst.end = End{End::Kind::not_started, failure.error(),
                    why_not_started(setup_.command.front(), failure.step(), failure.error())};
  }
  return burst;
}

Burst PlainGuest::give(std::string_view bytes, const ClockReading& /*now*/,
                       std::uint64_t /*draw*/) {
  streams_.give(bytes);
  return look();
}

Burst PlainGuest::wake(const ClockReading& /*now*/, std::uint64_t /*draw*/) { return look(); }

void PlainGuest::pause() {
  if (process_ != 0) ::kill(-process_, SIGSTOP);
}

void PlainGuest::resume() {
  if (process_ != 0) ::kill(-process_, SIGCONT);
}

std::vector<std::int64_t> PlainGuest::stand_still() {
  if (process_ == 0) return {};
  ::kill(process_, SIGSTOP);
  return {process_};
}

Burst PlainGuest::close_input(const ClockReading& /*now*/, std::uint64_t /*draw*/) {
  constexpr int kPatience = 1000;  // ms
  streams_.close_input();
  streams_.pump();
  pipes_.input_reader.reset();
  pollfd end{end_.get(), POLLIN, 0};
  ::poll(&end, 1, kPatience);
  return look();
}

// What it has done by now.
Burst PlainGuest::look() {
  is_called_ = false;
  Burst burst;
  const bool is_over = has_ended();
  streams_.pump();
  if (is_over) streams_.end_lines();
  burst.lines = streams_.take_lines();
  streams_.rest();
  if (streams_.complaint()) {
    burst.end = End{End::Kind::not_started, 0, *streams_.complaint()};
  } else if (is_over) {
    burst.end = WIFSIGNALED(status_) ? End{End::Kind::signalled, WTERMSIG(status_), {}}
                                     : End{End::Kind::exited, WEXITSTATUS(status_), {}};
  }
  return burst;
}

bool PlainGuest::has_ended() {
  if (process_ == 0) return true;
  siginfo_t info{};
  // Its number stays taken until all of its group are killed.
  const int asked =
      ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (asked != 0 || info.si_pid == 0) return false;
  kill_all();
  return true;
}

std::vector<pollfd> PlainGuest::awaited() const {
  if (is_called_ || process_ == 0) return {};
  std::vector<pollfd> awaited{{end_.get(), POLLIN, 0}};
  for (const Descriptor* pipe : {&pipes_.output, &pipes_.error}) {
    pollfd one{pipe->get(), POLLIN, 0};
    // One that the process has closed would end every wait.
    pollfd now = one;
    const bool is_closed = ::poll(&now, 1, 0) > 0 && (now.revents & POLLIN) == 0;
    if (!is_closed) awaited.push_back(one);
  }
  if (streams_.is_waiting()) awaited.push_back({pipes_.input.get(), POLLOUT, 0});
  return awaited;
}

void PlainGuest::call() {
  is_called_ = true;
  if (call_) call_();
}

}  // namespace eddy::nodes::process
