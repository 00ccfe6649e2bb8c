// A small HTTP/1.1 server for one reader: one thread, a few connections at a time.
//
// * It listens on 127.0.0.1 and nowhere else.
// * What is answered is the caller's matter; how long a client may take, and how much it may say,
//   is decided here. While an answer is made nobody else is served.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "tools/report/store_answers.h"

namespace eddy::tools {

struct HttpLimits {
  std::uint32_t header_bytes = 8'192;         // of a request; more: 431
  std::chrono::milliseconds request{30'000};  // until one has come, from the end of the last
  std::chrono::milliseconds piece{30'000};    // until the client has taken a piece of an answer
  std::size_t connections = 32;               // at a time; others wait
};

class HttpServer {
 public:
  using Handler = std::function<Answer(const Request& request)>;

  // Port 0: one that is free. Throws checkers::BadInput where it cannot listen there.
  explicit HttpServer(std::uint16_t port, HttpLimits limits = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  // Serves until stop() is called.
  void run(Handler handler);
  // From any thread; run() returns soon.
  void stop();

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace eddy::tools
