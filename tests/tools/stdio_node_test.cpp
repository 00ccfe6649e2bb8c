// A node program that is given lines and the time: the same rules as in a simulation.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <chrono>

#include "eddy/nodes/catalog.h"
#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/init.h"
#include "tests/tools/workplace.h"
#include "tools/stdio/stdio_command.h"
#include "tools/stdio/stdio_node.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::sim;
using namespace eddy::testing;
using namespace std::chrono_literals;
using tools::StdioNode;

// 3 January 1970, 04:05:06.
constexpr Time kBegin = Time(52h + 5min + 6s);

// One that talks to a node program.
class Talk {
 public:
  explicit Talk(const ProgramFactory& make)
      : node_(make, 7,
              {[this](std::string_view line) { out_ += line; },
               [this](std::string_view line) { log_ += line; }}) {}

  StdioNode& node() { return node_; }
  // What it has written since the last call.
  std::string out() { return std::exchange(out_, {}); }
  std::string log() { return std::exchange(log_, {}); }
  void init(Time now = kBegin) {
    node_.take(
        R"({"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0","n1"]}})",
        now);
  }
  void echo(int id, Time now = kBegin) {
    node_.take(
        fmt::format(
            R"({{"src":"c1","dest":"n0","body":{{"type":"echo","msg_id":{0},"echo":{0}}}}})", id),
        now);
  }

 private:
  std::string out_;
  std::string log_;
  StdioNode node_;
};

std::string echo_ok(int id) {
  return fmt::format(
      R"({{"src":"n0","dest":"c1","body":{{"type":"echo_ok","in_reply_to":{0},"echo":{0}}}}})"
      "\n",
      id);
}

// Answers after 20 ms.
class Late final : public Node {
 public:
  explicit Late(Host& host) : Node(host) { on(&Late::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    co_await sleep(20ms);
    log("slept until {}", to_string(clock()));
    co_return EchoOk{m.echo};
  }
};

TEST_CASE("a timer fires when its time has come, and not before") {
  Talk talk(&make_node<Late>);
  talk.init();
  CHECK(contains(talk.out(), "init_ok"));
  CHECK_FALSE(talk.node().wake_at());
  talk.echo(5);
  CHECK(talk.node().wake_at() == kBegin + 20ms);
  talk.node().wake(kBegin + 19ms);
  CHECK(talk.out().empty());
  talk.node().wake(kBegin + 21ms);
  CHECK(talk.out() == echo_ok(5));
  CHECK_FALSE(talk.node().wake_at());
  CHECK(talk.log() == "04:05:06.021000  n0  slept until 187506.021000000\n");
}

TEST_CASE("time never goes back, whatever the clock outside does") {
  Talk talk(&make_node<Late>);
  talk.init(kBegin + 1s);
  talk.echo(5, kBegin);
  CHECK(talk.node().wake_at() == kBegin + 1s + 20ms);
}

// Answers init after 20 ms.
class SlowStarter final : public Node {
 public:
  explicit SlowStarter(Host& host) : Node(host) {
    on(&SlowStarter::init);
    on(&SlowStarter::echo);
  }

 private:
  Task<Result<InitOk>> init(const Init& /*m*/) {
    co_await sleep(20ms);
    co_return InitOk{};
  }
  Result<EchoOk> echo(const Echo& m) { return EchoOk{m.echo}; }
};

TEST_CASE("other messages wait until init is answered") {
  Talk talk(&make_node<SlowStarter>);
  talk.init();
  talk.echo(5);
  talk.echo(6);
  CHECK(talk.out().empty());
  talk.node().wake(kBegin + 20ms);
  const std::string out = talk.out();
  CHECK(contains(out, "init_ok"));
  CHECK(out.ends_with(echo_ok(5) + echo_ok(6)));
}

// Has always something to do at once.
class Restless final : public Node {
 public:
  explicit Restless(Host& host) : Node(host) {
    on(&Restless::echo);
    go_on();
  }

 private:
  Result<EchoOk> echo(const Echo& m) { return EchoOk{m.echo}; }
  void go_on() {
    after(0ms, [this] { go_on(); });
  }
};

TEST_CASE("a line does not wait for timers that are armed again and again") {
  Talk talk(&make_node<Restless>);
  talk.init();
  talk.node().wake(kBegin);
  talk.echo(5);
  CHECK(contains(talk.out(), echo_ok(5)));
}

// Appends each value to its disk, and answers with all that is there.
class Written final : public Node {
 public:
  explicit Written(Host& host) : Node(host) { on(&Written::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& /*m*/) {
    co_await disk().append("log", "x");
    if (!co_await disk().sync()) co_return Error{ErrorCode::crash, "no disk"};
    const auto read = co_await disk().read("log");
    co_return EchoOk{read->size()};
  }
};

TEST_CASE("there is a disk, in memory") {
  Talk talk(&make_node<Written>);
  talk.init();
  talk.out();
  for (int id = 1; id <= 3; ++id) {
    talk.echo(id, kBegin + id * 1s);
    while (const auto due = talk.node().wake_at()) talk.node().wake(*due);
    CHECK(talk.out() == echo_ok(id));
  }
}

// Sends to one that is not there, and to itself; breaks its word, or throws.
class Astray final : public Node {
 public:
  explicit Astray(Host& host) : Node(host) {
    on(&Astray::echo);
    invariant("is asked at most twice", [this] { return asked_ <= 2; });
  }

 private:
  Result<EchoOk> echo(const Echo& m) {
    ++asked_;
    if (m.echo == 100) throw std::runtime_error("a hundred is too much");
    if (m.echo == 200) host().give_up("cannot go on");
    send(NodeId::node(7), m);
    send(id(), m);
    return EchoOk{m.echo};
  }
  int asked_ = 0;
};

TEST_CASE("a message to nobody is told, one to itself goes out as any other") {
  Talk talk(&make_node<Astray>);
  talk.init();
  talk.out();
  talk.echo(5);
  CHECK(talk.out() == R"({"src":"n0","dest":"n0","body":{"type":"echo","echo":5}})"
                      "\n" +
                          echo_ok(5));
  CHECK(talk.log() == "04:05:06.000000  n0  there is no n7 to send to\n");
}

TEST_CASE("an exception, a broken invariant and giving up end it") {
  const auto last_words = [](std::initializer_list<int> values) {
    Talk talk(&make_node<Astray>);
    talk.init();
    for (const int value : values) {
      CHECK_FALSE(talk.node().has_ended());
      talk.log();
      talk.echo(value);
    }
    CHECK(talk.node().has_ended());
    CHECK_FALSE(talk.node().wake_at());
    std::string log = talk.log();
    talk.out();
    talk.echo(5);
    CHECK(talk.out().empty());
    return log;
  };
  CHECK(last_words({100}) == "04:05:06.000000  n0  failed: a hundred is too much\n");
  CHECK(last_words({200}) == "04:05:06.000000  n0  gives up: cannot go on\n");
  CHECK(contains(last_words({1, 2, 3}),
                 "  n0  the invariant \"is asked at most twice\" is broken\n"));
}

// Asks another node for the echo.
class Asks final : public Node {
 public:
  explicit Asks(Host& host) : Node(host) { on(&Asks::echo); }

 private:
  Task<Result<EchoOk>> echo(const Echo& m) {
    const auto reply = co_await rpc(NodeId::node(1), m, 1s);
    if (!reply) co_return reply.error();
    co_return EchoOk{reply->echo};
  }
};

TEST_CASE("an answer to an earlier life is not taken for one to this") {
  const auto talk_of_life = [](Time now, Talk& talk) {
    talk.init(now);
    talk.out();
    talk.echo(5, now);
    return parse_json(talk.out()).at("body").at("msg_id").as_int64();
  };
  const auto answer = [](std::int64_t id) {
    return fmt::format(
        R"({{"src":"n1","dest":"n0","body":{{"type":"echo_ok","in_reply_to":{0},"echo":{0}}}}})",
        id);
  };
  Talk earlier(&make_node<Asks>);
  Talk later(&make_node<Asks>);
  const std::int64_t first = talk_of_life(kBegin, earlier);
  const std::int64_t second = talk_of_life(kBegin + 1s, later);
  CHECK(first < second);
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{1}, first, second + 1}) {
    later.node().take(answer(id), kBegin + 1s);
    CHECK(later.out().empty());
  }
  later.node().take(answer(second), kBegin + 1s);
  CHECK(contains(later.out(), fmt::format(R"("in_reply_to":5,"echo":{})", second)));
}

TEST_CASE("nodes of other names are told how they are called inside") {
  Talk talk(&make_node<Astray>);
  talk.node().take(
      R"({"src":"x","dest":"b","body":{"type":"init","msg_id":1,"node_id":"b","node_ids":["a","b"]}})",
      kBegin);
  CHECK(talk.out() == R"({"src":"b","dest":"x","body":{"type":"init_ok","in_reply_to":1}})"
                      "\n");
  CHECK(talk.log() == "04:05:06.000000  b  inside, n0 is a, n1 is b\n");
}

TEST_CASE("the only program of one's own needs no name") {
  const nodes::ProgramEntry mine{
      .name = "mine", .workload = "echo", .summary = "", .make = &make_node<Late>};
  const nodes::ProgramEntry other{
      .name = "other", .workload = "echo", .summary = "", .make = &make_node<Late>};
  const std::vector programs{mine, other, nodes::catalog().front()};
  const auto name_of = [&](const std::string& asked, std::size_t own) {
    return tools::stdio_program({asked, 1U}, programs, std::span(programs).first(own)).name;
  };
  CHECK(name_of("", 1) == "mine");
  CHECK(name_of("other", 1) == "other");
  CHECK_THROWS_WITH(name_of("", 2),
                    "which node program? stdio takes --node NAME, one of mine, other");
}

}  // namespace TEST_FILE
