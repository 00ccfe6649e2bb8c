#include "tools/report/http_server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <string>
#include <utility>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

// What a connection needs of its server.
struct ServerSide {
  const HttpServer::Handler* handler = nullptr;
  HttpLimits limits;
  std::size_t connections = 0;
  std::function<void()> on_closed;
};

// Reads a request, answers it, and so on. Lives as long as it waits for something.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, ServerSide& server) : stream_(std::move(socket)), server_(server) {
    ++server_.connections;
  }
  ~Connection() {
    --server_.connections;
    server_.on_closed();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(server_.limits.header_bytes);
    stream_.expires_after(server_.limits.request);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](error_code error, std::size_t /*bytes*/) {
                              self->on_request(error);
                            });
  }

 private:
  void on_request(error_code error) {
    if (error == http::error::header_limit) return refuse(431, "The request is too long");
    if (error == http::error::end_of_stream) return drain();
    const bool is_of_parser =
        error && error.category() == make_error_code(http::error::bad_method).category();
    if (is_of_parser) return refuse(400, "This is no request of HTTP/1.1");
    if (error) return;  // it is gone, or too slow
    const auto& came = parser_->get();
    Request request{std::string(came.method_string()), std::string(came.target()), ""};
    if (came.count(http::field::host) == 1) request.host = came[http::field::host];
    // Nobody has to send us more than a header: what follows is not looked at.
    keep_alive_ = came.keep_alive() && parser_->is_done();
    send((*server_.handler)(request), came.method() == http::verb::head);
  }
  void refuse(unsigned status, const std::string& text) {
    Answer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    answer.body = text + '\n';
    keep_alive_ = false;
    send(std::move(answer), false);
  }

  void send(Answer answer, bool is_head) {
    if (answer.file.is_open()) {
      beast::file_posix file;
      file.native_handle(answer.file.release());
      http::response<http::file_body> response;
      error_code error;
      response.body().reset(std::move(file), error);
      if (error) return;
      const std::uint64_t size = response.body().size();
      if (is_head) return send_head(answer, size);
      return write(answer, size, std::move(response));
    }
    if (is_head) return send_head(answer, answer.body.size());
    http::response<http::string_body> response;
    response.body() = std::move(answer.body);
    const std::uint64_t size = response.body().size();
    write(answer, size, std::move(response));
  }
  void send_head(const Answer& answer, std::uint64_t size) {
    write(answer, size, http::response<http::empty_body>());
  }

  template <class Body>
  struct Outgoing {
    explicit Outgoing(http::response<Body> response)
        : message(std::move(response)), serializer(message) {}
    http::response<Body> message;
    http::response_serializer<Body> serializer;
  };
  template <class Body>
  void write(const Answer& answer, std::uint64_t size, http::response<Body> response) {
    response.result(answer.status);
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    response.content_length(size);
    response.keep_alive(keep_alive_);
    write_some(std::make_shared<Outgoing<Body>>(std::move(response)));
  }
  // Each piece has its time: a large file may take long, a client that takes nothing may not.
  template <class Body>
  void write_some(std::shared_ptr<Outgoing<Body>> outgoing) {
    stream_.expires_after(server_.limits.piece);
    auto& serializer = outgoing->serializer;
    http::async_write_some(stream_, serializer,
                           [self = shared_from_this(), outgoing = std::move(outgoing)](
                               error_code error, std::size_t /*bytes*/) mutable {
                             if (error && error != http::error::end_of_stream) return;
                             if (!outgoing->serializer.is_done())
                               return self->write_some(std::move(outgoing));
                             self->keep_alive_ ? self->read() : self->drain();
                           });
  }

  // Whoever closes while bytes are on their way to him resets the connection, and the answer may be
  // lost: so we wait until the client has closed, or some time.
  void drain() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    stream_.expires_after(server_.limits.request);
    drain_some(0);
  }
  void drain_some(std::size_t drained) {
    constexpr std::size_t kMostDrained = std::size_t{1} << 20U;
    if (drained > kMostDrained) return;
    stream_.async_read_some(asio::buffer(rest_), [self = shared_from_this(), drained](
                                                     error_code error, std::size_t bytes) {
      if (!error) self->drain_some(drained + bytes);
    });
  }

  beast::tcp_stream stream_;
  ServerSide& server_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
  bool keep_alive_ = false;
  std::array<char, 4096> rest_{};
};

}  // namespace

class HttpServer::Listener {
 public:
  Listener(std::uint16_t port, const HttpLimits& limits) : acceptor_(io_), pause_(io_) {
    server_.limits = limits;
    server_.on_closed = [this] {
      if (is_full_) accept();
    };
    try {
      const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
      acceptor_.open(here.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(here);
      acceptor_.listen();
    } catch (const boost::system::system_error& error) {
      throw checkers::BadInput(fmt::format(
          "cannot listen on 127.0.0.1:{}: {}; choose another port with --port N, or one "
          "that is free with --port 0",
          port, error.code().message()));
    }
  }
  ~Listener() {
    // Connections go with what they wait for, and tell so.
    server_.on_closed = [] {};
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void run(const Handler& handler) {
    server_.handler = &handler;
    accept();
    io_.run();
  }
  void stop() { io_.stop(); }

 private:
  void accept() {
    is_full_ = server_.connections >= server_.limits.connections;
    if (is_full_) return;
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return wait_and_accept();
      std::make_shared<Connection>(std::move(socket), server_)->read();
      accept();
    });
  }
  // There are no descriptors left, say.
  void wait_and_accept() {
    constexpr std::chrono::milliseconds kPause(100);
    pause_.expires_after(kPause);
    pause_.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }

  ServerSide server_;  // outlives the connections that io_ keeps
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  bool is_full_ = false;
};

HttpServer::HttpServer(std::uint16_t port, HttpLimits limits)
    : listener_(std::make_unique<Listener>(port, limits)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return listener_->port(); }

void HttpServer::run(Handler handler) { listener_->run(handler); }

void HttpServer::stop() { listener_->stop(); }

}  // namespace eddy::tools
