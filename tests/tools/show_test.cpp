// `eddy nodes` and `eddy topology`.
#include <doctest/doctest.h>

#include "nodes/catalog.h"
#include "tests/tools/workplace.h"
#include "workloads/catalog.h"

using namespace eddy::testing;

TEST_CASE("eddy nodes: each workload with its programs, a line each, the default starred") {
  const Workplace here;
  const Outcome outcome = here.eddy("nodes");
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const auto& workload : eddy::workloads::catalog()) {
    CHECK(contains(outcome.out, "\n" + std::string(workload.name) + ": "));
    const std::string standard(eddy::nodes::default_program(workload.name)->name);
    CHECK(contains(outcome.out, "\n  " + standard + " * "));
  }
  for (const auto& program : eddy::nodes::catalog()) {
    CHECK(contains(outcome.out, "\n  " + std::string(program.name) + " "));
  }
}

TEST_CASE("eddy nodes: what each program survives and promises, of a wrong one nothing") {
  const Workplace here;
  const std::string listed = here.eddy("nodes").out;
  const auto line = [&](const std::string& start) {
    const auto at = listed.find("\n  " + start);
    REQUIRE(at != std::string::npos);
    return listed.substr(at + 1, listed.find('\n', at + 1) - at - 1);
  };
  CHECK(contains(line("broadcast-gossip * "), "  every fault  "));
  CHECK(contains(line("broadcast-gossip * "), "  eventual  "));
  CHECK(contains(line("broadcast-flood "), "  duplicate, slow  "));
  CHECK(contains(line("broadcast-forgets "), "  -  "));
}

TEST_CASE("eddy nodes: below a wrong program what shows its bug, if the defaults do not") {
  const Workplace here;
  const std::string listed = here.eddy("nodes").out;
  for (const auto& program : eddy::nodes::catalog()) {
    CAPTURE(program.name);
    const auto at = listed.find("  " + std::string(program.summary) + "\n");
    REQUIRE(at != std::string::npos);
    const auto next = listed.find('\n', at) + 1;
    const std::string below = listed.substr(next, listed.find('\n', next) - next);
    if (program.shows_with.empty()) {
      CHECK_FALSE(contains(below, "shows with "));
    } else {
      CHECK(below.ends_with("  shows with " + std::string(program.shows_with)));
    }
  }
}

TEST_CASE("eddy topology: links, diameter, average distance and everybody's neighbours") {
  const Workplace here;
  const Outcome outcome = here.eddy("topology --topology line --node-count 4");
  CHECK(outcome.status == 0);
  // Distances from one end: 1 2 3, from the next: 1 1 2; together 20 of 12 ordered pairs.
  CHECK(outcome.out ==
        "line of 4 nodes: 3 links, diameter 3, average distance 1.667\n"
        "\n"
        "n0      n1\n"
        "n1      n0 n2\n"
        "n2      n1 n3\n"
        "n3      n2\n");
  CHECK(contains(here.eddy("topology --topology grid --node-count 25").out,
                 "grid of 25 nodes: 40 links, diameter 8, average distance 3.333\n"));
  CHECK(here.eddy("topology").out == here.eddy("topology --topology grid --node-count 5").out);
  CHECK(contains(here.eddy("topology --node-count 1").out, "grid of 1 nodes: 0 links"));
}

TEST_CASE("eddy topology --dot: a graph for Graphviz") {
  const Workplace here;
  const Outcome outcome = here.eddy("topology --topology star --node-count 3 --dot");
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("graph "));
  CHECK(contains(outcome.out, "n2;"));
  CHECK(contains(outcome.out, "n0--n1"));
  CHECK(contains(outcome.out, "n0--n2"));
  CHECK_FALSE(contains(outcome.out, "n1--n2"));
}
