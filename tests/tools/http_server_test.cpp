// The server: connections, bad requests, slow clients, large files.
#include "tools/report/http_server.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "tests/tools/made_store.h"
#include "tests/tools/socket_client.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using tools::Answer;
using tools::HttpServer;
using tools::Request;

// Serves in a thread of its own while it lives.
class RunningServer {
 public:
  explicit RunningServer(HttpServer::Handler handler, tools::HttpLimits limits = {})
      : server_(0, limits),
        thread_([this, handler = std::move(handler)] { server_.run(handler); }) {}
  ~RunningServer() { server_.stop(); }

  std::uint16_t port() const { return server_.port(); }
  std::string answer(const std::string& request) const {
    return SocketClient(port()).send(request).rest();
  }

 private:
  HttpServer server_;
  std::jthread thread_;
};

Answer echoed(const Request& request) {
  Answer answer;
  answer.headers = {{"Content-Type", "text/plain"}};
  answer.body = fmt::format("{} {} {}", request.method, request.target, request.host);
  return answer;
}

TEST_CASE("http: a connection is kept for one request after another, and closed when asked to") {
  const RunningServer server(echoed);
  const std::string text = server.answer(
      "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
      "HEAD /b HTTP/1.1\r\nHost: x\r\n\r\n"
      "GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(text ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nGET /a x"
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n"
        "Connection: close\r\n\r\nGET /c x");
}

TEST_CASE("http: several clients are served at once, a silent one is in nobody's way") {
  const RunningServer server(echoed);
  const SocketClient silent(server.port());
  SocketClient half(server.port());
  half.send("GET /half HT");
  CHECK(contains(server.answer("GET /a HTTP/1.0\r\nHost: x\r\n\r\n"), "GET /a x"));
  CHECK(contains(half.send("TP/1.0\r\nHost: x\r\n\r\n").rest(), "GET /half x"));
}

TEST_CASE(
    "http: what is no request, too long, or has two hosts is refused, and the server goes on") {
  const RunningServer server(echoed);
  CHECK(server.answer("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(server.answer("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431 "));
  CHECK(server.answer("GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n")
            .ends_with("\r\n\r\nGET /a "));
  // What comes with a request is not looked at, and is no request of its own.
  const std::string posted = server.answer(
      "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nGET /q HTTP/1.1\r\nHost: "
      "x\r\n\r\n");
  CHECK(posted.ends_with("POST /p x"));
  CHECK(!contains(posted, "/q"));
  CHECK(contains(server.answer("GET /a HTTP/1.0\r\nHost: x\r\n\r\n"), "GET /a x"));
}

TEST_CASE("http: who is too slow is cut off, and more than some wait for their turn") {
  tools::HttpLimits limits;
  limits.request = std::chrono::milliseconds(20);
  limits.connections = 1;
  const RunningServer server(echoed, limits);
  SocketClient slow(server.port());
  slow.send("GET / HTTP/1.1\r\n");
  CHECK(contains(server.answer("GET /a HTTP/1.0\r\nHost: x\r\n\r\n"), "GET /a x"));
  CHECK(slow.rest().empty());
}

TEST_CASE("http: a large file comes whole, and of HEAD its size") {
  const MadeStore store;
  const std::filesystem::path file = store.path() / "large.txt";
  std::string text(5'000'000, 'x');
  for (std::size_t i = 0; i < text.size(); i += 1'000)
    text[i] = static_cast<char>('a' + i / 1'000 % 20);
  put(file, text);
  const RunningServer server([&](const Request& /*request*/) {
    Answer answer;
    answer.file = tools::OpenFile(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    return answer;
  });
  const std::string got = server.answer("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
  CHECK(contains(got.substr(0, 200), "Content-Length: 5000000\r\n"));
  const bool is_whole = got.ends_with("\r\n\r\n" + text);
  CHECK(is_whole);
  const std::string head = server.answer("HEAD / HTTP/1.0\r\nHost: x\r\n\r\n");
  CHECK(contains(head, "Content-Length: 5000000\r\n"));
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("http: a port that is in use is told in one line") {
  const HttpServer server(0);
  const std::string port = std::to_string(server.port());
  CHECK_THROWS_WITH_AS(
      HttpServer(server.port()),
      ("cannot listen on 127.0.0.1:" + port +
       ": Address already in use; choose another port with --port N, or one that is free with "
       "--port 0")
          .c_str(),
      checkers::BadInput);
}

}  // namespace TEST_FILE
