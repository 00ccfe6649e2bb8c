// Histories that cannot be understood: `eddy check` gives one line with the file, the line in it
// and what was expected there; never a verdict, never a crash, and never much memory.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <zstd.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "eddy/checkers/catalog.h"
#include "tests/effort.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

struct Refusal {
  std::string text;
  std::size_t line = 0;
  std::string message;
};

void check_refused(const std::string& model, const std::vector<Refusal>& refusals) {
  const Workplace here;
  for (const Refusal& refusal : refusals) {
    CAPTURE(refusal.text.substr(0, 500));
    std::ofstream(here.path() / "history", std::ios::binary) << refusal.text;
    const Outcome outcome = here.eddy("check --model " + model + " history");
    CAPTURE(outcome.err);
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(is_one_sentence(outcome.err));
    CHECK(
        contains(unwrapped(outcome.err), ": history line " + std::to_string(refusal.line) + ": "));
    CHECK(contains(unwrapped(outcome.err), refusal.message));
  }
}

std::string json(const std::string& process, const std::string& type, const std::string& f,
                 const std::string& value) {
  return R"({"process":)" + process + R"(,"type":")" + type + R"(","f":")" + f + R"(","value":)" +
         value + "}\n";
}

std::string edn(const std::string& process, const std::string& type, const std::string& f,
                const std::string& value) {
  return "{:process " + process + ", :type :" + type + ", :f :" + f + ", :value " + value + "}\n";
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST_CASE("check: a history that breaks off is refused") {
  const std::string line = json("0", "invoke", "generate", "null");
  check_refused("unique-ids",
                {
                    {line + line.substr(0, 20), 2, "truncated"},
                    {"[" + line, 1, "the text ends (truncated?)"},
                    {"[" + line + ",", 1, "the text ends in line 2 (truncated?)"},
                    {"[" + edn("0", "invoke", "generate", "nil"), 1, "(truncated?)"},
                    {edn("0", "invoke", "generate", "nil") + "{:process 1, :ty", 2, "expected"},
                });
}

TEST_CASE("check: completions without invocations, and two open calls of a process, are refused") {
  check_refused(
      "unique-ids",
      {
          {json("0", "ok", "generate", "1"), 1, "an invocation of process 0 before its ok"},
          {edn("7", "info", "generate", "1"), 1, "an invocation of process 7 before its info"},
          {json("0", "invoke", "generate", "null") + json("0", "invoke", "generate", "null"), 2,
           "a completion of process 0, whose invocation in line 1 is open"},
          {edn("0", "invoke", "generate", "nil") + "\n" + edn("0", "invoke", "generate", "nil"), 3,
           "a completion of process 0, whose invocation in line 1 is open"},
      });
}

TEST_CASE("check: unknown types and fields of the wrong shape are refused") {
  check_refused("unique-ids",
                {
                    {json("0", "maybe", "generate", "null"), 1, "invoke, ok, fail or info"},
                    {edn("0", "maybe", "generate", "nil"), 1, "invoke, ok, fail or info"},
                    {json("[]", "invoke", "generate", "null"), 1, "\"process\" to be an integer"},
                    {json("\"w1\"", "invoke", "generate", "null"), 1,
                     "\"process\" to be an integer from 0 up or \"nemesis\", but it is \"w1\""},
                    {edn(":c1", "invoke", "generate", "nil"), 1, "\"process\" to be an integer"},
                    {edn("1.5", "invoke", "generate", "nil"), 1, "\"process\" to be an integer"},
                    {R"({"type":"invoke","f":"generate"})", 1, "a field \"process\""},
                    {"{:type :invoke, :process 0}", 1, "a field \"f\""},
                    {R"({"process":0,"type":"invoke"})", 1, "a field \"f\""},
                    {"7\n", 1, "expected an operation"},
                    {"[1, 2]\n", 1, "expected"},
                    {"\"text\"\n", 1, "expected an operation"},
                });
}

TEST_CASE("check: values that mean nothing to the model are refused, by the line they are in") {
  const auto call = [](const std::string& f, const std::string& asked, const std::string& got) {
    return json("0", "invoke", f, asked) + json("0", "ok", f, got);
  };
  check_refused("counter", {{call("add", "1", "1") + call("add", "{}", "{}"), 3, "expected"},
                            {call("read", "null", "\"two\""), 2, "expected"}});
  check_refused("pn-counter", {{call("add", "[1]", "[1]"), 2, "expected"}});
  check_refused("bank", {{call("read", "null", "[1,2]"), 2, "expected"}});
  check_refused("long-fork", {{call("read", "[7]", "[7]"), 2, "expected"}});
  check_refused("total-queue", {{call("drain", "null", "7"), 2, "expected"}});
  check_refused("set", {{call("read", "null", "7"), 2, "expected"}});
  check_refused("set-full", {{call("read", "null", "7"), 2, "expected what a read shows"}});
  check_refused("pn-counter", {{call("read", "null", "\"x\""), 2, "expected the counter read"}});
}

TEST_CASE("check: a history about something else is refused") {
  // A model may be about the shape of values alone, and that of a completion's counts.
  const std::string call = json("0", "ok", "wrte", "1");
  for (const auto& entry : eddy::checkers::catalog()) {
    if (entry.name == "stats") continue;  // judges whatever there is
    CAPTURE(std::string(entry.name));
    check_refused(fmt::format("{} --completions-only", entry.name), {{call, 1, "expected"}});
  }
}

TEST_CASE("check: of transactions, too, somebody has to have asked") {
  for (const std::string model : {"list-append", "rw-register", "commit-order", "long-fork"}) {
    check_refused(model, {{R"({"type":"invoke","value":[["r","x",null]]})", 1,
                           "expected a field \"process\", but there is none"},
                          {json("0", "invoke", "txn", "[]") + R"({"process":0,"value":[]})", 2,
                           "expected a field \"type\", but there is none"}});
  }
}

TEST_CASE("check: where indices repeat, leaving them out is told to help") {
  const auto numbered = [](int process, int index, const std::string& type) {
    return fmt::format("{{:process {}, :index {}, :type :{}, :f :generate}}\n", process, index,
                       type);
  };
  const std::string history = numbered(7, 1, "invoke") + numbered(7, 2, "ok") +
                              numbered(8, 1, "invoke") + numbered(8, 2, "ok");
  check_refused("unique-ids", {{history, 3,
                                "expected \"index\" above the previous 2, but it is 1: leave "
                                "\"index\" out"}});
}

TEST_CASE("check: two transactions that write the same value to one key are refused") {
  const auto twice = [](const std::string& txn) {
    const std::string both = json("0", "invoke", "txn", txn) + json("0", "ok", "txn", txn);
    return both + both;
  };
  check_refused("list-append",
                {{twice(R"([["append", "x", 1]])"), 4, "appended to a key at most once"}});
  for (const std::string model : {"rw-register", "commit-order"})
    check_refused(model, {{twice(R"([["w", "x", 1]])"), 4, "written to a key at most once"}});
}

TEST_CASE("check: nesting 10,000 deep is refused, in JSON and in EDN") {
  check_refused("unique-ids",
                {
                    {json("0", "invoke", "generate", nested(10'000)), 1, "nested at most"},
                    {edn("0", "invoke", "generate", nested(10'000)), 1, "nested at most"},
                    {std::string(10'000, '['), 1, "expected"},
                    {std::string(10'000, '('), 1, "expected"},
                    {"{:process 0 :a " + std::string(10'000, '{'), 1, "nested at most"},
                    {"{:a " + std::string(1'000'000, '#'), 1, "expected"},
                    {"{\"a\":" + std::string(1'000'000, '{'), 1, "expected"},
                });
}

TEST_CASE("check: bytes that are no UTF-8 are refused, and binary data as well") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  check_refused("unique-ids", {
                                  {json("0", "invoke", "gen\xff", "null"), 1, "UTF-8"},
                                  {edn("0", "invoke", "generate", "\"\xc3(\""), 1, "UTF-8"},
                                  {all, 1, "expected"},
                                  {std::string(5000, '\0'), 1, "expected"},
                              });
}

// `begin`, then `piece` as often as it takes for a gigabyte, packed by zstd.
std::string packed_gigabyte(const std::string& begin, const std::string& piece) {
  std::string block;
  while (block.size() < (std::size_t{1} << 20U)) block += piece;
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  std::string packed;
  std::string room(ZSTD_CStreamOutSize(), '\0');
  const auto feed = [&](const std::string& text, ZSTD_EndDirective end) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    for (std::size_t left = 1; left != 0;) {
      ZSTD_outBuffer out{room.data(), room.size(), 0};
      left = ZSTD_compressStream2(context.get(), &out, &in, end);
      REQUIRE(ZSTD_isError(left) == 0);
      packed.append(room, 0, out.pos);
      if (end == ZSTD_e_continue && in.pos == in.size) break;
    }
  };
  feed(begin, ZSTD_e_continue);
  for (std::size_t bytes = 0; bytes < effort(1'000'000'000U, 70'000'000U); bytes += block.size())
    feed(block, ZSTD_e_continue);
  feed("", ZSTD_e_end);
  return packed;
}

TEST_CASE("check: a line of a gigabyte is refused without keeping it") {
  const std::string head = R"({"process":0,"type":"invoke","f":"generate","value":)";
  const std::string edn_head = "{:process 0, :type :invoke, :f :generate, :value ";
  const Workplace here;
  for (const auto& [begin, piece] : {std::pair<std::string, std::string>{head + "\"", "text "},
                                     {head + "[0", ",1"},
                                     {"{\n" + head.substr(1) + "[0", ",\n1"},
                                     {edn_head + "[", "1 "},
                                     {edn_head + "\"", "text "},
                                     {"; ", "a comment "}}) {
    CAPTURE(begin);
    std::ofstream(here.path() / "long.zst", std::ios::binary) << packed_gigabyte(begin, piece);
    const Outcome outcome = here.eddy("check --model unique-ids long.zst");
    CAPTURE(outcome.err);
    CHECK(outcome.status == 254);
    CHECK(outcome.out.empty());
    CHECK(is_one_sentence(outcome.err));
    CHECK(
        contains(unwrapped(outcome.err), "long.zst line 1: expected operations of at most 64 MiB"));
  }
#ifndef __SANITIZE_ADDRESS__
  rusage usage{};
  REQUIRE(getrusage(RUSAGE_CHILDREN, &usage) == 0);
  CHECK(usage.ru_maxrss < 1'000'000);  // kB, of all that these tests have run
#endif
}

}  // namespace TEST_FILE
