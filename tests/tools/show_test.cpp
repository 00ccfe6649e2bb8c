// `eddy nodes` and `eddy topology`.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sstream>

#include "eddy/nodes/catalog.h"
#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy::testing;

// What is listed of one program, behind its name, as one line.
std::string entry(const std::string& listed, std::string_view program) {
  const std::string start = fmt::format("\n  {} ", program);
  const auto at = listed.find(start);
  REQUIRE(at != std::string::npos);
  std::istringstream lines(listed.substr(at + start.size()));
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (!text.empty() && !line.starts_with("   ")) break;  // the next program
    std::istringstream words(line);
    for (std::string word; words >> word;) text += text.empty() ? word : " " + word;
  }
  return text;
}

TEST_CASE("eddy nodes: each workload with its programs, the default starred") {
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
    CAPTURE(program.name);
    CHECK(contains(entry(outcome.out, program.name),
                   program.bug ? "WRONG: " + program.bug->what : program.summary));
  }
}

TEST_CASE("eddy nodes: what each program survives and promises, of a wrong one nothing") {
  const Workplace here;
  const std::string listed = here.eddy("nodes").out;
  CHECK(entry(listed, "broadcast-gossip").ends_with(" survives every fault but kill; eventual"));
  CHECK(entry(listed, "broadcast-flood")
            .ends_with(" survives duplicate, slow, pause, clock, disk, held; eventual"));
  CHECK(entry(listed, "echo").ends_with(" survives every fault"));
  CHECK_FALSE(contains(entry(listed, "broadcast-forgets"), "survives"));
}

TEST_CASE("eddy nodes: with a wrong program what shows its bug, if the defaults do not") {
  const Workplace here;
  const std::string listed = here.eddy("nodes").out;
  for (const auto& program : eddy::nodes::catalog()) {
    CAPTURE(program.name);
    const std::string text = entry(listed, program.name);
    if (!program.bug || program.bug->shows_with.empty()) {
      CHECK_FALSE(contains(text, "shows with "));
    } else {
      CHECK(text.ends_with(" shows with " + program.bug->shows_with));
    }
  }
}

TEST_CASE("eddy nodes WORKLOAD: its programs, and no others") {
  const Workplace here;
  const std::string all = here.eddy("nodes").out;
  for (const auto& workload : eddy::workloads::catalog()) {
    CAPTURE(workload.name);
    const Outcome outcome = here.eddy(fmt::format("nodes {}", workload.name));
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.starts_with(fmt::format("{}: {}\n", workload.name, workload.summary)));
    // The workload `echo` has a program of its name, about which all is told below.
    CHECK(contains(all, outcome.out.substr(0, outcome.out.find("\n\n"))));
  }
  CHECK(contains(here.eddy("nodes echo").out, "\n\necho: answers with the payload\n\nworkload "));
}

TEST_CASE("eddy nodes PROGRAM: all that the catalog knows of it") {
  const Workplace here;
  const std::string command = EDDY_BINARY;
  CHECK(here.eddy("nodes lin-kv-raft").out ==
        "lin-kv-raft: a store replicated by Raft, kept on disk; reads, too, go through the log\n"
        "\n"
        "workload      lin-kv: a store of keys is linearizable: its clients see one copy of it\n"
        "default       yes, it runs unless --node names another\n"
        "survives      every fault\n"
        "consistency   linearizable\n"
        "services      may ask lin-kv, seq-kv, lww-kv, lin-tso\n"
        "\n"
        "Run it:\n"
        "  " +
            command + " test -w lin-kv --node lin-kv-raft\n");
  const std::string wrong = here.eddy("nodes pn-counter-once").out;
  CHECK(contains(wrong, "\ndefault       no, --node chooses it\n"));
  CHECK(contains(wrong, "\nsurvives      nothing: it is wrong\n"));
  CHECK(contains(wrong, "\nshows with    --nemesis partition\n"));
  CHECK_FALSE(contains(wrong, "consistency"));
  CHECK(contains(here.eddy("nodes echo-forgetful").out, "\nshows with    the default options\n"));
  CHECK(contains(here.eddy("nodes broadcast-flood").out,
                 "\nsurvives      duplicate, slow, pause, clock, disk, held\n"));
  CHECK(contains(here.eddy("nodes lin-kv-single").out, "\nneeds         --node-count 1\n"));
}

TEST_CASE("eddy nodes PROGRAM: also of the user's own programs") {
  const Workplace here;
  const Outcome own = here.run(EDDY_OWN_PROGRAMS, {"nodes", "talkative"});
  CHECK(own.status == 0);
  CHECK(contains(own.out, "\nworkload      echo: "));
  CHECK(contains(own.out, "\nsurvives      no faults\n"));
  CHECK(contains(own.out, "\nconsistency   no more than its workload asks for\n"));
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

}  // namespace TEST_FILE
