// eddy report.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/tools/page_data.h"
#include "tests/tools/workplace.h"

namespace eddy::testing {
namespace TEST_FILE {

namespace fs = std::filesystem;

constexpr const char* kFlood =
    "-w broadcast --node broadcast-flood --nemesis partition --seed 1 --time-limit 20";

// False where eddy was built without the page; then it must say which packages it needs.
bool has_page(const Workplace& here) {
  const Outcome outcome = here.eddy("report -w echo --seed 1 --time-limit 1 --out probe.html");
  if (outcome.status == 0) return true;
  CHECK(contains(unwrapped(outcome.err), "install the Debian packages esbuild and node-preact"));
  MESSAGE("page absent: skipped");
  return false;
}

TEST_CASE("report: a run that fails names the command, which writes the page beside the run") {
  const Workplace here;
  if (!has_page(here)) return;
  const Outcome failing = here.eddy(fmt::format("test {}", kFlood));
  REQUIRE(failing.status == 1);
  const Outcome told = here.shell(line_behind(failing.out, "report"));
  CHECK(told.status == 0);
  CHECK(told.out.starts_with("report        store/broadcast/1-"));
  CHECK(contains(told.out, "/report.html ("));
  const std::string page = contents(here.path() / "store/latest/report.html");
  CHECK(contains(contents(here.path() / "store/index.html"), "/report.html\""));
  const PageData data(page);
  CHECK(data.header().at("verdict") == "invalid");
  CHECK(data.header().at("reproduce").as_string().starts_with("eddy test -w broadcast"));
  // The same bytes, wherever the run comes from.
  CHECK(here.eddy(fmt::format("report {} --out again.html", kFlood)).status == 0);
  CHECK(contents(here.path() / "again.html") == page);
  CHECK(here.eddy("report store/latest/scenario.json --out -").out == page);
  CHECK(here.eddy(fmt::format("test {} --report --store other", kFlood)).status == 1);
  CHECK(contents(here.path() / "other/latest/report.html") == page);
}

TEST_CASE("report: the page and explain say the same sentences of a finding") {
  const Workplace here;
  if (!has_page(here)) return;
  REQUIRE(here.eddy(fmt::format("report {} --out page.html", kFlood)).status == 0);
  const PageData data(contents(here.path() / "page.html"));
  std::size_t number = 0;
  for (const auto& finding : data.header().at("findings").as_array()) {
    if (++number > 3) break;
    const Outcome told = here.eddy(fmt::format("explain {} --finding {}", kFlood, number));
    CHECK(told.status == 0);
    CHECK(contains(told.out, std::string(finding.at("title").as_string())));
    for (const auto& line : finding.at("story").as_array())
      CHECK(contains(told.out, std::string(line.at("text").as_string())));
    for (const auto& remark : finding.at("remarks").as_array())
      CHECK(contains(told.out, std::string(remark.as_string())));
    const auto json =
        parse_json(here.eddy(fmt::format("explain {} --finding {} --json", kFlood, number)).out);
    CHECK(json.at("title") == finding.at("title"));
    CHECK(json.at("remarks") == finding.at("remarks"));
  }
}

TEST_CASE("report: diagrams and events for other viewers, of a finding or of all") {
  const Workplace here;
  const Outcome svg = here.eddy(fmt::format("report {} --finding 1 --format svg", kFlood));
  CHECK(svg.status == 0);
  CHECK(svg.out.starts_with("<svg "));
  CHECK(contains(svg.out, "class=\"lost\""));
  const Outcome mermaid = here.eddy(fmt::format("report {} --finding 1 --format mermaid", kFlood));
  CHECK(mermaid.out.starts_with("sequenceDiagram\n"));
  CHECK(contains(mermaid.out, "-x"));
  const auto part =
      parse_json(here.eddy(fmt::format("report {} --finding 1 --format perfetto", kFlood)).out);
  const auto all = parse_json(here.eddy(fmt::format("report {} --format perfetto", kFlood)).out);
  CHECK(part.at("traceEvents").as_array().size() < all.at("traceEvents").as_array().size());
  const Outcome shiviz = here.eddy(fmt::format("report {} --finding 1 --format shiviz", kFlood));
  CHECK(contains(shiviz.out, "{\"n"));
  CHECK(here.eddy("report -w echo --seed 1 --time-limit 1 --format svg").out.starts_with("<svg "));
}

TEST_CASE("report: what cannot be written is refused in one line") {
  const Workplace here;
  CHECK(contains(here.refusal_of("report"), "which run?"));
  CHECK(contains(here.refusal_of("report nowhere"), "nowhere"));
  CHECK(contains(here.refusal_of("report -w echo --seed 1 --format pdf"),
                 "unknown --format \"pdf\""));
  CHECK(contains(here.refusal_of("report -w echo --seed 1 --format svg --against x"),
                 "--against puts two runs on one page: leave --format out"));
  CHECK(contains(here.refusal_of("report -w echo --seed 1 --format svg --finding 99"),
                 "of what was slowest there are 8: give a number from 1 to 8"));
  CHECK(contains(here.refusal_of("report -w lin-kv --seed 1 --format svg"),
                 "too many for a diagram"));
  fs::create_directory(here.path() / "empty");
  CHECK(here.refusal_of("report empty") == "empty holds no run: expected scenario.json in it");
  CHECK(contains(here.refusal_of("test -w echo --report --no-store"), "leave out one of it"));
  CHECK(contains(here.refusal_of("explain -w echo --seed 1 --finding 1 --value 3"),
                 "--finding tells a story of its own"));
  CHECK(contains(here.refusal_of("explain -w echo --seed 1 --finding 1 --budget 3"),
                 "--budget is for the search of a cause"));
  if (!has_page(here)) return;
  CHECK(contains(here.refusal_of("report -w echo --seed 1 --time-limit 1 --out no/such/place.html"),
                 "cannot write no/such/place.html: No such file or directory"));
  CHECK(contains(here.refusal_of("report -w echo --seed 1 --finding 99"),
                 "there are 8: give a number"));
}

TEST_CASE("report: a stored run that is another one by now is refused") {
  const Workplace here;
  if (!has_page(here)) return;
  REQUIRE(here.eddy("test -w echo --seed 1 --time-limit 1").status == 0);
  const fs::path results = here.path() / "store/latest/results.json";
  std::string text = contents(results);
  const auto place = text.find("\"fingerprint\": \"") + 16;
  text.replace(place, 16, "0123456789abcdef");
  std::ofstream(results) << text;
  const std::string refusal = here.refusal_of("report store/latest");
  CHECK(contains(refusal, "this is another run than was stored"));
  CHECK(contains(refusal, "0123456789abcdef"));
  CHECK_FALSE(fs::exists(here.path() / "store/latest/report.html"));
}

TEST_CASE("report: a run whose report cannot be written is told nevertheless") {
  const Workplace here;
  if (!has_page(here)) return;
  // Another run each time.
  const Outcome outcome = here.run(
      EDDY_OWN_PROGRAMS, {"test", "-w", "echo", "--node", "by-static", "--seed", "1", "--report"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("valid"));
  if (!outcome.err.empty()) CHECK(outcome.err.starts_with("the report was not written: "));
}

TEST_CASE("report: a device that is written to stays one") {
  const Workplace here;
  const Outcome full = here.eddy("report -w echo --seed 1 --format svg --out /dev/full");
  CHECK(full.status == 254);
  CHECK(contains(unwrapped(full.err), "cannot write /dev/full: writing failed"));
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("report: a run that takes its process down has a page, too") {
  const Workplace here;
  if (!has_page(here)) return;
  const Outcome outcome =
      here.run(EDDY_OWN_PROGRAMS, {"report", "-w", "echo", "--node", "segfaults", "--seed", "3"});
  CHECK(outcome.status == 0);
  const PageData data(contents(here.path() / "report.html"));
  CHECK(data.header().at("verdict") == "invalid");
  CHECK(data.header().at("findings").at(0).at("checker") == "process");
}

TEST_CASE("docs/report.md: its commands work, one after another") {
  const Workplace here;
  if (!has_page(here)) return;
  REQUIRE(here.eddy("plan -w broadcast --node broadcast-flood --nemesis partition --seed 2 "
                    "-o other.json")
              .status == 0);
  std::ifstream page(std::string(EDDY_SOURCE_DIR) + "/docs/report.md");
  std::size_t commands = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("eddy ")) continue;
    ++commands;
    CAPTURE(line);
    const Outcome outcome = here.eddy(line.substr(5, line.find('#') - 5));
    CHECK(outcome.status <= 1);
    CHECK(outcome.err.empty());
  }
  CHECK(commands >= 4);
  CHECK(here.eddy("report store/latest --against other.json").status == 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
