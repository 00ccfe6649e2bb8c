// The options that shape transactions, and those that say what they are held against.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/tools/workplace.h"

using namespace eddy::testing;

namespace {

std::string refusal_of(const std::string& options) {
  const Workplace here;
  const Outcome outcome = here.eddy("test -w echo " + options);
  CAPTURE(outcome.err);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK(std::filesystem::is_empty(here.path()));
  return outcome.err;
}

}  // namespace

TEST_CASE("--key-count, --min-txn-length, --max-txn-length, --max-writes-per-key take numbers") {
  CHECK(contains(refusal_of("--key-count 0"), "--key-count takes a whole number from 1"));
  CHECK(contains(refusal_of("--min-txn-length -1"), "--min-txn-length takes a whole number"));
  CHECK(contains(refusal_of("--max-txn-length 0"), "--max-txn-length takes a whole number from 1"));
  CHECK(contains(refusal_of("--max-writes-per-key many"), "--max-writes-per-key takes a whole"));
}

TEST_CASE("--consistency-models refuses a name that Elle does not know, with the nearest one") {
  CHECK(contains(refusal_of("--consistency-models serialisable"),
                 "unknown consistency model \"serialisable\", did you mean serializable?"));
  CHECK(contains(refusal_of("--consistency-models serializable,snapshot-isolatoin"),
                 "did you mean snapshot-isolation?"));
  CHECK(contains(refusal_of("--consistency-models serializable,,causal"),
                 "expected a name on both sides of a comma"));
}
