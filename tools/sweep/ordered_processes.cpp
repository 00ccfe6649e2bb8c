#include "tools/sweep/ordered_processes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
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
  std::uint64_t told;  // how much this process has written to standard error in its life
  AnswerKind kind;
};

std::exception_ptr thrown_by(AnswerKind kind, const std::string& text) {
  if (kind == AnswerKind::refused) return std::make_exception_ptr(checkers::BadInput(text));
  if (kind == AnswerKind::thrown) return std::make_exception_ptr(std::runtime_error(text));
  return {};
}

constexpr std::size_t kMostDepth = 16;

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
                                   std::function<void()> prepare, Errors errors)
    : work_(std::move(work)),
      prepare_(std::move(prepare)),
      errors_(errors),
      processes_(size.processes),
      slots_(size.window),
      next_(places.first),
      begun_(places.first),
      end_(places.end) {
  ensure(size.processes > 0 && size.window >= size.processes,
         "the window has room for each process");
}

OrderedProcesses::~OrderedProcesses() {
  for (Process& process : processes_) end(process);
}

std::vector<JobAnswer> OrderedProcesses::take(std::chrono::milliseconds patience) {
  const auto until = JobClock::now() + patience;
  begin_jobs();
  const auto has_enough = [this] {
    const bool is_all = finished_ == begun_ - next_;
    return is_all || (2 * finished_ >= slots_.size() && slot(next_).is_finished);
  };
  while (!has_enough()) {
    const auto now = JobClock::now();
    if (now > until) break;
    wait(std::chrono::ceil<std::chrono::milliseconds>(until - now));
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
    const auto has_less_to_do = [](const Process& a, const Process& b) {
      return a.jobs.size() * b.depth < b.jobs.size() * a.depth;
    };
    Process& process = *std::min_element(processes_.begin(), processes_.end(), has_less_to_do);
    if (process.jobs.size() >= process.depth) return;
    if (process.channel < 0) begin(process);
    process.jobs.push_back(begun_);
    send(process, begun_++);
  }
}

void OrderedProcesses::begin(Process& process) {
  std::fflush(nullptr);
  std::array<int, 2> channel{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel.data()) != 0) lack("channel");
  const int errors = ::memfd_create("standard error of runs", MFD_CLOEXEC);
  if (errors < 0) {
    ::close(channel[0]);
    ::close(channel[1]);
    lack("file in memory");
  }
  ::fcntl(errors, F_SETFL, O_APPEND);
  const pid_t parent = ::getpid();
  const pid_t id = ::fork();
  if (id == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(channel[0]);
    work_on_jobs(channel[1], errors);
  }
  ::close(channel[1]);
  process.channel = channel[0];
  process.errors = errors;
  if (id < 0) {
    close_end(process.channel);
    close_end(process.errors);
    lack("process");
  }
  process.id = id;
  process.read.clear();
  process.heard = 0;
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
    head.told = static_cast<std::uint64_t>(::lseek(STDERR_FILENO, 0, SEEK_END));
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
  // Who is woken for each of many answers takes time from those who give them.
  constexpr timespec kRest{0, 2'000'000};
  const bool is_much = begun_ - next_ - finished_ > kMostDepth * processes_.size() / 2;
  if (is_busy_ && is_much && patience.count() > 2) ::nanosleep(&kRest, nullptr);
  const std::size_t finished_before = finished_;
  std::vector<pollfd> ends;
  for (const Process& process : processes_) ends.push_back({process.channel, POLLIN, 0});
  const auto ms =
      static_cast<int>(std::min<std::chrono::milliseconds::rep>(patience.count(), 1000));
  is_busy_ = false;
  if (::poll(ends.data(), ends.size(), ms) <= 0) return;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].revents == 0) continue;
    Process& process = processes_[i];
    const std::size_t had = process.jobs.size();
    listen(process);
    fit_depth(process, had);
  }
  is_busy_ = finished_ > finished_before;
}

// One that had nothing left to do is given more at once, one that did little of it less.
void OrderedProcesses::fit_depth(Process& process, std::size_t had) {
  const std::size_t left = process.jobs.size();
  if (left == 0 && had == process.depth) {
    process.depth = std::min(2 * process.depth, kMostDepth);
  } else if (4 * (had - left) < process.depth) {
    process.depth = std::max(process.depth / 2, kLeastDepth);
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
    const std::string told = hear(process, head.told);
    if (errors_ == Errors::passed_on) std::fwrite(told.data(), 1, told.size(), stderr);
    const auto thrown = thrown_by(head.kind, text);
    finish(process, {0, std::move(text), {}}, thrown);
  }
}

// What it wrote to standard error since then, up to that byte.
std::string OrderedProcesses::hear(Process& process, std::uint64_t end) {
  constexpr std::uint64_t kMostHeard = std::uint64_t{1} << 16U;
  if (end <= process.heard) return "";
  std::string text(std::min(end - process.heard, kMostHeard), '\0');
  const ssize_t size =
      ::pread(process.errors, text.data(), text.size(), static_cast<off_t>(process.heard));
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  ::fallocate(process.errors, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
              static_cast<off_t>(process.heard), static_cast<off_t>(end - process.heard));
  process.heard = end;
  return text;
}

void OrderedProcesses::finish(Process& process, JobAnswer answer, std::exception_ptr thrown) {
  const Place place = process.jobs.front();
  process.jobs.pop_front();
  answer.place = place;
  slot(place) = {true, std::move(thrown), std::move(answer)};
  ++finished_;
}

// It has ended by itself, or by its job. Another one takes what is left.
void OrderedProcesses::bury(Process& process) {
  struct stat told {};
  ::fstat(process.errors, &told);
  std::string words = hear(process, static_cast<std::uint64_t>(told.st_size));
  int status = 0;
  while (::waitpid(process.id, &status, 0) < 0 && errno == EINTR) {
  }
  close_end(process.channel);
  close_end(process.errors);
  if (process.jobs.empty()) return;
  const Place place = process.jobs.front();
  if (is_from_elsewhere(status)) {
    std::fputs(words.c_str(), stderr);
    if (process.retried == place) {
      finish(
          process, {},
          thrown_by(AnswerKind::refused,
                    fmt::format("a process was ended twice at the same run, by {} from elsewhere: "
                                "is there memory enough for {} of them?",
                                death_of(status), processes_.size())));
    }
    process.retried = place;
  } else {
    finish(process, {0, std::move(words), death_of(status)});
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
