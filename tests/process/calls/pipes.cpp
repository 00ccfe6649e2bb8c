// Reading and writing where the other end makes one wait.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"
#include "tests/process/calls/descriptors.h"

namespace calls {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

void reading() {
  Ends pipe;
  std::array<char, 8> room{};
  Say{"nothing: {}", outcome(read(pipe.reader(), room.data(), 0))};
  const Steps steps;
  std::thread teller([&] {
    steps.await();
    pipe.put("abcdefgh");
    steps.await();
    pipe.put("ij");
    steps.await();
    pipe.close_writer();
  });
  steps.let();
  Say{"read: {}", outcome(read(pipe.reader(), room.data(), 3))};
  Say{"{:.3}", room.data()};
  std::array<iovec, 2> parts = {iovec{room.data(), 2}, iovec{room.data() + 4, 4}};
  Say{"readv: {}", outcome(readv(pipe.reader(), parts.data(), 2))};
  Say{"{:.2} {:.3}", room.data(), room.data() + 4};
  steps.let();
  Say{"later: {}", outcome(readv(pipe.reader(), parts.data(), 2))};
  steps.let();
  Say{"its end: {}", outcome(read(pipe.reader(), room.data(), 3))};
  teller.join();
  Ends never(O_NONBLOCK);
  Say{"without waiting: {}", outcome(read(never.reader(), room.data(), 1))};
  never.put("x");
  Say{"there: {}", outcome(read(never.reader(), room.data(), 8))};
  never.close_writer();
  Say{"its end: {}", outcome(read(never.reader(), room.data(), 8))};
  Say{"closed: {}", outcome(read(-1, room.data(), 8))};
  Say{"the wrong end: {}", outcome(read(never.writer(), room.data(), 8))};
  const int folder = open("/", O_RDONLY | O_DIRECTORY);
  Say{"a folder: {}", outcome(read(folder, room.data(), 8))};
  Ends late;
  std::thread changer([&] {
    usleep(2000);
    late.put("x");
  });
  Say{"nowhere: {}", outcome(read(late.reader(), nowhere<void>(), 1))};
  changer.join();
}

void sockets() {
  Socket socket;
  std::array<char, 8> room{};
  const Steps steps;
  std::thread teller([&] {
    steps.await();
    send(socket.theirs(), "abc", 3, 0);
    steps.await();
    send(socket.theirs(), "de", 2, 0);
    steps.await();
    send(socket.theirs(), "fg", 2, 0);
    send(socket.theirs(), "hijklm", 6, 0);
  });
  Say{"not yet: {}", outcome(recv(socket.ours(), room.data(), 8, MSG_DONTWAIT))};
  steps.let();
  Say{"looks: {}", outcome(recv(socket.ours(), room.data(), 8, MSG_PEEK))};
  Say{"takes: {}", outcome(recv(socket.ours(), room.data(), 8, 0))};
  iovec part{room.data(), 8};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  steps.let();
  Say{"a message: {}", outcome(recvmsg(socket.ours(), &message, 0))};
  steps.let();
  teller.join();
  Say{"the rest: {}", outcome(recv(socket.ours(), room.data(), 8, MSG_WAITALL))};
  Say{"no more: {}", outcome(recvmsg(socket.ours(), &message, MSG_DONTWAIT))};
  socket.close_theirs();
  Say{"its end: {}", outcome(recv(socket.ours(), room.data(), 8, 0))};
  Say{"to nobody: {}", outcome(send(socket.ours(), "x", 1, MSG_NOSIGNAL))};
  Socket packets(SOCK_SEQPACKET);
  send(packets.theirs(), "abc", 3, 0);
  send(packets.theirs(), "de", 2, 0);
  Say{"packets: {}", outcome(recv(packets.ours(), room.data(), 8, 0))};
  Say{"packets: {}", outcome(recv(packets.ours(), room.data(), 8, 0))};
}

void timed_socket() {
  Socket socket;
  const timeval time{0, 5000};
  setsockopt(socket.ours(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  char byte = 0;
  Say{"in vain: {}", outcome(recv(socket.ours(), &byte, 1, 0))};
  Say{"read in vain: {}", outcome(read(socket.ours(), &byte, 1))};
  send(socket.theirs(), "x", 1, 0);
  Say{"there: {}", outcome(recv(socket.ours(), &byte, 1, 0))};
}

sockaddr_un address_of(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(static_cast<char*>(address.sun_path), path, sizeof address.sun_path - 1);
  return address;
}

int connected_to(const char* path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = address_of(path);
  return connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? socket
                                                                                           : -1;
}

void accepting() {
  const char* path = "accepting.socket";
  unlink(path);
  const sockaddr_un address = address_of(path);
  const int door = socket(AF_UNIX, SOCK_STREAM, 0);
  Say{"bound: {}",
      outcome(bind(door, reinterpret_cast<const sockaddr*>(&address), sizeof address))};
  Say{"listens: {}", outcome(listen(door, 4))};
  std::thread guest([&] {
    for (int i = 0; i < 2; ++i) {
      usleep(2000);
      const int socket = connected_to(path);
      [[maybe_unused]] const auto written = write(socket, "hello", 5);
      close(socket);
    }
  });
  for (int i = 0; i < 2; ++i) {
    const int socket =
        i == 0 ? accept(door, nullptr, nullptr) : accept4(door, nullptr, nullptr, SOCK_CLOEXEC);
    std::array<char, 8> room{};
    Say{"came: {}", socket >= 0};
    Say{"said: {} {}", outcome(read(socket, room.data(), room.size())), room.data()};
    close(socket);
  }
  guest.join();
  const int never = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
  unlink(path);
  bind(never, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  listen(never, 1);
  Say{"nobody: {}", outcome(accept(never, nullptr, nullptr))};
  unlink(path);
}

// What a pipe does not hold waits until somebody reads.
std::uint64_t checksum(std::uint64_t before, const char* bytes, ssize_t length) {
  for (ssize_t i = 0; i < length; ++i) before = before * 31 + static_cast<unsigned char>(bytes[i]);
  return before;
}

std::string much() {
  std::string text(kMegabyte, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

void read_all(int reader, std::string_view who) {
  std::uint64_t sum = 0;
  std::size_t bytes = 0;
  std::vector<char> room(10'000);
  for (;;) {
    const ssize_t length = read(reader, room.data(), room.size());
    if (length <= 0) break;
    bytes += static_cast<std::size_t>(length);
    sum = checksum(sum, room.data(), length);
  }
  Say{"{} has read {}: {:x}", who, bytes, sum};
}

void to_child() {
  Ends pipe;
  const pid_t child = fork();
  if (child == 0) {
    pipe.close_writer();
    read_all(pipe.reader(), "the child");
    _exit(0);
  }
  pipe.close_reader();
  const std::string text = much();
  Say{"written: {}", outcome(write(pipe.writer(), text.data(), text.size()))};
  pipe.close_writer();
  waitpid(child, nullptr, 0);
}

void from_child() {
  Ends pipe;
  const pid_t child = fork();
  if (child == 0) {
    pipe.close_reader();
    const std::string text = much();
    std::array<iovec, 2> parts = {iovec{const_cast<char*>(text.data()), 10},
                                  iovec{const_cast<char*>(text.data()) + 10, text.size() - 10}};
    _exit(writev(pipe.writer(), parts.data(), 2) == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  pipe.close_writer();
  read_all(pipe.reader(), "the parent");
  int status = 0;
  waitpid(child, &status, 0);
  Say{"status: {}", WEXITSTATUS(status)};
}

void between_threads() {
  Ends pipe;
  Socket socket;
  std::thread reader([&] {
    read_all(pipe.reader(), "a thread");
    read_all(socket.ours(), "a thread");
  });
  const std::string text = much();
  Say{"written: {}", outcome(write(pipe.writer(), text.data(), text.size()))};
  pipe.close_writer();
  Say{"sent: {}", outcome(send(socket.theirs(), text.data(), text.size(), 0))};
  socket.close_theirs();
  reader.join();
}

void full_without_waiting() {
  Ends pipe(O_NONBLOCK);
  const std::string text = much();
  const ssize_t taken = write(pipe.writer(), text.data(), text.size());
  Say{"a part: {}", outcome(taken)};
  Say{"full: {}", outcome(write(pipe.writer(), "x", 1))};
  pollfd entry{pipe.writer(), POLLOUT, 0};
  Say{"not writable: {}", outcome(poll(&entry, 1, 1))};
  std::thread reader([&] {
    usleep(2000);
    std::vector<char> room(kMegabyte);
    [[maybe_unused]] const auto length = read(pipe.reader(), room.data(), room.size());
  });
  Say{"writable: {} {:#x}", outcome(poll(&entry, 1, -1)), entry.revents};
  reader.join();
  pipe.close_reader();
  signal(SIGPIPE, SIG_IGN);
  Say{"to nobody: {}", outcome(write(pipe.writer(), "x", 1))};
}

// Who reads ends while another one waits to write.
void reader_ends() {
  Ends pipe;
  signal(SIGPIPE, SIG_IGN);
  const pid_t child = fork();
  if (child == 0) {
    pipe.close_writer();
    std::vector<char> room(10'000);
    [[maybe_unused]] const auto length = read(pipe.reader(), room.data(), room.size());
    usleep(3000);
    _exit(0);
  }
  pipe.close_reader();
  const std::string text = much();
  const ssize_t written = write(pipe.writer(), text.data(), text.size());
  Say{"a part was written: {}", written > 0 && written < static_cast<ssize_t>(text.size())};
  Say{"more: {}", outcome(write(pipe.writer(), "x", 1))};
  waitpid(child, nullptr, 0);
}

void shell() {
  Say{"system: {}", system("exit 3") >> 8};
  FILE* told = popen("echo hello; cat /dev/null; echo world | tr a-z A-Z", "r");
  std::array<char, 64> line{};
  while (fgets(line.data(), line.size(), told) != nullptr) Say{"{:.5}", line.data()};
  Say{"closed: {}", pclose(told) >> 8};
  FILE* asked = popen("sort -r", "w");
  std::fputs("1\n3\n2\n", asked);
  Say{"closed: {}", pclose(asked)};
}

constexpr Attempt kPipes[] = {
    {"read: a pipe", &reading},
    {"receive: sockets", &sockets},
    {"receive: for a time", &timed_socket},
    {"accept: connections", &accepting},
    {"write: a megabyte to a child", &to_child},
    {"write: a megabyte from a child", &from_child},
    {"write: a megabyte between threads", &between_threads},
    {"write: full, without waiting", &full_without_waiting},
    {"write: the reader ends", &reader_ends},
    {"processes: a shell", &shell},
};

}  // namespace

std::span<const Attempt> pipes() { return kPipes; }

}  // namespace calls
