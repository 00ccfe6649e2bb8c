#include "tests/checkers/corpora.h"

#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <system_error>

#include "tests/effort.h"

namespace eddy::checkers {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path corpora_root() {
  if (const char* root = std::getenv("EDDY_CORPORA"); root != nullptr && *root != '\0') return root;
#ifdef EDDY_SOURCE_DIR
  return fs::path(EDDY_SOURCE_DIR) / ".." / "shared";
#else
  return fs::path(__FILE__).parent_path() / ".." / ".." / ".." / "shared";
#endif
}

std::vector<fs::path> expectations(std::string_view corpus, std::string_view kind) {
  std::vector<fs::path> found;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(corpora_root() / corpus / kind, absent)) {
    if (entry.path().string().ends_with(".expect.json")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string name_of(const fs::path& expectation) {
  const std::string file = expectation.filename().string();
  return file.substr(0, file.size() - std::string_view(".expect.json").size());
}

json::object read_expectation(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return json::parse(text.str()).as_object();
}

History read_case(const fs::path& expectation, HistoryShape shape) {
  std::ifstream in(expectation.parent_path() / (name_of(expectation) + ".jsonl"));
  REQUIRE(in.is_open());
  return read_history(in, shape);
}

HistoryShape shape_of(const json::object& expected) {
  const json::value* well_formed = expected.if_contains("well_formed");
  return well_formed != nullptr && *well_formed == false ? HistoryShape::completions_only
                                                         : HistoryShape::paired;
}

std::vector<fs::path> some_of(std::vector<fs::path> expectations) {
  const std::size_t stride = testing::effort<std::size_t>(1, 5);
  std::vector<fs::path> some;
  for (std::size_t i = 0; i < expectations.size(); i += stride) some.push_back(expectations[i]);
  return some;
}

bool absent(std::size_t cases) {
  if (cases == 0) std::cout << "corpora absent: skipped\n";
  return cases == 0;
}

}  // namespace eddy::checkers
