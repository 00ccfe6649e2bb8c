#include <doctest/doctest.h>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "checkers/transactional/report/cycle_svg.h"
#include "checkers/transactional/report/drawn_cycle.h"
#include "checkers/transactional/report/drawn_text.h"

namespace eddy::checkers {

namespace TEST_FILE {

DrawnCycle read_skew() {
  return {"G-single-item",
          {{"T1", "op 12 of process 3 at 1.250 s", {{"r 5 → 1", InCycle::yes}, {"w 6 ← 3"}}},
           {"T2", "op 15 of process 4 at 1.260 s", {{"w 5 ← \"a<b&c\\\"", InCycle::yes}}}},
          {{"rw", "key 5: 1 → 2", "T1 read 1 before T2 wrote 2"}, {"realtime", "", "T2 ended"}}};
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

bool is_well_formed(const std::string& svg) {
  std::istringstream in(svg);
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(in, tree);
  return tree.get_child_optional("svg").has_value();
}

TEST_CASE("a drawn cycle has a box for each transaction and an arrow for each dependency") {
  const std::string svg = to_svg(read_skew());
  CHECK(is_well_formed(svg));
  CHECK(count(svg, "<rect class=\"box\"") == 2);
  CHECK(count(svg, "<path class=\"arrow") == 2);
  CHECK(count(svg, "<path class=\"tip") == 2);
  CHECK(count(svg, "<rect class=\"mark\"") == 2);
  CHECK(svg.find("key 5: 1 → 2") != std::string::npos);
  CHECK(svg.find("T1 read 1 before T2 wrote 2") != std::string::npos);
  CHECK(svg.find("op 15 of process 4 at 1.260 s") != std::string::npos);
}

TEST_CASE("a drawn cycle can be read on light and on dark pages, and needs no other file") {
  const std::string svg = to_svg(read_skew());
  CHECK(svg.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(svg.find(colours_of("rw").light) != std::string::npos);
  CHECK(svg.find(colours_of("rw").dark) != std::string::npos);
  CHECK(count(svg, "http") == 1);  // the name of the language
  CHECK(svg.find("<script") == std::string::npos);
}

TEST_CASE("what values contain cannot break out of a drawing") {
  CHECK(to_svg(read_skew()).find("\"a<b") == std::string::npos);
  CHECK(to_graphviz(read_skew()).find(R"(w 5 ← \"a<b&c\\\"\l)") != std::string::npos);
}

TEST_CASE("the Graphviz text leads from each transaction to the next and back to the first") {
  const std::string dot = to_graphviz(read_skew());
  CHECK(dot.starts_with("digraph cycle {"));
  CHECK(count(dot, " -> ") == 2);
  CHECK(dot.find("t0 -> t1 [label=\"rw key 5: 1 → 2\"") != std::string::npos);
  CHECK(dot.find("t1 -> t0 [label=\"realtime \"") != std::string::npos);
}

TEST_CASE("a transaction that follows itself is drawn as a loop") {
  const DrawnCycle loop{"G0", {{"T1", "op 1", {{"w 5 ← 1"}}}}, {{"ww", "key 5", ""}}};
  CHECK(count(to_svg(loop), "<path class=\"arrow") == 1);
  CHECK(to_graphviz(loop).find("t0 -> t0") != std::string::npos);
}

TEST_CASE("of a long transaction the operations in the cycle are always shown") {
  DrawnTransaction transaction{"T1", "op 1", {}};
  for (int i = 0; i < 40; ++i) transaction.operations.push_back({"r " + std::to_string(i)});
  transaction.operations[30].in_cycle = InCycle::yes;
  const auto shown = shown_operations(transaction);
  REQUIRE(shown.size() == kMaxDrawnOperations + 3);
  CHECK(shown[11].text == "r 11");
  CHECK(shown[12].text == "… 18 more");
  CHECK(shown[13].text == "r 30");
  CHECK(shown[14].text == "… 9 more");
}

TEST_CASE("a long line is cut between characters") {
  std::string line;
  for (std::size_t i = 0; i < kMaxDrawnCharacters; ++i) line += "é";
  CHECK(shortened(line) == line);
  const std::string cut = shortened(line + "é");
  CHECK(characters(cut) == kMaxDrawnCharacters);
  CHECK(cut.ends_with("é…"));
}

TEST_CASE("a picture goes by its name into two files") {
  const auto drawings = draw("G0-0", read_skew());
  REQUIRE(drawings.size() == 2);
  CHECK(drawings[0].name == "G0-0.svg");
  CHECK(drawings[0].text == to_svg(read_skew()));
  CHECK(drawings[1].name == "G0-0.dot");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
