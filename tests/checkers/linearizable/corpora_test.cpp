// The linearizable checker against histories with known verdicts.

#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "eddy/checkers/linearizable.h"
#include "tests/checkers/corpora.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace fs = std::filesystem;
namespace json = boost::json;

LinearizableOptions options_of(LinearizableModel model, const json::object& options) {
  LinearizableOptions own;
  own.model = model;
  const json::value* initial = options.if_contains("initial");
  if (initial != nullptr && model != LinearizableModel::mutex) own.initial = *initial;
  if (const json::value* failed = options.if_contains("failed_cas"); failed != nullptr) {
    own.failed_cas = *failed == "asserts-mismatch" ? FailedCas::saw_another : FailedCas::dropped;
  }
  if (const json::value* nil = options.if_contains("nil_read"); nil != nullptr)
    own.nil_read = *nil == "exact" ? NilRead::empty : NilRead::any;
  return own;
}

void check_verdict(const History& history, const LinearizableOptions& options,
                   const json::value& valid) {
  const Verdict verdict = check_linearizable(history, options);
  CHECK(to_json(verdict.validity) == valid);
  CHECK(verdict.evidence.empty() == (verdict.validity == Validity::valid));
}

// "initial=null,failed_cas=drop,nil_read=any" as options.
json::object convention(std::string_view text) {
  json::object options;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t equals = part.find('=');
    const std::string_view value = part.substr(equals + 1);
    json::value& option = options[part.substr(0, equals)];
    if (value == "0") {
      option = 0;
    } else if (value != "null") {
      option = value;
    }
  }
  return options;
}

void check_folder(const char* folder, LinearizableModel model) {
  const auto cases = expectations("corpora", folder);
  if (absent(cases.size())) return;
  std::size_t verdicts = 0;
  for (const fs::path& path : cases) {
    CAPTURE(name_of(path));
    const json::object expected = read_expectation(path);
    const History history = read_case(path, shape_of(expected));
    check_verdict(history, options_of(model, expected.at("options").as_object()),
                  expected.at("valid"));
    ++verdicts;
    const json::value* by_semantics = expected.if_contains("by_semantics");
    if (by_semantics == nullptr) continue;
    for (const auto& [text, valid] : by_semantics->as_object()) {
      CAPTURE(std::string(text));
      check_verdict(history, options_of(model, convention(text)), valid);
      ++verdicts;
    }
  }
  MESSAGE(folder, ": ", cases.size(), " cases, ", verdicts, " verdicts");
}

TEST_CASE("corpora: register gives every verdict of the peers, under each convention") {
  check_folder("register", LinearizableModel::cas_register);
}

TEST_CASE("corpora: kv gives every verdict of the peer") {
  check_folder("kv", LinearizableModel::kv);
}

TEST_CASE("corpora: mutex gives every verdict of the peer") {
  check_folder("mutex", LinearizableModel::mutex);
}

TEST_CASE("corpora: linear-set gives every verdict of the peer") {
  check_folder("linear-set", LinearizableModel::set);
}

TEST_CASE("corpora: multi-register gives every verdict of the peer") {
  check_folder("multi-register", LinearizableModel::multi_register);
}

// The peer's `queue` asks that what comes out may be in there; since no answer of these histories
// says that the queue was empty, that is the same as being linearizable.
TEST_CASE("corpora: unordered-queue gives the verdicts of the peer's queue") {
  std::size_t cases = 0;
  for (const fs::path& path : expectations("corpora", "queue")) {
    const json::object expected = read_expectation(path);
    if (expected.at("options").at("checker") != "queue") continue;
    CAPTURE(name_of(path));
    LinearizableOptions options;
    options.model = LinearizableModel::unordered_queue;
    check_verdict(read_case(path, shape_of(expected)), options, expected.at("valid"));
    ++cases;
  }
  if (absent(cases)) return;
  MESSAGE("queue: ", cases, " cases");
}

TEST_CASE("corpora: the corner cases of a register get the peer's verdicts") {
  const auto cases = expectations("corpora-micro", "lin-register");
  if (absent(cases.size())) return;
  for (const fs::path& path : cases) {
    CAPTURE(name_of(path));
    const History history = read_case(path, HistoryShape::paired);
    const json::object expected = read_expectation(path);
    for (const json::value& result : expected.at("results").as_array())
      check_verdict(history, LinearizableOptions{}, result.at("valid"));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
