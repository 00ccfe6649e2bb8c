// eddy plan and eddy replay.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "eddy/workloads/catalog.h"
#include "tests/tools/workplace.h"

namespace eddy::testing {
namespace TEST_FILE {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const auto at = text.find(part);
  REQUIRE(at != text.npos);
  return text.replace(at, part.size(), by);
}

std::string fingerprint_in(const std::string& results) {
  return std::string(parse_json(results).at("fingerprint").as_string());
}

TEST_CASE("replay: a stored run gives the same fingerprint and the same results again") {
  for (const auto& entry : workloads::catalog()) {
    const Workplace here;
    const std::string options = fmt::format(
        "test -w {} --time-limit 4s --rate 20 --seed 5 --latency 20ms --loss 0.05 --nemesis "
        "partition,slow --nemesis-interval 1s --json",
        entry.name);
    CAPTURE(options);
    const Outcome stored = here.eddy(options);
    REQUIRE(stored.status <= 2);
    const std::string fingerprint = fingerprint_in(stored.out);
    for (const char* place : {"store/latest", "store/latest/scenario.json"}) {
      const Outcome again = here.eddy(fmt::format("replay {} --json --no-store", place));
      CHECK(again.status == stored.status);
      CHECK(fingerprint_in(again.out) == fingerprint);
      auto told = parse_json(again.out).as_object();
      CHECK(told.at("reproduce").as_string().ends_with(fmt::format("replay {}", place)));
      told["reproduce"] = parse_json(stored.out).at("reproduce");
      CHECK(told == parse_json(stored.out));
    }
  }
}

TEST_CASE("plan: writes the scenario that the test stores, and runs nothing") {
  const Workplace here;
  const std::string options = "-w lin-mutex --seed 9 --time-limit 5s --expect 'ops.ok > 2'";
  REQUIRE(here.eddy("test " + options).status == 0);
  const std::string stored = contents(here.path() / "store/latest/scenario.json");
  const Outcome to_output = here.eddy("plan " + options);
  CHECK(to_output.status == 0);
  CHECK(to_output.out == stored);
  const Outcome to_file = here.eddy("plan " + options + " -o mine.json");
  CHECK(to_file.status == 0);
  CHECK(to_file.out.empty());
  CHECK(contents(here.path() / "mine.json") == stored);
  const Workplace there;
  CHECK(there.eddy("plan -w echo --output a.json").status == 0);
  CHECK(there.eddy("plan -w echo --output a.json").err.empty());
  CHECK_FALSE(fs::exists(there.path() / "store"));
}

TEST_CASE("replay: takes a scenario from standard input, and stores as the test does") {
  const Workplace here;
  const std::string eddy = EDDY_BINARY;
  const Outcome outcome =
      here.shell(eddy + " plan -w echo --time-limit 3s --seed 4 | " + eddy + " replay -");
  CHECK(outcome.status == 0);
  CHECK(outcome.out.starts_with("valid"));
  CHECK(fs::exists(here.path() / "store/latest/scenario.json"));
  CHECK(here.eddy("replay store/latest --verify --no-store").status == 0);
}

TEST_CASE("replay: criteria on the command line replace those of the scenario, and nothing else") {
  const Workplace here;
  const std::string options =
      "-w broadcast --seed 2 --time-limit 4s --expect 'ops.ok > 1000000' --recovery 2s";
  CHECK(here.eddy("plan " + options + " -o it.json").status == 0);
  const Outcome as_planned = here.eddy("replay it.json --json --no-store");
  CHECK(as_planned.status == 1);
  const Outcome otherwise = here.eddy(
      "replay it.json --json --no-store --expect 'ops.ok > 1' --availability 0.5 --recovery 9s");
  CHECK(otherwise.status == 0);
  CHECK(fingerprint_in(otherwise.out) == fingerprint_in(as_planned.out));
  CHECK(contains(std::string(parse_json(otherwise.out).at("reproduce").as_string()),
                 "replay it.json"));
  CHECK(contains(here.refusal_of("replay it.json --expect 'ops.oky > 1'"), "ops.oky"));
  CHECK(contains(here.refusal_of("replay it.json --rate 7"), "unknown option --rate"));
  const Outcome figures = here.eddy("replay it.json --expect help");
  CHECK(figures.status == 0);
  CHECK(contains(figures.out, "ops.ok"));
}

TEST_CASE("replay: an edited scenario is another run") {
  const Workplace here;
  REQUIRE(here.eddy("plan -w g-set --seed 2 --time-limit 5s --rate 20 -o it.json").status == 0);
  const std::string text = contents(here.path() / "it.json");
  const std::string whole = fingerprint_in(here.eddy("replay it.json --json --no-store").out);
  write(here.path() / "it.json", replaced(text, "\"faults\": []", R"("faults": [
    {"start": 1000000000, "end": 4000000000, "kind": "partition", "shape": "halves",
     "groups": [["n0", "n1"], ["n2", "n3", "n4"]]}])"));
  const Outcome cut = here.eddy("replay it.json --json --no-store");
  CHECK(cut.status == 0);
  CHECK(fingerprint_in(cut.out) != whole);
  write(here.path() / "it.json", replaced(text, "\"thread\"", "\"tread\""));
  CHECK(contains(here.refusal_of("replay it.json"), "tread: there is no such field"));
  CHECK(here.refusal_of("replay it.json").starts_with("it.json line "));
}

TEST_CASE("replay: the stored run stays, with its trace and its criteria") {
  const Workplace here;
  REQUIRE(here.eddy("test -w echo --seed 3 --time-limit 2s --trace").status == 0);
  const fs::path stored =
      here.path() / "store/echo" / fs::read_symlink(here.path() / "store/echo/latest");
  const std::string results = contents(stored / "results.json");
  REQUIRE(fs::exists(stored / "trace.jsonl"));
  const Outcome strict = here.eddy("replay store/latest --json --expect 'ops.ok > 1000000'");
  CHECK(strict.status == 1);
  const std::string again(parse_json(strict.out).at("reproduce").as_string());
  CHECK(again.ends_with(" replay store/echo/" + stored.filename().string() + "-2"));
  CHECK(contents(stored / "results.json") == results);
  CHECK(contains(contents(fs::path(stored.string() + "-2") / "scenario.json"), "1000000"));
  REQUIRE(here.eddy("test -w echo --seed 3 --time-limit 2s").status == 0);
  CHECK(fs::exists(stored / "trace.jsonl"));
  CHECK(contents(stored / "results.json") == results);
  CHECK_FALSE(fs::exists(stored.string() + "-3"));
}

TEST_CASE("replay: an exception that befalls nobody is told of") {
  const Workplace here;
  REQUIRE(here.eddy("plan -w echo --seed 3 --time-limit 2s -o it.json").status == 0);
  write(here.path() / "it.json",
        replaced(contents(here.path() / "it.json"), "\"exceptions\": []",
                 R"("exceptions": [{"message": "n1.0@123#0", "fate": "lost"}])"));
  CHECK(contains(here.eddy("replay it.json --no-store").out,
                 "exceptions    0 of 1 befell their message; never sent: n1.0@123#0"));
  const auto results = parse_json(here.eddy("replay it.json --no-store --json").out);
  CHECK(results.at("run").at("unmet-exceptions").as_array().size() == 1);
}

TEST_CASE("replay: a double stays one in what is stored") {
  const Workplace here;
  REQUIRE(here.eddy("plan -w broadcast --seed 2 --time-limit 2s -o it.json").status == 0);
  std::string text = contents(here.path() / "it.json");
  const auto at = text.find("\"f\": \"broadcast\", \"value\": ");
  REQUIRE(at != text.npos);
  const auto value = text.find("value", at) + 8;
  text.replace(value, text.find_first_of(",}", value) - value, "77.0");
  write(here.path() / "it.json", text);
  const std::string first = fingerprint_in(here.eddy("replay it.json --json").out);
  CHECK(fingerprint_in(here.eddy("replay store/latest --json").out) == first);
  CHECK(contains(contents(here.path() / "store/latest/scenario.json"), "77.0"));
}

TEST_CASE("replay: what cannot be read is refused in one line") {
  const Workplace here;
  CHECK(here.refusal_of("replay") ==
        "which scenario? replay takes a file, such as store/latest/scenario.json");
  CHECK(here.refusal_of("replay no.json") == "cannot read no.json: No such file or directory");
  CHECK(here.refusal_of("replay .") == ". holds no run: expected scenario.json in it");
  REQUIRE(here.eddy("test -w echo --time-limit 1s").status == 0);
  CHECK(here.refusal_of("replay store") ==
        "store holds no run: expected scenario.json in it, as in store/latest");
  write(here.path() / "old.json", "{\n  \"format\": 1\n}");
  CHECK(here.refusal_of("replay old.json")
            .starts_with("old.json line 2: format: this scenario was written by Eddy 0.1"));
  CHECK(contains(here.refusal_of("replay store/latest --test-count 3"),
                 "unknown option --test-count"));
  CHECK(contains(here.refusal_of("replay store/latest --trace --no-store"), "--no-store"));
  CHECK(contains(here.refusal_of("replay store/latest --store ''"), "--store takes a directory"));
  CHECK(contains(here.refusal_of("plan -w echo -o no/such/folder.json"),
                 "cannot write the scenario to no/such/folder.json"));
  CHECK(contains(here.refusal_of("plan -w echo --json"), "unknown option --json"));
  CHECK(contains(here.refusal_of("plan"), "which workload?"));
}

TEST_CASE("docs: the commands of scenario.md are run") {
  std::ifstream in(EDDY_SOURCE_DIR "/docs/scenario.md");
  REQUIRE(in);
  const Workplace here;
  std::size_t commands = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("eddy ")) continue;
    CAPTURE(line);
    CHECK(here.shell(EDDY_BINARY + line.substr(4)).status == 0);
    ++commands;
  }
  CHECK(commands == 5);
}

}  // namespace TEST_FILE
}  // namespace eddy::testing
