// Random histories under all models: what is decided is so, what is inferred never contradicts what
// decides, and a model never holds where one that it implies does not.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "eddy/checkers/transactional/list_append.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "tests/checkers/transactional/judged.h"
#include "tests/checkers/transactional/naive_lists.h"
#include "tests/checkers/transactional/naive_views.h"
#include "tests/checkers/transactional/random_transactions.h"
#include "tests/effort.h"

namespace eddy::checkers {

namespace TEST_FILE {

constexpr std::uint64_t kHistories = testing::effort(200, 8);

bool is_invalid(std::string_view checker, const History& history, const std::string& model) {
  return judged(checker, history, model).validity == Validity::invalid;
}

std::vector<std::string> models_of(std::string_view checker) {
  std::set<std::string> models;
  for (const std::string& name : model_names()) {
    if (answer_of(checker, name) != Answer::refused) models.insert(canonical_model_name(name));
  }
  return {models.begin(), models.end()};
}

TEST_CASE("random lists: list-append decides every model that can be said plainly") {
  std::map<std::string_view, std::uint64_t> held;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    CAPTURE(seed);
    const History history = random_transactions(seed, Shape::list_append, LastRead::of_all);
    for (const NaiveModel& model : naive_models()) {
      CAPTURE(model.model);
      const Verdict verdict = judged("list-append", history, std::string(model.model));
      const std::string evidence = fmt::format("{}", fmt::join(verdict.evidence, "\n"));
      CAPTURE(evidence);
      const bool holds = holds_naively(history, model);
      REQUIRE((verdict.validity == Validity::invalid) == !holds);
      if (holds) ++held[model.model];
    }
  }
  for (const NaiveModel& model : naive_models()) {
    CAPTURE(model.model);
    CHECK(held[model.model] > kHistories / 20);
    CHECK(held[model.model] < kHistories);
  }
}

// Of each model how many histories keep it.
void check_views(const History& history, std::map<std::string_view, std::uint64_t>& held) {
  for (const auto& [model, below] : naive_view_models()) {
    CAPTURE(model);
    const Verdict verdict = judged("list-append", history, std::string(model));
    const std::string evidence = fmt::format("{}", fmt::join(verdict.evidence, "\n"));
    CAPTURE(evidence);
    const bool fails = breaks_naively(history, model) ||
                       (!below.empty() && is_invalid("list-append", history, std::string(below)));
    REQUIRE((verdict.validity == Validity::invalid) == fails);
    if (!fails) ++held[model];
  }
}

TEST_CASE("random lists: list-append decides every model that says what nobody may miss") {
  std::map<std::string_view, std::uint64_t> held;
  for (std::uint64_t seed = 0; seed < 3 * kHistories; ++seed) {
    CAPTURE(seed);
    check_views(random_transactions(seed, Shape::list_append, LastRead::of_all), held);
    check_views(random_long_transactions(seed), held);
  }
  for (const auto& [model, below] : naive_view_models()) {
    CAPTURE(model);
    CHECK(held[model] > kHistories / 20);
    CHECK(held[model] < 6 * kHistories);
  }
}

void check_hierarchy(std::string_view checker, Shape shape) {
  CAPTURE(checker);
  const std::vector<std::string> models = models_of(checker);
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    CAPTURE(seed);
    const History history = random_transactions(seed, shape);
    std::map<std::string, bool> invalid;
    for (const std::string& model : models) invalid[model] = is_invalid(checker, history, model);
    for (const std::string& model : models) {
      for (const std::string& below : directly_implied(model)) {
        if (!invalid.contains(below)) continue;
        CAPTURE(model);
        CAPTURE(below);
        REQUIRE((invalid[model] || !invalid[below]));
      }
    }
  }
}

TEST_CASE("random lists: what violates a model violates all above it") {
  check_hierarchy("list-append", Shape::list_append);
}

TEST_CASE("random registers: what violates a model violates all above it, where that is decided") {
  check_hierarchy("commit-order", Shape::rw_register);
}

TEST_CASE("random registers: rw-register says invalid of nothing that commit-order calls valid") {
  std::uint64_t found = 0;
  std::uint64_t missed = 0;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    CAPTURE(seed);
    const History history = random_transactions(seed, Shape::rw_register);
    for (const std::string& model : models_of("rw-register")) {
      if (answer_of("commit-order", model) != Answer::decided) continue;
      CAPTURE(model);
      const bool violated = is_invalid("commit-order", history, model);
      const Verdict inferred = judged("rw-register", history, model);
      const std::string evidence = fmt::format("{}", fmt::join(inferred.evidence, "\n"));
      CAPTURE(evidence);
      if (inferred.validity == Validity::invalid) {
        REQUIRE(violated);
        ++found;
      } else if (violated) {
        ++missed;
      }
    }
  }
  CHECK(found > kHistories);
  CHECK(missed > 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
