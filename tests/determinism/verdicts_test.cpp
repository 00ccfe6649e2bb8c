// The same history gives the same verdict, to the byte: on every compiler, at every optimisation,
// whenever it is judged. tests/golden/verdicts/MODEL/ has examples of each model, NAME.jsonl with
// what `eddy check` says of it: NAME.json, drawings included, and NAME.options where there are
// some.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <string>
#include <vector>

#include "eddy/checkers/catalog.h"
#include "eddy/testing.h"
#include "tests/effort.h"
#include "tests/tools/workplace.h"

namespace TEST_FILE {

namespace fs = std::filesystem;
using namespace eddy::testing;

const fs::path kExamples = fs::path(EDDY_SOURCE_DIR) / "tests/golden/verdicts";

std::vector<fs::path> sorted_files(const fs::path& directory, const std::string& extension) {
  std::vector<fs::path> files;
  if (!fs::exists(directory)) return files;  // nothing was drawn
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (extension.empty() || entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The result as JSON, then each drawing under its name.
std::string judged(const std::string& model, const fs::path& history) {
  const Workplace here;
  std::vector<std::string> arguments = {"check",      "--model", model,           "--json",
                                        "--drawings", "drawn",   history.string()};
  const fs::path options = fs::path(history).replace_extension(".options");
  if (fs::exists(options)) {
    for (std::string& word : words(contents(options))) {
      word.erase(std::remove(word.begin(), word.end(), '\n'), word.end());
      arguments.push_back(word);
    }
  }
  const Outcome outcome = here.eddy(arguments);
  CAPTURE(outcome.err);
  REQUIRE(outcome.status <= 2);
  std::string text = outcome.out;
  for (const fs::path& drawing : sorted_files(here.path() / "drawn", ""))
    text += "\n" + drawing.filename().string() + "\n" + contents(drawing);
  return text;
}

TEST_CASE("determinism: the same history gives the same verdict, that of the golden file") {
  for (const auto& entry : eddy::checkers::catalog()) {
    const std::string model(entry.name);
    CAPTURE(model);
    REQUIRE(fs::is_directory(kExamples / model));
    const auto histories = sorted_files(kExamples / model, ".jsonl");
    CHECK(histories.size() >= 2);
    for (const fs::path& history : histories) {
      CAPTURE(history.string());
      const std::string text = judged(model, history);
      if (eddy::testing::effort(true, false)) CHECK(judged(model, history) == text);
      CHECK(matches_golden(text, fs::path(history).replace_extension(".json")));
    }
  }
}

}  // namespace TEST_FILE
