// The first checkers against histories with known verdicts, and the reader against all of them.

#include <doctest/doctest.h>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/set_full.h"
#include "eddy/checkers/stats.h"
#include "eddy/checkers/unique_ids.h"
#include "tests/checkers/corpora.h"
#include "tests/checkers/corrections.h"
#include "tests/checkers/figure_of.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::array kCorrections = {
    Correction{"set-dupread", Validity::invalid,
               "an element twice in one read; the peer's comparison is inverted"},
    Correction{"uid-map", Validity::invalid,
               "the same object twice; the peer cannot compare objects and throws"},
    Correction{"uid-types", Validity::valid,
               "1 and \"1\" are two ids; the peer cannot compare them and throws"},
};

Staleness staleness_of(const json::object& options) {
  for (const char* key : {"linearizable", "linearizable?"}) {
    if (const json::value* linearizable = options.if_contains(key)) {
      return *linearizable == true ? Staleness::invalid : Staleness::allowed;
    }
  }
  return Staleness::allowed;
}

// Whether the elements shown twice are why we differ: the peer never sees them.
bool has_duplicates(const Verdict& verdict) { return figure_of(verdict, "duplicated-count") > 0; }

TEST_CASE("corpora: set-full gives every verdict and count of the peer") {
  const auto cases = expectations("corpora", "set-full");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const json::object& detail = expected.at("detail").as_object();
    const History history = read_case(path, shape_of(expected));
    const Verdict verdict =
        check_set_full(history, {"add", staleness_of(expected.at("options").as_object())});
    if (has_duplicates(verdict)) {
      CHECK(verdict.validity == Validity::invalid);
    } else {
      check_validity(kCorrections, name, verdict.validity, expected.at("valid"));
    }
    for (const char* key :
         {"attempt-count", "stable-count", "stale-count", "lost-count", "never-read-count", "lost",
          "stale", "never-read", "stable-latencies", "lost-latencies"}) {
      if (!detail.contains(key)) continue;
      CAPTURE(key);
      REQUIRE(verdict.report.contains(key));
      CHECK(verdict.report.at(key) == detail.at(key));
    }
  }
  MESSAGE("set-full: ", cases.size(), " cases");
}

TEST_CASE("corpora: unique-ids gives every verdict and count of the peer") {
  const auto cases = expectations("corpora", "unique-ids");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const Verdict verdict = check_unique_ids(read_case(path, shape_of(expected)));
    check_validity(kCorrections, name, verdict.validity, expected.at("valid"));
    const json::object& detail = expected.at("detail").as_object();
    for (const char* key : {"attempted-count", "acknowledged-count", "duplicated-count", "range"}) {
      CAPTURE(key);
      CHECK(verdict.report.at(key) == detail.at(key));
    }
    json::object duplicated;
    for (const json::value& id : verdict.report.at("duplicated").as_array()) {
      duplicated[json::serialize(id.at("id"))] = id.at("count");
    }
    CHECK(duplicated == detail.at("duplicated"));
  }
  MESSAGE("unique-ids: ", cases.size(), " cases");
}

TEST_CASE("corpora: stats gives every verdict and count of the peer") {
  const auto cases = expectations("corpora", "stats");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const json::object expected = read_expectation(path);
    const json::object& detail = expected.at("detail").as_object();
    const Verdict verdict = check_stats(read_case(path, shape_of(expected)));
    check_validity(kCorrections, name, verdict.validity, expected.at("valid"));
    for (const char* key : {"count", "ok-count", "fail-count", "info-count"}) {
      CHECK(verdict.report.at(key) == detail.at(key));
    }
    for (const auto& of_f : detail.at("by-f").as_object()) {
      for (const auto& count : of_f.value().as_object()) {
        CHECK(verdict.report.at("by-f").at(of_f.key()).at(count.key()) == count.value());
      }
    }
  }
  MESSAGE("stats: ", cases.size(), " cases");
}

TEST_CASE("corpora: the corner cases get the peer's verdicts") {
  const auto sets = expectations("corpora-micro", "set-full");
  const auto ids = expectations("corpora-micro", "unique-ids");
  if (absent(sets.size() + ids.size())) return;
  std::size_t verdicts = 0;
  for (const fs::path& path : sets) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const History history = read_case(path, HistoryShape::paired);
    const json::object expected = read_expectation(path);
    for (const json::value& result : expected.at("results").as_array()) {
      const Staleness staleness = staleness_of(result.at("options").as_object());
      check_validity(kCorrections, name, check_set_full(history, {"add", staleness}).validity,
                     result.at("valid"));
      ++verdicts;
    }
  }
  for (const fs::path& path : ids) {
    const std::string name = name_of(path);
    CAPTURE(name);
    const History history = read_case(path, HistoryShape::paired);
    const json::object expected = read_expectation(path);
    for (const json::value& result : expected.at("results").as_array()) {
      check_validity(kCorrections, name, check_unique_ids(history).validity, result.at("valid"));
      ++verdicts;
    }
  }
  MESSAGE("corner cases: ", verdicts, " verdicts");
}

std::string lines_of(const History& history) {
  std::ostringstream written;
  write_json_lines(written, history);
  return written.str();
}

TEST_CASE("corpora: every history of any kind is read and what is written is read as the same") {
  std::size_t histories = 0;
  for (const char* corpus : {"corpora", "corpora-micro"}) {
    std::set<std::string> kinds;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(corpora_root() / corpus, none)) {
      if (entry.is_directory()) kinds.insert(entry.path().filename().string());
    }
    for (const std::string& kind : kinds) {
      for (const fs::path& path : expectations(corpus, kind)) {
        CAPTURE(path.string());
        const std::string lines = lines_of(read_case(path, shape_of(read_expectation(path))));
        std::istringstream in(lines);
        CHECK(lines_of(read_history(in, HistoryShape::completions_only)) == lines);
        ++histories;
      }
    }
  }
  if (absent(histories)) return;
  MESSAGE("read ", histories, " histories");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
