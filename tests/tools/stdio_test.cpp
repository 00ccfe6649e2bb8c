// `eddy stdio`: our node programs as ordinary programs of Maelstrom's.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "eddy/nodes/process/processes.h"
#include "tests/tools/bare_router.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
namespace json = boost::json;
using json::object;

const std::vector<std::string> kThree = {"n0", "n1", "n2"};

// Asks until the answer is another one than `error` 11, which says to try again.
object ask_until_ready(BareRouter& router, const std::string& node, const object& body) {
  for (;;) {
    object answer = router.ask("c1", node, body);
    if (answer.at("type") != "error" || answer.at("code") != 11) return answer;
  }
}

TEST_CASE("three processes of lin-kv-raft agree on a leader and answer every request") {
  BareRouter router(EDDY_BINARY, words("stdio --node lin-kv-raft"), kThree);
  const auto ask = [&](const std::string& node, const object& body) {
    return ask_until_ready(router, node, body);
  };
  const object read{{"type", "read"}, {"key", "x"}};
  CHECK(ask("n0", read).at("code") == 20);
  CHECK(ask("n0", {{"type", "write"}, {"key", "x"}, {"value", 1}}).at("type") == "write_ok");
  CHECK(ask("n1", read) == object{{"type", "read_ok"}, {"value", 1}});
  CHECK(ask("n2", {{"type", "cas"}, {"key", "x"}, {"from", 1}, {"to", 2}}).at("type") == "cas_ok");
  CHECK(ask("n1", {{"type", "cas"}, {"key", "x"}, {"from", 1}, {"to", 3}}).at("code") == 22);
  for (const std::string& node : kThree) CHECK(ask(node, read).at("value") == 2);
  for (int i = 0; i < 50; ++i) {
    const std::string& node = kThree[static_cast<std::size_t>(i) % kThree.size()];
    CHECK(ask(node, {{"type", "write"}, {"key", i}, {"value", i}}).at("type") == "write_ok");
  }
  CHECK(ask("n0", {{"type", "read"}, {"key", 49}}).at("value") == 49);
  CHECK(router.routed() > 0);
  CHECK(router.finish() == std::vector{0, 0, 0});
}

// Values told to each node reach all of them, along a line.
void check_broadcast(const std::vector<std::string>& nodes) {
  BareRouter router(EDDY_BINARY, words("stdio --node broadcast-gossip --seed 7"), nodes);
  object topology;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    json::array& neighbours = topology[nodes[i]].emplace_array();
    if (i > 0) neighbours.emplace_back(nodes[i - 1]);
    if (i + 1 < nodes.size()) neighbours.emplace_back(nodes[i + 1]);
  }
  for (const std::string& node : nodes) {
    CHECK(router.ask("c1", node, {{"type", "topology"}, {"topology", topology}}) ==
          object{{"type", "topology_ok"}});
  }
  int value = 0;
  for (const std::string& node : nodes) {
    CHECK(router.ask("a client", node, {{"type", "broadcast"}, {"message", ++value}}) ==
          object{{"type", "broadcast_ok"}});
  }
  for (const std::string& node : nodes) {
    json::array known;
    while (known.size() < nodes.size())
      known = router.ask("c2", node, {{"type", "read"}}).at("messages").as_array();
    for (int told = 1; told <= value; ++told)
      CHECK(std::find(known.begin(), known.end(), json::value(told)) != known.end());
  }
  CHECK(router.finish() == std::vector(nodes.size(), 0));
}

TEST_CASE("processes of broadcast-gossip tell each other every value") {
  check_broadcast({"n0", "n1", "n2"});
}

TEST_CASE("nodes may have any names") {
  check_broadcast({"n2", "n1", "n3"});
  check_broadcast({"alpha", "b c", "β"});
}

TEST_CASE("a service is asked by its name, and answered by whoever plays it") {
  BareRouter router(EDDY_OWN_PROGRAMS, words("stdio --node numbered"), {"n0", "n1"});
  int last = 0;
  router.serve("lin-tso", [&](const object& body) {
    CHECK(body.at("type") == "ts");
    return object{{"type", "ts_ok"}, {"ts", ++last}};
  });
  CHECK(router.ask("c1", "n0", {{"type", "generate"}}).at("id") == 1);
  CHECK(router.ask("c1", "n1", {{"type", "generate"}}).at("id") == 2);
  CHECK(router.finish() == std::vector{0, 0});
}

TEST_CASE("an RPC that nobody answers times out, in real time") {
  BareRouter router(EDDY_OWN_PROGRAMS, words("stdio --node numbered"), {"n0"});
  router.serve("lin-tso", [](const object& /*body*/) { return object(); });
  CHECK(router.ask("c1", "n0", {{"type", "generate"}}).at("code") == 0);
}

const std::string kInit =
    R"({"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}})";

// What a node says that is given these lines, and no more.
Outcome told(const std::string& program, const std::string& arguments,
             const std::vector<std::string>& lines) {
  const Workplace here;
  std::string command = "printf '%s\\n'";
  for (const std::string& line : lines) command += fmt::format(" '{}'", line);
  return here.shell(fmt::format("{} | '{}' stdio {}", command, program, arguments));
}

std::string echo(int id, const std::string& more = "") {
  return fmt::format(
      R"({{"src":"c1","dest":"n0","body":{{"type":"echo","msg_id":{0},"echo":"hello {0}"{1}}}}})",
      id, more);
}

TEST_CASE("lines are in Maelstrom's form, and a request may have the id 0") {
  const Outcome outcome = told(EDDY_BINARY, "--node echo", {kInit, echo(0), echo(2)});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out ==
        R"({"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}
{"src":"n0","dest":"c1","body":{"type":"echo_ok","in_reply_to":0,"echo":"hello 0"}}
{"src":"n0","dest":"c1","body":{"type":"echo_ok","in_reply_to":2,"echo":"hello 2"}}
)");
}

TEST_CASE("a program of one's own logs to standard error") {
  const Outcome outcome = told(EDDY_OWN_PROGRAMS, "--node talkative", {kInit, echo(2)});
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, R"("echo":"hello 2")"));
  CHECK(contains(outcome.err, "  n0  n0 is here\n"));
  CHECK(contains(outcome.err, "  n0  asked to echo\n"));
  CHECK(outcome.err.find(':') == 2);  // the time of day
}

TEST_CASE("a failure is told, and ends the process with status 1") {
  const Outcome outcome =
      told(EDDY_OWN_PROGRAMS, "--node throws", {kInit, echo(2), echo(3), echo(4), echo(5)});
  CHECK(outcome.status == 1);
  CHECK(contains(outcome.out, "hello 3"));
  CHECK_FALSE(contains(outcome.out, "hello 5"));
  CHECK(contains(outcome.err, "  n0  failed: "));
}

TEST_CASE("what is no message for the node is told, and has no effect") {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"Hello", "not taken: expected JSON"},
      {"[1]", "not taken: it is no object: [1]"},
      {R"({"src":"c1","dest":"n0"})", "it has no \"body\" that is an object"},
      {R"({"src":"c1","dest":"n0","body":{}})", "the body has no \"type\""},
      {R"({"src":"c1","dest":"n0","body":{"type":7}})", "\"type\" is no text"},
      {R"({"dest":"n0","body":{"type":"echo"}})", "it has no \"src\""},
      {R"({"src":"c1","dest":"n1","body":{"type":"echo"}})", "it is for n1, and this is n0"},
      {R"({"src":"c1","dest":"n0","body":{"type":"echo","msg_id":-1}})", "\"msg_id\" is no whole"},
      {R"({"src":"c1","dest":"n0","body":{"type":"echo","in_reply_to":"1"}})",
       "\"in_reply_to\" is"},
      {R"({"src":"c1","dest":"n0","body":{"type":"echo","echo":1e999}})", "64 bits do not hold"},
  };
  std::vector<std::string> lines = {kInit};
  for (const auto& [line, why] : bad) lines.push_back(line);
  lines.push_back("  ");
  lines.push_back(echo(9) + "\r");
  const Outcome outcome = told(EDDY_BINARY, "--node echo", lines);
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "hello 9"));
  for (const auto& [line, why] : bad) CHECK(contains(outcome.err, why));
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') ==
        static_cast<std::ptrdiff_t>(bad.size()));
}

TEST_CASE("the first message is an init that makes sense") {
  const auto init = [](const std::string& fields) {
    return fmt::format(R"({{"src":"c0","dest":"n0","body":{{"type":"init","msg_id":1{}}}}})",
                       fields);
  };
  const std::vector<std::pair<std::string, std::string>> bad = {
      {echo(1), "the first message is of type echo, and must be init"},
      {init(""), "\"node_ids\" of init is no list of names"},
      {init(R"(,"node_ids":[])"), "\"node_ids\" of init is no list of names"},
      {init(R"(,"node_ids":["n0",1])"), "\"node_ids\" of init is no list of names"},
      {init(R"(,"node_ids":["n0","n0"])"), "\"node_ids\" of init has n0 twice"},
      {init(R"(,"node_ids":["n0"],"node_id":"n1")"), "\"node_id\" of init is none of"},
  };
  for (const auto& [line, why] : bad) {
    const Outcome outcome = told(EDDY_BINARY, "--node echo", {line});
    CHECK(outcome.status == 0);
    CHECK(outcome.out.empty());
    CAPTURE(outcome.err);
    CHECK(contains(outcome.err, why));
  }
}

TEST_CASE("an input that ends within a line, and one that ends at once") {
  const Workplace here;
  const std::string eddy = fmt::format("'{}' stdio --node echo", EDDY_BINARY);
  const Outcome cut = here.shell(fmt::format("printf '%s' '{}' | {}", kInit, eddy));
  CHECK(cut.status == 0);
  CHECK(contains(cut.out, "init_ok"));
  CHECK(here.shell(eddy + " < /dev/null").status == 0);
}

TEST_CASE("a line that never ends is refused") {
  const Workplace here;
  const Outcome outcome =
      here.shell(fmt::format("head -c 20000000 /dev/zero | '{}' stdio --node echo", EDDY_BINARY));
  CHECK(outcome.status == 254);
  CHECK(contains(outcome.err, "a line of standard input has more than 16 MiB"));
}

TEST_CASE("an output that cannot be written is told") {
  const Workplace here;
  const Outcome outcome =
      here.shell(fmt::format("echo '{}' | '{}' stdio --node echo > /dev/full", kInit, EDDY_BINARY));
  CHECK(outcome.status == 255);
  CHECK(contains(outcome.err, "standard output cannot be written"));
}

TEST_CASE("the same seed draws the same, another one other things") {
  const auto ids = [](const std::string& options) {
    std::vector<std::string> lines = {kInit};
    for (int id = 2; id < 10; ++id) {
      lines.push_back(fmt::format(
          R"({{"src":"c1","dest":"n0","body":{{"type":"generate","msg_id":{}}}}})", id));
    }
    const Outcome outcome = told(EDDY_BINARY, "--node unique-ids-random16 " + options, lines);
    CHECK(contains(outcome.out, "generate_ok"));
    return outcome.out;
  };
  CHECK(ids("--seed 1") == ids("--seed 1"));
  CHECK(ids("--seed 1") != ids("--seed 2"));
  CHECK(ids("") != ids(""));
}

TEST_CASE("under virtual time it is a program as any other, and two runs of a seed are the same") {
  if (nodes::process::why_no_virtual_time()) return;
  const Workplace here;
  const Outcome outcome = here.eddy(
      fmt::format("test -w lin-kv --bin {} --node-count 3 --time-limit 5 --seed 3 --no-store "
                  "--nemesis partition --verify -- stdio --node lin-kv-raft",
                  EDDY_BINARY));
  CAPTURE(outcome.out);
  CHECK(outcome.status == 0);
  CHECK(contains(outcome.out, "\nverified "));
}

// The texts of a page between ```LANGUAGE and ```.
std::vector<std::string> code_blocks(const std::string& page, const std::string& language) {
  std::vector<std::string> blocks;
  const std::string begin = "```" + language + "\n";
  for (auto at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    blocks.push_back(page.substr(at, page.find("```\n", at) - at));
  }
  return blocks;
}

TEST_CASE("docs/stdio.md is true") {
  const Workplace here;
  std::filesystem::create_symlink(EDDY_BINARY, here.path() / "eddy");
  const std::string page = contents(std::filesystem::path(EDDY_SOURCE_DIR) / "docs/stdio.md");
  const auto console = code_blocks(page, "console");
  const auto script = code_blocks(page, "sh");
  REQUIRE(console.size() == 2);
  REQUIRE(script.size() == 1);
  const std::string path = "PATH=$PWD:$PATH\n";
  // It takes of Maelstrom's command line what says how a node is run, and runs one.
  const std::string maelstrom = fmt::format(
      "maelstrom() {{\n"
      "  while [ \"$1\" != -- ]; do [ \"$1\" != --bin ] || bin=$2; shift; done\n"
      "  shift\n"
      "  echo '{}' | \"$bin\" \"$@\"\n"
      "}}\n",
      kInit);
  CHECK(contains(here.shell(path + maelstrom + console.front()).out, "init_ok"));
  const std::string& by_hand = console.back();
  REQUIRE(by_hand.starts_with("$ "));
  const auto end = by_hand.find('\n');
  CHECK(here.shell(path + by_hand.substr(2, end - 2)).out == by_hand.substr(end + 1));
  CHECK(
      contains(here.shell(fmt::format("{}echo '{}' | {{\n{}}}\n", path, kInit, script.front())).out,
               "init_ok"));
}

TEST_CASE("which program runs is said, and unknown ones are refused") {
  const Workplace here;
  CHECK(here.refusal_of("stdio") ==
        "which node program? stdio takes --node NAME; `eddy nodes` lists them");
  CHECK(contains(here.refusal_of("stdio --node lin-kv-rfat"), "did you mean lin-kv-raft?"));
  CHECK(contains(here.refusal_of("stdio --node echo --seed x"), "--seed takes a whole number"));
  const Outcome many = here.run(EDDY_OWN_PROGRAMS, {"stdio"});
  CHECK(many.status == 254);
  CHECK(contains(unwrapped(many.err), "one of by-address, by-static, "));
}

}  // namespace TEST_FILE
