// eddy test --bin FILE --freeze NODE@TIME: a process stands still, to be looked at.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "tests/tools/bin_programs.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

TEST_CASE("--freeze: the process of the node is told at that moment, and then the run ends") {
  if (!has_virtual_time()) return;
  const Workplace here;
  write_program(here, "echo");
  const Outcome outcome = here.shell(
      fmt::format("'{}' test -w echo --bin ./echo --node-count 2 --time-limit 5 --seed 3 "
                  "--freeze n1@3.2s </dev/null",
                  EDDY_BINARY));
  CHECK(outcome.status == 2);
  CHECK(contains(outcome.err, "n1 stands still at 3.200 s of virtual time"));
  CHECK(contains(outcome.err, "gdb -p "));
  CHECK(contains(outcome.out, "n1 stood still to be looked at; the run was ended there, at 3.200"));
}

TEST_CASE("--freeze: what cannot stand still is refused") {
  const Workplace here;
  write_program(here, "echo");
  CHECK(contains(here.refusal_of("test -w echo --freeze n1@3s"),
                 "--freeze: only the process of a program of --bin can stand still"));
  const std::string bin = "test -w echo --bin ./echo --node-count 2 ";
  CHECK(contains(here.refusal_of(bin + "--freeze n1"),
                 "--freeze takes a node and a moment, such as n1@3.2s, not \"n1\""));
  CHECK(contains(here.refusal_of(bin + "--freeze c1@3s"), "--freeze takes a node and a moment"));
  CHECK(contains(here.refusal_of(bin + "--freeze n1@later"), "--freeze"));
  if (!has_virtual_time()) return;
  CHECK(contains(here.refusal_of(bin + "--freeze n7@3s"), "there is no n7"));
  CHECK(contains(here.refusal_of(bin + "--freeze n1@3s --verify"), "--verify runs it again"));
}

}  // namespace TEST_FILE
