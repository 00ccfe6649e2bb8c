// A client of a server on 127.0.0.1 that says byte for byte what a test wants.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace eddy::testing {

class SocketClient {
 public:
  explicit SocketClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&there), sizeof there) == 0);
  }
  ~SocketClient() { ::close(socket_); }
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;

  SocketClient& send(const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const ssize_t some = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (some <= 0) break;
      sent += static_cast<std::size_t>(some);
    }
    return *this;
  }
  // All until the server has closed.
  std::string rest() {
    std::string text;
    char some[4'096];
    for (ssize_t size = 0; (size = ::recv(socket_, some, sizeof some, 0)) > 0;)
      text.append(some, static_cast<std::size_t>(size));
    return text;
  }

 private:
  int socket_;
};

}  // namespace eddy::testing
