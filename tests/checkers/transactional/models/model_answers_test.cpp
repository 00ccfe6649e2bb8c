#include <doctest/doctest.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/list_append.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/written_transactions.h"

namespace eddy::checkers {

namespace TEST_FILE {

TEST_CASE("every name of every model has an answer of each checker") {
  for (const std::string_view checker : answering_checkers()) {
    for (const std::string& name : model_names()) {
      CAPTURE(checker);
      CAPTURE(name);
      CHECK(answer_of(checker, name) == answer_of(checker, canonical_model_name(name)));
    }
  }
}

TEST_CASE("some checker answers for every model, and one decides all but what cursors see") {
  for (const std::string& name : model_names()) {
    CAPTURE(name);
    const auto answers = answering_checkers();
    const Answer best = std::max(
        {answer_of(answers[0], name), answer_of(answers[1], name), answer_of(answers[2], name)});
    CHECK(best == (canonical_model_name(name) == "PL-CS" ? Answer::inferred : Answer::decided));
  }
}

TEST_CASE("the table of HISTORIES.md is that of the code") {
  std::ifstream in(std::filesystem::path(EDDY_SOURCE_DIR) / "checkers/HISTORIES.md");
  const std::string page(std::istreambuf_iterator<char>(in), {});
  CHECK(page.find(answers_as_markdown()) != std::string::npos);
}

std::string refusal(std::string_view checker, const std::vector<std::string>& models) {
  try {
    require_answers(checker, models);
  } catch (const BadInput& refused) {
    return refused.what();
  }
  return "";
}

TEST_CASE("a model of which nothing is looked at is refused, with the checker that decides it") {
  CHECK(refusal("rw-register", {"prefix"}) ==
        "rw-register looks at nothing that makes prefix; --model commit-order decides it");
  CHECK(refusal("rw-register", {"serializable, PRAM"}) ==
        "rw-register looks at nothing that makes PRAM; --model list-append decides it, of "
        "histories of lists");
  CHECK(refusal("commit-order", {"PL-CS"}) ==
        "commit-order looks at nothing that makes cursor-stability; --model rw-register may find "
        "that it does not hold");
  CHECK(refusal("rw-register", {"serializable"}).empty());
  CHECK(refusal("rw-register", {}).empty());
  CHECK(refusal("list-append", {"causal,read-atomic", "PRAM"}).empty());
}

std::vector<std::string> evidence(const std::vector<std::string>& models,
                                  const std::vector<std::string>& anomalies = {}) {
  CheckOptions options;
  options.consistency_models = models;
  options.anomalies = anomalies;
  return check_rw_register(one_by_one({ok(0, "wx=1"), ok(1, "rx=1")}), options).evidence;
}

TEST_CASE("what is only inferred, and what decides, is said where nothing was found") {
  using Lines = std::vector<std::string>;
  CHECK(evidence({"serializable"}) ==
        Lines{"serializable: nothing found; `--model commit-order` decides"});
  CHECK(evidence({}) ==
        Lines{"strong-serializable: nothing found; `--model commit-order` decides"});
  CHECK(evidence({"causal,read-committed", "PL-2.99"}) ==
        Lines{"read-committed, causal: nothing found; `--model commit-order` decides",
              "repeatable-read: nothing found, which no checker decides"});
  CHECK(evidence({}, {"G1a"}).empty());
  CheckOptions options;
  options.consistency_models = {"serializable"};
  CHECK(check_list_append(one_by_one({ok(0, "ax=1"), ok(1, "rx=[1]")}), options).evidence.empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
