// The three standard streams, closed, replaced and shared.
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

// A line of a descriptor, byte by byte, as the shell reads it; "its end", or what is wrong.
std::string line_of(int descriptor) {
  std::string line;
  for (;;) {
    char byte = 0;
    const ssize_t length = read(descriptor, &byte, 1);
    if (length < 0) return outcome(length);
    if (length == 0) return line.empty() ? "its end" : line;
    if (byte == '\n') return line;
    line += byte;
  }
}

void echo() {
  for (std::string line = line_of(0); line != "its end"; line = line_of(0)) Say{"{}", line};
}

void replaced_input() {
  Ends pipe;
  pipe.put("of a pipe\n");
  const int before = dup(0);
  Say{"replaced: {}", outcome(dup2(pipe.reader(), 0))};
  Say{"{}", line_of(0)};
  std::thread teller([&] {
    usleep(2000);
    pipe.put("later\n");
  });
  Say{"{}", line_of(0)};
  teller.join();
  Say{"given: {}", line_of(before)};
  close(0);
  Say{"closed: {}", line_of(0)};
  pollfd entry{0, POLLIN, 0};
  Say{"polled: {} {:#x}", outcome(poll(&entry, 1, 0)), entry.revents};
  Say{"a file: {}", open("/dev/null", O_RDONLY)};
  Say{"{}", line_of(0)};
  Say{"back: {}", outcome(dup3(before, 0, 0))};
  Say{"given: {}", line_of(0)};
}

void replaced_output() {
  const int before = dup(1);
  const int error = dup(2);
  Ends pipe;
  dup2(pipe.writer(), 1);
  Say{"into a pipe"};
  Say{"unseen"};
  dup2(before, 1);
  pipe.close_writer();
  close(2);
  Say{"was told: {}", line_of(pipe.reader())};
  Say{"was told: {}", line_of(pipe.reader())};
  Say{"its end: {}", line_of(pipe.reader())};
  dup2(1, 2);
  std::fputs("as output\n", stderr);
  dup2(error, 2);
  close(1);
  std::fputs("without output\n", stderr);
  Say{"lost"};
  dup2(before, 1);
  // What could not be written is written now.
  Say{"found"};
}

void child_reads() {
  const pid_t child = fork();
  if (child == 0) {
    Say{"the child: {}", line_of(0)};
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  Say{"the parent: {}", line_of(0)};
  const pid_t piped = fork();
  if (piped == 0) {
    Ends pipe;
    dup2(pipe.reader(), 0);
    pipe.put("its own\n");
    Say{"the child: {}", line_of(0)};
    _exit(0);
  }
  waitpid(piped, nullptr, 0);
  Say{"the parent: {}", line_of(0)};
  Say{"the parent: {}", line_of(0)};
}

void two_readers() {
  std::array<std::string, 2> seen;
  std::array<std::thread, 2> readers;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    readers.at(i) = std::thread([&line = seen.at(i)] {
      std::array<char, 2> room{};
      if (read(0, room.data(), room.size()) == 2) line = room[0];
    });
  }
  for (std::thread& reader : readers) reader.join();
  std::sort(seen.begin(), seen.end());
  Say{"{} {}", seen[0], seen[1]};
}

void without_waiting() {
  fcntl(0, F_SETFL, O_NONBLOCK);
  pollfd entry{0, POLLIN | POLLPRI, 0};
  for (;;) {
    const std::string number = outcome(poll(&entry, 1, -1));
    const std::string line = line_of(0);
    Say{"{} {}", number, line};
    if (line == "its end") return;
    Say{"{}", line_of(0)};
  }
}

// More than the pipe holds, without a line feed until the end.
void much() {
  std::string text(3'000'000, 'x');
  text.back() = '\n';
  Say{"{}", outcome(write(1, text.data(), text.size()))};
  std::fputs("half", stdout);
}

constexpr Attempt kStreams[] = {
    {"streams: echo", &echo},
    {"streams: input replaced", &replaced_input},
    {"streams: output replaced", &replaced_output},
    {"streams: a child reads", &child_reads},
    {"streams: two readers", &two_readers},
    {"streams: without waiting", &without_waiting},
    {"streams: much", &much},
};

}  // namespace

std::span<const Attempt> streams() { return kStreams; }

}  // namespace calls
