// Node programs of one's own that cannot be offered are refused at the start, in one line.
#include "tools/offered_programs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/catalog.h"
#include "nodes/echo.h"
#include "tests/tools/workplace.h"

using namespace eddy::testing;
using eddy::nodes::ProgramEntry;

namespace {

ProgramEntry program(std::string name, std::string workload = "echo") {
  return {std::move(name), std::move(workload), "answers",
          &eddy::sim::make_node<eddy::nodes::Echo>};
}

// Why these programs are refused; empty: they are not.
std::string refusal(const std::vector<ProgramEntry>& own) {
  try {
    eddy::tools::offered_programs(own);
  } catch (const eddy::checkers::BadInput& refused) {
    return refused.what();
  }
  return "";
}

}  // namespace

TEST_CASE("own programs come first and may ask the services") {
  const std::vector<ProgramEntry> own{program("mine"), program("mine-too", "broadcast")};
  const auto offered = eddy::tools::offered_programs(own);
  REQUIRE(offered.size() == 2 + eddy::nodes::catalog().size());
  CHECK(offered[0].name == "mine");
  CHECK(offered[0].services.size() == 4);
  CHECK(offered[1].name == "mine-too");
  CHECK(offered[2].name == eddy::nodes::catalog()[0].name);
}

TEST_CASE("an own program with the name of a built-in one is refused, whatever its workload") {
  for (const auto& built_in : eddy::nodes::catalog()) {
    const std::string name(built_in.name);
    CHECK(refusal({program("mine"), program(name)}) ==
          "node program " + name + ": a program named " + name +
              " comes with Eddy; choose another name for yours");
  }
}

TEST_CASE("two own programs of one name are refused") {
  CHECK(refusal({program("mine"), program("yours"), program("mine", "broadcast")}) ==
        "node program mine: two of your programs are named mine; choose another name for one of "
        "them");
}

TEST_CASE("a name that cannot be typed as one word is refused") {
  for (const std::string name : {"", " ", "my echo", "my\techo", "echo,mine", "-mine", "mine\n"}) {
    CAPTURE(name);
    const std::string line = refusal({program(name)});
    CHECK(contains(line, "a node program cannot be named \""));
    CHECK(contains(line, "a name is one word, without blanks and commas"));
    CHECK_FALSE(contains(line, "\n"));
  }
  for (const std::string name : {"m", "mine-2", "mine_2", "écho", "my.echo+1"}) {
    CAPTURE(name);
    CHECK(refusal({program(name)}).empty());
  }
}

TEST_CASE("an own program of an unknown workload is refused, the nearest and all known ones told") {
  const std::string line = refusal({program("mine", "brodcast")});
  CHECK(
      line.starts_with("node program mine: unknown workload \"brodcast\", did you mean broadcast? "
                       "There are echo, "));
  CHECK(contains(refusal({program("mine", "")}), "unknown workload \"\"; there are echo, "));
}

TEST_CASE("an own program that nothing makes is refused") {
  CHECK(contains(
      refusal({{.name = "mine", .workload = "echo", .summary = "is not there", .make = {}}}),
      "node program mine: it has no make; write .make = "));
}

TEST_CASE("two own programs of one class run each with the arguments that it is made with") {
  const Workplace here;
  for (const double delay : {20.0, 300.0}) {  // ms
    const std::string name = delay < 100 ? "late-by-20" : "late-by-300";
    CAPTURE(name);
    const Outcome outcome = here.run(
        EDDY_OWN_PROGRAMS, {"test", "--node", name, "--time-limit", "5", "--no-store", "--json"});
    REQUIRE(outcome.status == 0);
    const auto median = parse_json(outcome.out).at("figures").at("latency.p50").to_number<double>();
    CHECK(median >= delay);
    CHECK(median < delay + 10);
  }
}

TEST_CASE("the command line refuses own programs as bad arguments, whatever the command") {
  const Workplace here;
  for (const std::string name : {"echo", "mute", "my echo"}) {
    for (const std::string command : {"nodes", "test", "--help"}) {
      CAPTURE(name);
      CAPTURE(command);
      const Outcome outcome = here.run(EDDY_OWN_PROGRAMS, {"name=" + name, command});
      CHECK(outcome.status == 254);
      CHECK(outcome.out.empty());
      CHECK(contains(unwrapped(outcome.err), name));
      CHECK(is_one_sentence(outcome.err));
    }
  }
  CHECK(here.run(EDDY_OWN_PROGRAMS, {"name=mine", "nodes"}).status == 0);
}
