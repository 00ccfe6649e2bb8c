// `eddy serve`: what is answered to whom, and how it begins and ends.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "tests/tools/made_store.h"
#include "tests/tools/socket_client.h"
#include "tools/report/serve_command.h"
#include "tools/report/store_answers.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy;
using namespace eddy::testing;
using tools::Answer;
using tools::Request;
using tools::StoreAnswers;

constexpr std::uint16_t kPort = 7'000;
const std::string kHash = std::string(43, 'A') + '=';

std::string page_of(const fs::path& run) {
  return fmt::format("<meta content=\"default-src 'none'; script-src 'sha256-{}'\">{}", kHash,
                     run.filename().string());
}

// With a run "echo/1-a" and a sweep "echo/sweep-1".
class ServedStore {
 public:
  explicit ServedStore(tools::PageOfRun page = page_of)
      : answers_(store_.path(), kPort, std::move(page)) {
    run_ = store_.add_valid("1-a");
    put(run_ / "history.txt", "the history");
    store_.add("echo", "sweep-1", "{}", "sweep.json");
  }

  const fs::path& run() const { return run_; }
  const fs::path store() const { return store_.path(); }
  MadeStore& made() { return store_; }
  Answer get(const std::string& target) const {
    return answers_.answer({"GET", target, fmt::format("127.0.0.1:{}", kPort)});
  }
  Answer answer(const Request& request) const { return answers_.answer(request); }

 private:
  MadeStore store_;
  fs::path run_;
  StoreAnswers answers_;
};

std::string text_of(const Answer& answer) {
  if (!answer.file.is_open()) return answer.body;
  std::string text(1'000, '\0');
  const ssize_t size = ::pread(answer.file.descriptor(), text.data(), text.size(), 0);
  REQUIRE(size >= 0);
  text.resize(static_cast<std::size_t>(size));
  return text;
}

TEST_CASE("serve: / lists what is stored, made at the request") {
  ServedStore served;
  CHECK(contains(served.get("/").body, "<a href=\"/run/echo/1-a/\">1-a</a>"));
  served.made().add_valid("2-b");
  CHECK(contains(served.get("/index.html?again").body, ">2-b<"));
  CHECK(!fs::exists(served.store() / "index.html"));
}

TEST_CASE("serve: a run has its page and its files") {
  const ServedStore served;
  const Answer page = served.get("/run/echo/1-a/");
  CHECK(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.body == page_of("1-a"));
  const Answer history = served.get("/run/echo/1-a/history.txt");
  CHECK(history.status == 200);
  CHECK(history.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(text_of(history) == "the history");
  CHECK(served.get("/run/echo/1-a/results.json").header("Content-Type") == "application/json");
  put(served.run() / "node-logs/n0.log", "log");
  CHECK(text_of(served.get("/run/echo/1-a/node-logs/n0.log")) == "log");
  const Answer without_slash = served.get("/run/echo/1-a");
  CHECK(without_slash.status == 308);
  CHECK(without_slash.header("Location") == "/run/echo/1-a/");
}

TEST_CASE("serve: names are those that the list links to, however odd") {
  ServedStore served;
  put(served.made().add("echo", "a b%2e<", "{}") / "history.txt", "odd");
  CHECK(text_of(served.get("/run/echo/a%20b%252e%3C/history.txt")) == "odd");
  CHECK(served.get("/run/echo/a%20b%252e%3C/").status == 200);
  CHECK(served.get("/run/echo/a b%2e</").status == 404);
}

TEST_CASE("serve: what is not stored is not there, and nothing leads out of the store") {
  const ServedStore served;
  fs::create_symlink(served.store() / "../secret.txt", served.run() / "secret.txt");
  fs::create_directory_symlink(served.store() / "..", served.store() / "out");
  fs::create_directory_symlink("1-a", served.store() / "echo/latest");
  put(served.store() / "echo/.hidden/results.json", "{}");
  put(served.run() / "core", "");
  for (const char* target : {"",
                             "x",
                             "*",
                             "//",
                             "/run",
                             "/run/",
                             "/run/echo",
                             "/run/echo/",
                             "/run/echo/9-z/",
                             "/run/echo/1-a/none.txt",
                             "/run/echo/1-a/core",
                             "/run/echo/1-a/secret.txt",
                             "/run/echo/latest/",
                             "/run/echo/.hidden/",
                             "/run/echo/1-a//history.txt",
                             "/run/echo//1-a/history.txt",
                             "/run/echo/1-a/./history.txt",
                             "/run/echo/1-a/../1-a/",
                             "/run/echo/../../secret.txt",
                             "/run/../secret.txt",
                             "/../secret.txt",
                             "/run/out/store/",
                             "/run/echo/1-a/%2e%2e/%2e%2e/secret.txt",
                             "/run/echo/1-a/..%2f..%2fsecret.txt",
                             "/run/echo%2f1-a/history.txt",
                             "/run/echo/1-a/history.txt/",
                             "/run/echo/1-a/history.txt%00",
                             "/run/echo/1-a/%68istory.txt",
                             "/run/echo/sweep-1/",
                             "/etc/passwd",
                             "/store/echo/1-a/",
                             "http://127.0.0.1:7000/",
                             "/run/echo/1-a/\xff\n"}) {
    CAPTURE(target);
    const Answer answer = served.get(target);
    CHECK(answer.status == 404);
    CHECK(!answer.file.is_open());
    CHECK(!contains(answer.body, "secret"));
  }
  CHECK(served.get("/run/echo/sweep-1/sweep.json").status == 200);
}

TEST_CASE("serve: other names than those of this machine's loopback are refused") {
  const ServedStore served;
  for (const char* host : {"127.0.0.1:7000", "localhost:7000", "LOCALHOST:7000", "[::1]:7000"})
    CHECK(served.answer({"GET", "/", host}).status == 200);
  for (const char* host : {"evil.test", "evil.test:7000", "127.0.0.1", "localhost",
                           "127.0.0.1:7001", "127.0.0.1:7000.evil.test", "localhost:7000@evil.test",
                           "0.0.0.0:7000", "127.0.0.2:7000", " 127.0.0.1:7000"}) {
    CAPTURE(host);
    CHECK(served.answer({"GET", "/", host}).status == 421);
  }
  CHECK(served.answer({"GET", "/", ""}).status == 400);
  // Where HTTP leaves the port out.
  CHECK(StoreAnswers(served.store(), 80, page_of).answer({"GET", "/", "localhost"}).status == 200);
}

TEST_CASE("serve: who does not only read is refused") {
  const ServedStore served;
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", ""}) {
    CAPTURE(method);
    const Answer answer = served.answer({method, "/", "localhost:7000"});
    CHECK(answer.status == 405);
    CHECK(answer.header("Allow") == "GET, HEAD");
  }
  CHECK(served.answer({"HEAD", "/", "localhost:7000"}).status == 200);
}

TEST_CASE("serve: each answer forbids what it does not need") {
  const ServedStore served;
  put(served.run() / "G1c-0.svg", "<svg><script>alert(1)</script></svg>");
  put(served.run() / "report.html", page_of("stored"));
  const auto policy = [&](const std::string& target) {
    const Answer answer = served.get(target);
    CAPTURE(target);
    CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.header("Referrer-Policy") == "no-referrer");
    CHECK(answer.header("Cross-Origin-Resource-Policy") == "same-origin");
    CHECK(answer.header("Content-Security-Policy").starts_with("default-src 'none'; "));
    CHECK(answer.header("Content-Security-Policy").ends_with("; frame-ancestors 'none'"));
    return std::string(answer.header("Content-Security-Policy"));
  };
  for (const char* target :
       {"/", "/nowhere", "/run/echo/1-a/history.txt", "/run/echo/1-a/G1c-0.svg"})
    CHECK(!contains(policy(target), "script-src"));
  for (const char* target : {"/run/echo/1-a/", "/run/echo/1-a/report.html"})
    CHECK(contains(policy(target), "; script-src 'sha256-" + kHash + "'; img-src data:"));
}

TEST_CASE("serve: a page allows one script by its hash, and nothing that only looks like it") {
  for (const std::string& source :
       {std::string("script-src 'unsafe-inline'"),
        "script-src 'sha256-" + std::string(44, '\'') + "'",
        std::string("script-src 'sha256-short'"), std::string(5'000, ' ') + page_of("far")}) {
    const ServedStore served([&](const fs::path& /*run*/) { return source; });
    CAPTURE(source);
    const Answer answer = served.get("/run/echo/1-a/");
    CHECK(answer.status == 200);
    CHECK(!contains(answer.header("Content-Security-Policy"), "script-src"));
  }
}

TEST_CASE("serve: a page that cannot be made is one plain sentence") {
  const ServedStore refused([](const fs::path& /*run*/) -> std::string {
    throw checkers::BadInput("the program <b>is\nnot there");
  });
  const Answer answer = refused.get("/run/echo/1-a/");
  CHECK(answer.status == 500);
  CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(answer.body == "the program <b>is; not there\n");
  const ServedStore faulty(
      [](const fs::path& /*run*/) -> std::string { throw std::runtime_error("oops"); });
  CHECK(faulty.get("/run/echo/1-a/").body == "A fault of ours: oops\n");
}

// `eddy serve` in a process of its own.
class ServeProcess {
 public:
  explicit ServeProcess(const fs::path& store, tools::PageOfRun page = page_of) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    std::fflush(nullptr);  // lest the child writes what waits here, too
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::_exit(tools::serve({store.string(), 0}, std::move(page)));
    }
    ::close(ends[1]);
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) line_ += c;
    ::close(ends[0]);
  }
  ~ServeProcess() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  const std::string& line() const { return line_; }
  std::uint16_t port() const {
    const auto at = line_.find("127.0.0.1:");
    REQUIRE(at != line_.npos);
    return static_cast<std::uint16_t>(std::atoi(line_.c_str() + at + 10));
  }
  // The exit status.
  int end_by(int signal) {
    ::kill(child_, signal);
    int status = 0;
    REQUIRE(::waitpid(std::exchange(child_, 0), &status, 0) > 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t child_ = 0;
  std::string line_;
};

TEST_CASE("serve: it tells where it is, serves, and Ctrl-C ends it with status 0") {
  MadeStore store;
  put(store.add_valid("1-a") / "history.txt", "the history");
  for (const int signal : {SIGINT, SIGTERM}) {
    ServeProcess server(store.path());
    CHECK(server.line() == fmt::format("Serving {} at http://127.0.0.1:{}/ – Ctrl-C ends it",
                                       store.path().string(), server.port()));
    SocketClient keeps_its_connection(server.port());
    const std::string request = fmt::format(
        "GET /run/echo/1-a/history.txt HTTP/1.0\r\nHost: localhost:{}\r\n\r\n", server.port());
    CHECK(SocketClient(server.port()).send(request).rest().ends_with("\r\n\r\nthe history"));
    CHECK(SocketClient(server.port())
              .send("GET /run/echo/1-a/history.txt HTTP/1.0\r\nHost: evil.test\r\n\r\n")
              .rest()
              .starts_with("HTTP/1.1 421 "));
    CHECK(server.end_by(signal) == 0);
  }
}

TEST_CASE("serve: Ctrl-C ends it while a page is made, too") {
  MadeStore store;
  store.add_valid("1-a");
  int told[2];
  REQUIRE(::pipe(told) == 0);
  ServeProcess server(store.path(), [&](const fs::path& /*run*/) -> std::string {
    if (::write(told[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  });
  SocketClient client(server.port());
  client.send(
      fmt::format("GET /run/echo/1-a/ HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", server.port()));
  char c = 0;
  CHECK(::read(told[0], &c, 1) == 1);  // now it is at it
  CHECK(server.end_by(SIGINT) == 0);
  ::close(told[0]);
  ::close(told[1]);
}

// The request of these arguments, or why there is none.
std::string request_of(std::vector<std::string> arguments) {
  CLI::App command;
  tools::ServeRequest request;
  declare_serve_options(command, request);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    command.parse(arguments);
  } catch (const checkers::BadInput& bad) {
    return bad.what();
  }
  return fmt::format("{} {}", request.store, request.port);
}

TEST_CASE("serve: --store and --port say what is served, and where") {
  CHECK(request_of({}) == "store 7357");
  CHECK(request_of({"--store", "/data/runs", "--port", "8080"}) == "/data/runs 8080");
  CHECK(request_of({"--port", "0"}) == "store 0");
  for (const char* port : {"65536", "x", "1.5"})
    CHECK(request_of({"--port", port}) ==
          fmt::format("--port takes a whole number from 0 to 65535, got \"{}\"", port));
}

TEST_CASE("serve: without a store it does not begin") {
  const MadeStore store;
  put(store.path() / "file", "");
  for (const char* name : {"nowhere", "file"}) {
    const tools::ServeRequest request{(store.path() / name).string(), 0};
    CHECK_THROWS_AS(tools::serve(request, page_of), checkers::BadInput);
  }
}

}  // namespace TEST_FILE
