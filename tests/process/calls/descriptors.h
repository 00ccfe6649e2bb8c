// Pipes and sockets to try things with. Nothing is closed twice, and errors show in what is printed.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace calls {

class Pair {
 public:
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    close_one(0);
    close_one(1);
  }

 protected:
  Pair() = default;
  void close_one(std::size_t which) {
    if (numbers_.at(which) >= 0) close(std::exchange(numbers_.at(which), -1));
  }
  std::array<int, 2> numbers_{-1, -1};
};

// Of a pipe.
class Ends : public Pair {
 public:
  explicit Ends(int flags = 0) {
    if (pipe2(numbers_.data(), flags) != 0) numbers_ = {-1, -1};
  }
  int reader() const { return numbers_[0]; }
  int writer() const { return numbers_[1]; }
  void close_reader() { close_one(0); }
  void close_writer() { close_one(1); }
  bool put(std::string_view text) const {
    return write(writer(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }
  // What is there; empty: its end.
  std::string take() const {
    std::array<char, 4096> room{};
    const ssize_t length = read(reader(), room.data(), room.size());
    return {room.data(), static_cast<std::size_t>(length < 0 ? 0 : length)};
  }
};

// Lets another thread do its next step a little later: by then we wait, if the kernel makes us.
class Steps {
 public:
  void let() const { pipe_.put("x"); }
  void await() const {
    constexpr unsigned kLittle = 2000;  // us
    char byte = 0;
    if (read(pipe_.reader(), &byte, 1) == 1) usleep(kLittle);
  }

 private:
  Ends pipe_;
};

class Socket : public Pair {
 public:
  explicit Socket(int type = SOCK_STREAM) {
    if (socketpair(AF_UNIX, type, 0, numbers_.data()) != 0) numbers_ = {-1, -1};
  }
  int ours() const { return numbers_[0]; }
  int theirs() const { return numbers_[1]; }
  void close_theirs() { close_one(1); }
};

}  // namespace calls
