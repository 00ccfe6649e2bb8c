#include "tools/sweep/ordered_processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <utility>

#include "eddy/base/ensure.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

using JobClock = std::chrono::steady_clock;

// What goes before an answer.
enum class AnswerKind : std::uint8_t { done, refused, thrown };
struct AnswerHead {
  std::uint64_t size;
  AnswerKind kind;
};

std::exception_ptr thrown_by(AnswerKind kind, const std::string& text) {
  if (kind == AnswerKind::refused) return std::make_exception_ptr(checkers::BadInput(text));
  if (kind == AnswerKind::thrown) return std::make_exception_ptr(std::runtime_error(text));
  return {};
}

// One is at work, the next one waits for it.
constexpr std::size_t kJobsAProcess = 2;
constexpr std::size_t kMostTold = std::size_t{1} << 16U;

[[noreturn]] void lack(std::string_view what) {
  throw std::runtime_error(
      fmt::format("no {} is to be had for a run of its own: {}", what, std::strerror(errno)));
}

void close_end(int& end) {
  if (end >= 0) ::close(std::exchange(end, -1));
}

// False where nobody reads any more.
bool write_whole(int to, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t some = ::send(to, bytes, size, MSG_NOSIGNAL);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) return false;
    bytes += some;
    size -= static_cast<std::size_t>(some);
  }
  return true;
}

// Appends what is there. False: nothing will come any more.
bool read_some(int from, std::string& text) {
  std::array<char, std::size_t{1} << 16U> bytes;
  for (;;) {
    const ssize_t some = ::read(from, bytes.data(), bytes.size());
    if (some < 0 && errno == EINTR) continue;
    if (some < 0 && errno == EAGAIN) return true;
    if (some <= 0) return false;
    text.append(bytes.data(), static_cast<std::size_t>(some));
    return true;
  }
}

std::string death_of(int status) {
  if (!WIFSIGNALED(status)) return fmt::format("exit status {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? fmt::format("signal SIG{}", name) : fmt::format("signal {}", signal);
}

// Did somebody else end it?
bool is_from_elsewhere(int status) {
  if (!WIFSIGNALED(status)) return false;
  const int signal = WTERMSIG(status);
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP ||
         signal == SIGQUIT;
}

}  // namespace

OrderedProcesses::OrderedProcesses(Places places, Size size, Work work,
                                   std::function<void()> prepare)
    : work_(std::move(work)),
      prepare_(std::move(prepare)),
      processes_(size.processes),
      slots_(size.window),
      next_(places.first),
      begun_(places.first),
      end_(places.end) {
  ensure(size.processes > 0 && size.window >= size.processes, "the window has room for each process");
}

OrderedProcesses::~OrderedProcesses() {
  for (Process& process : processes_) end(process);
}

std::vector<JobAnswer> OrderedProcesses::take(std::chrono::milliseconds patience) {
  const auto until = JobClock::now() + patience;
  begin_jobs();
  while (2 * finished_ < slots_.size() && finished_ < begun_ - next_) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - JobClock::now());
    if (left.count() < 0) break;
    wait(left);
    begin_jobs();
  }
  std::vector<JobAnswer> answers;
  for (; next_ < begun_ && slot(next_).is_finished; ++next_) {
    Slot& slot = this->slot(next_);
    if (slot.thrown) {
      if (!answers.empty()) break;  // what was done before it is to be had first
      const auto thrown = slot.thrown;
      abandon();
      std::rethrow_exception(thrown);
    }
    answers.push_back(std::move(slot.answer));
    slot = {};
    --finished_;
  }
  return answers;
}

void OrderedProcesses::close() { end_ = begun_; }

void OrderedProcesses::abandon() {
  for (Process& process : processes_) end(process);
  // The answers end at the first one that is not there.
  end_ = next_;
  while (end_ < begun_ && slot(end_).is_finished) ++end_;
  begun_ = end_;
}

void OrderedProcesses::begin_jobs() {
  const Place last = std::min(end_, next_ + slots_.size());
  while (begun_ < last) {
    const auto idlest = std::min_element(
        processes_.begin(), processes_.end(),
        [](const Process& a, const Process& b) { return a.jobs.size() < b.jobs.size(); });
    if (idlest->jobs.size() == kJobsAProcess) return;
    if (idlest->channel < 0) begin(*idlest);
    idlest->jobs.push_back(begun_);
    send(*idlest, begun_++);
  }
}

void OrderedProcesses::begin(Process& process) {
  std::fflush(nullptr);
  std::array<int, 2> channel{};
  std::array<int, 2> errors{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel.data()) != 0) lack("channel");
  if (::pipe2(errors.data(), O_CLOEXEC) != 0) {
    ::close(channel[0]);
    ::close(channel[1]);
    lack("pipe");
  }
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(channel[0]);
    ::close(errors[0]);
    work_on_jobs(channel[1], errors[1]);
  }
  ::close(channel[1]);
  ::close(errors[1]);
  process.channel = channel[0];
  process.errors = errors[0];
  if (id < 0) {
    close_end(process.channel);
    close_end(process.errors);
    lack("process");
  }
  process.id = id;
  ::fcntl(process.errors, F_SETFL, O_NONBLOCK);
  process.read.clear();
  process.told.clear();
}

// In the process of its own.
void OrderedProcesses::work_on_jobs(int channel, int errors) const {
  for (const Process& other : processes_) {
    if (other.channel >= 0) ::close(other.channel);
    if (other.errors >= 0) ::close(other.errors);
  }
  ::dup2(errors, STDERR_FILENO);
  ::close(errors);
  ::signal(SIGINT, SIG_IGN);  // it is for the process that began us
  rlimit none{};
  ::getrlimit(RLIMIT_CORE, &none);
  none.rlim_cur = 0;
  ::setrlimit(RLIMIT_CORE, &none);
  if (prepare_) prepare_();
  for (Place place = 0;;) {
    const ssize_t size = ::recv(channel, &place, sizeof place, MSG_WAITALL);
    if (size < 0 && errno == EINTR) continue;
    if (size != static_cast<ssize_t>(sizeof place)) break;
    std::string text;
    AnswerHead head{};
    try {
      text = work_(place);
    } catch (const checkers::BadInput& bad) {
      text = bad.what();
      head.kind = AnswerKind::refused;
    } catch (const std::exception& error) {
      text = error.what();
      head.kind = AnswerKind::thrown;
    }
    std::fflush(nullptr);
    head.size = text.size();
    std::string bytes(sizeof head, '\0');
    std::memcpy(bytes.data(), &head, sizeof head);
    bytes += text;
    if (!write_whole(channel, bytes.data(), bytes.size())) break;
  }
  std::fflush(nullptr);
  ::_exit(0);
}

// Whether it is there to read it is seen when its answer is waited for.
void OrderedProcesses::send(const Process& process, Place place) const {
  std::array<char, sizeof place> bytes{};
  std::memcpy(bytes.data(), &place, sizeof place);
  write_whole(process.channel, bytes.data(), bytes.size());
}

void OrderedProcesses::wait(std::chrono::milliseconds patience) {
  std::vector<pollfd> ends;
  for (const Process& process : processes_) {
    if (process.channel < 0) continue;
    ends.push_back({process.errors, POLLIN, 0});
    ends.push_back({process.channel, POLLIN, 0});
  }
  const auto ms = static_cast<int>(std::min<std::chrono::milliseconds::rep>(patience.count(), 1000));
  if (::poll(ends.data(), ends.size(), ms) <= 0) return;
  std::size_t at = 0;
  for (Process& process : processes_) {
    if (process.channel < 0) continue;
    const bool has_told = ends[at++].revents != 0;
    const bool has_answered = ends[at++].revents != 0;
    if (has_answered) {
      listen(process);
    } else if (has_told) {
      hear_errors(process);
    }
  }
}

void OrderedProcesses::listen(Process& process) {
  if (!read_some(process.channel, process.read)) return bury(process);
  for (;;) {
    AnswerHead head{};
    if (process.read.size() < sizeof head) return;
    std::memcpy(&head, process.read.data(), sizeof head);
    if (process.read.size() - sizeof head < head.size) return;
    std::string text = process.read.substr(sizeof head, head.size);
    process.read.erase(0, sizeof head + head.size);
    hear_errors(process);
    pass_on(process);
    const auto thrown = thrown_by(head.kind, text);
    finish(process, {0, std::move(text), {}}, thrown);
  }
}

void OrderedProcesses::hear_errors(Process& process) {
  if (process.errors < 0) return;
  if (!read_some(process.errors, process.told)) close_end(process.errors);
  if (process.told.size() > kMostTold) pass_on(process);
}

void OrderedProcesses::pass_on(Process& process) {
  if (process.told.empty()) return;
  std::fwrite(process.told.data(), 1, process.told.size(), stderr);
  process.told.clear();
}

void OrderedProcesses::finish(Process& process, JobAnswer answer, std::exception_ptr thrown) {
  answer.place = process.jobs.front();
  process.jobs.pop_front();
  slot(answer.place) = {true, std::move(thrown), std::move(answer)};
  ++finished_;
}

// It has ended by itself, or by its job. Another one takes what is left.
void OrderedProcesses::bury(Process& process) {
  while (process.told.size() < kMostTold && read_some(process.errors, process.told)) {
    pollfd end{process.errors, POLLIN, 0};
    if (::poll(&end, 1, 0) <= 0) break;
  }
  int status = 0;
  while (::waitpid(process.id, &status, 0) < 0 && errno == EINTR) {
  }
  close_end(process.channel);
  close_end(process.errors);
  if (process.jobs.empty()) return;
  const Place place = process.jobs.front();
  if (is_from_elsewhere(status) && process.retried != place) {
    process.retried = place;
    pass_on(process);
  } else {
    finish(process, {0, std::exchange(process.told, {}), death_of(status)});
  }
  if (process.jobs.empty()) return;
  begin(process);
  for (const Place left : process.jobs) send(process, left);
}

void OrderedProcesses::end(Process& process) {
  if (process.channel < 0) return;
  ::kill(process.id, SIGKILL);
  while (::waitpid(process.id, nullptr, 0) < 0 && errno == EINTR) {
  }
  close_end(process.channel);
  close_end(process.errors);
  process.jobs.clear();
}

}  // namespace eddy::tools
