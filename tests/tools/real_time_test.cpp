// eddy test --bin FILE --real-time: over plain pipes, in the time of the world.
#include <doctest/doctest.h>

#include <string>

#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

TEST_CASE("--real-time: a run takes its time, says that it is another one each time, and is kept") {
  const Workplace here;
  write_program(here, "echo");
  const Outcome outcome = here.eddy(
      "test -w echo --bin ./echo --real-time --node-count 2 --rate 20 --time-limit 0.5 --seed 3");
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(contains(outcome.out, "deterministic no: n0, n1: it ran in real time\n"));
  const auto results = parse_json(contents(here.path() / "store/latest/results.json"));
  CHECK(results.at("deterministic") == false);
  CHECK(contains(contents(here.path() / "store/latest/n0.stdin"), R"("type":"init")"));
  const auto scenario = parse_json(contents(here.path() / "store/latest/scenario.json"));
  CHECK(scenario.at("options").at("run").at("external").at("time") == "real");
  const Outcome again = here.eddy("replay store/latest --no-store");
  CHECK(again.status == 0);
  CHECK(contains(again.out, "it ran in real time\n"));
}

TEST_CASE("--real-time: what runs a seed again refuses it") {
  const Workplace here;
  write_program(here, "echo");
  const std::string bin = " -w echo --bin ./echo --real-time";
  CHECK(contains(here.refusal_of("test --verify" + bin),
                 "--verify runs a seed again, and a run in real time is another one each time"));
  CHECK(contains(here.refusal_of("sweep --seeds 1..2" + bin),
                 "only `eddy test` and `eddy replay` take --real-time"));
  CHECK(contains(here.refusal_of("test -w echo --real-time"),
                 "--real-time has no effect without a program of yours: add --bin FILE"));
}

}  // namespace TEST_FILE
