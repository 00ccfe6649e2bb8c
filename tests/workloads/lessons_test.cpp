// What a sweep learns beside its verdicts.
#include "eddy/workloads/search/lessons.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace TEST_FILE {

using namespace eddy::workloads;

SeedOutcome with_behaviours(std::vector<std::uint64_t> behaviours) {
  SeedOutcome outcome;
  outcome.behaviours = std::move(behaviours);
  return outcome;
}

TEST_CASE("lessons: of few runs the later half counts as late, of many the last thousand") {
  Lessons lessons;
  CHECK(lessons.lately() == 0);
  CHECK(lessons.new_lately() == 0);
  lessons.add(with_behaviours({1, 2, 3}));
  CHECK(lessons.lately() == 1);
  CHECK(lessons.new_lately() == 3);
  lessons.add(with_behaviours({1, 4}));
  CHECK(lessons.lately() == 1);
  CHECK(lessons.new_lately() == 1);
  lessons.add(with_behaviours({1, 4}));
  CHECK(lessons.lately() == 2);
  CHECK(lessons.new_lately() == 1);
  CHECK(lessons.behaviours().known() == 4);
  // Each later run has one new behaviour, but for the last hundred.
  while (lessons.behaviours().runs() < 5'000) {
    const std::uint64_t run = lessons.behaviours().runs();
    lessons.add(
        with_behaviours(run < 4'900 ? std::vector{run + 10} : std::vector{std::uint64_t{1}}));
  }
  CHECK(lessons.lately() == 1'000);
  CHECK(lessons.new_lately() == 900);
}

TEST_CASE("lessons: labels are counted by the runs that looked for them and reached them") {
  Lessons lessons;
  SeedOutcome outcome;
  outcome.labels = {{"a", true}, {"b", false}};
  lessons.add(outcome);
  outcome.labels = {{"a", false}};
  lessons.add(outcome);
  CHECK(lessons.labels().at("a") == LabelCount{2, 1});
  CHECK(lessons.labels().at("b") == LabelCount{1, 0});
  CHECK(lessons.labels().size() == 2);
  CHECK(lessons.vacuity().runs == 2);
}

}  // namespace TEST_FILE
