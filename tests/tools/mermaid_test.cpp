// A sequence diagram that GitHub draws, of what a node says as of what it does.
#include "tools/report/mermaid.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/made_recording.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

using namespace eddy;
using namespace eddy::testing;
using sim::NodeId;
using tools::DiagramNote;
using tools::mermaid_diagram;
using tools::mermaid_text;

const NodeId kN0 = NodeId::node(0);
const NodeId kN1 = NodeId::node(1);
const NodeId kC0 = NodeId::client(0);

std::set<sim::EventNumber> all_of(const sim::Recording& recording) {
  std::set<sim::EventNumber> numbers;
  for (const sim::Event& event : recording) numbers.insert(event.number);
  return numbers;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("mermaid: a line a message, in the order of what became of it") {
  MadeRecording made;
  const sim::Partition cut{sim::PartitionShape::halves, {{kN0}, {kN1}}};
  const auto slow = made.message(kN0, kN1, 1, "tell", {{"value", 12}});
  const auto fast = made.message(kN1, kN0, 2, "hello");
  const auto lost = made.message(kN0, kN1, 3, "tell", {{"value", 13}});
  made.add(1, sim::Sent{slow});
  made.add(2, sim::Sent{fast});
  made.add(2, sim::Delivered{fast});
  made.add(3, sim::FaultBegan{sim::FaultId{0}, cut});
  made.add(3, sim::Sent{lost});
  made.add(3, sim::Lost{lost, false, sim::LossCause::partition});
  made.add(4, sim::FaultEnded{sim::FaultId{0}, cut});
  made.add(5, sim::Delivered{slow});
  made.add(5, sim::Delivered{slow, true});
  CHECK(mermaid_diagram(made.events(), all_of(made.events()), {}, "two nodes") ==
        "sequenceDiagram\n"
        "    title two nodes\n"
        "    participant p0 as n0\n"
        "    participant p1 as n1\n"
        "    p1->>p0: 0.002 s  hello\n"
        "    Note over p0,p1: 0.003 s  partition halves n0 | n1 begins\n"
        "    p0-xp1: tell 13 (cut by partition halves n0 | n1)\n"
        "    Note over p0,p1: 0.004 s  partition halves n0 | n1 ends\n"
        "    p0->>p1: 0.005 s  tell 12\n"
        "    p0->>p1: tell 12 (a copy)\n");
}

TEST_CASE(
    "mermaid: a message stands there with all that became of it, whichever event is asked for") {
  MadeRecording made;
  const auto asked = made.message(kN0, kN1, 1, "tell");
  const auto other = made.message(kN1, kN0, 1, "other");
  const auto sent = made.add(1, sim::Sent{asked});
  made.add(1, sim::Sent{other});
  made.add(2, sim::Delivered{asked});
  made.add(2, sim::Delivered{other});
  const std::string text = mermaid_diagram(made.events(), {sent}, {}, "");
  CHECK(contains(text, "    p0->>p1: 0.002 s  tell\n"));
  CHECK(!contains(text, "other"));
  CHECK(!contains(text, "title"));
}

TEST_CASE("mermaid: what is still under way is told at the end") {
  MadeRecording made;
  made.add(1, sim::Sent{made.message(kN0, kN1, 1, "tell")});
  made.add(2, sim::NodeDown{kN1, 0});
  const auto lines = lines_of(mermaid_diagram(made.events(), all_of(made.events()), {}, ""));
  REQUIRE(lines.size() == 5);
  CHECK(lines[3] == "    Note over p1: 0.002 s  n1 is down");
  CHECK(lines[4] == "    p0--)p1: tell (still under way at the end)");
}

TEST_CASE("mermaid: nodes, then services, then clients, under names of our own") {
  MadeRecording made;
  const auto message = made.message(kC0, sim::kLinKv, 1, "read");
  made.add(1, sim::Sent{message});
  made.add(1, sim::Delivered{message});
  made.add(2, sim::NodePaused{kN1});
  const auto lines = lines_of(mermaid_diagram(made.events(), all_of(made.events()), {}, ""));
  CHECK(lines[1] == "    participant p0 as n1");
  CHECK(lines[2] == "    participant p1 as lin-kv");
  CHECK(lines[3] == "    participant p2 as c0");
  CHECK(lines[4] == "    p2->>p1: 0.001 s  read");
}

TEST_CASE("mermaid: notes stand at their events, and say what else would be said there") {
  MadeRecording made;
  const auto began = made.add(1, sim::OperationBegan{{sim::Phase::load, 7, 0}, kC0});
  const auto timer = made.add(2, sim::TimerFired{{kN0, 0, {}, 0}});
  made.add(3, sim::TimerFired{{kN1, 0, {}, 0}});
  const auto fault = made.add(4, sim::FaultBegan{sim::FaultId{0}, sim::Kill{{kN0}}});
  const std::string text = mermaid_diagram(
      made.events(), all_of(made.events()),
      {{began, "c0 asks n0: read"}, {timer, "n0 becomes leader"}, {fault, "n0 is killed"}}, "");
  CHECK(contains(text, "    Note over p1: 0.001 s  c0 asks n0#58; read\n"));
  CHECK(contains(text, "    Note over p0: 0.002 s  n0 becomes leader\n"));
  CHECK(contains(text, "    Note over p0,p1: 0.004 s  n0 is killed\n"));
  CHECK(!contains(text, "operation 7"));
  CHECK(!contains(text, "kill n0"));
  CHECK(!contains(text, "n1"));  // nobody has anything to say of its timer
}

TEST_CASE("mermaid: nothing is a diagram, too") {
  CHECK(mermaid_diagram({}, {}, {}, "") == "sequenceDiagram\n    participant p0 as run\n");
}

TEST_CASE("mermaid: what a node says is no syntax") {
  CHECK(mermaid_text("a;b#c:d%e<f>g&h$i@j`k\\l") ==
        "a#59;b#35;c#58;d#37;e#60;f#62;g#38;h#36;i#64;j#96;k#92;l");
  CHECK(mermaid_text("{\"n\"[1], 'x'} (end) | ~ ^ = + - * _ ! ? é") ==
        "{\"n\"[1], 'x'} (end) | ~ ^ = + - * _ ! ? é");
  MadeRecording made;
  const auto message =
      made.message(kN0, kN1, 1, "ty" + kHostile, {{"key" + kHostile, "va" + kHostile}});
  made.add(1, sim::Sent{message});
  made.add(1, sim::Lost{message, true, sim::LossCause::loss});
  const auto failed = made.add(2, sim::NodeFailed{kN1, 0, kHostile});
  const auto up = made.add(3, sim::NodeUp{kN1, 1});
  CHECK(failed < up);
  const auto lines =
      lines_of(mermaid_diagram(made.events(), all_of(made.events()), {{up, kHostile}}, kHostile));
  REQUIRE(lines.size() == 7);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(line.find_first_of("<>%$`\\@\n\x1b\xff") == std::string::npos);
    CHECK(!contains(line, "\u202e"));
    // Of ours is the one behind the arrow, and each # begins a character's number.
    CHECK(std::count(line.begin(), line.end(), ':') <= 1);
    CHECK(std::count(line.begin(), line.end(), '#') == std::count(line.begin(), line.end(), ';'));
  }
  CHECK(contains(lines[4], "⟨U+000A⟩"));
  CHECK(contains(lines[4], "(a copy, lost by chance)"));
}

TEST_CASE("mermaid: what GitHub would not draw is left out, and counted") {
  MadeRecording made;
  for (int i = 0; i < 1'000; ++i) {
    const auto message = made.message(kN0, kN1, i, "tell", {{"text", std::string(100, 'x')}});
    made.add(i, sim::Sent{message});
    made.add(i, sim::Delivered{message});
  }
  const std::string text = mermaid_diagram(made.events(), all_of(made.events()), {}, "long");
  CHECK(text.size() < 50'000);
  const auto lines = lines_of(text);
  const std::size_t drawn = lines.size() - 5;  // without the head and the last one
  CHECK(lines.back() == "    Note over p0,p1: … " + std::to_string(1'000 - drawn) +
                            " more lines, which are more than GitHub draws");
}

}  // namespace TEST_FILE
