// Random transactions over registers whose true order of versions is known, against the
// dependencies taken from their definitions, and cycles among them found by closing them
// transitively.
#include <doctest/doctest.h>
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checkers/transactional/registers/version_orders.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "eddy/sim/random.h"
#include "tests/checkers/transactional/written_transactions.h"
#include "tests/effort.h"

namespace eddy::checkers {
namespace TEST_FILE {

constexpr std::uint64_t kRounds = testing::effort(2'000, 150);

// What a transaction does to one key: it reads the value with some place in the order of versions
// (0: the initial state), then installs the one with another place.
struct Use {
  int key;
  int read = -1;   // -1: it does not
  int write = -1;  // -1: it does not
};

using Uses = std::vector<std::vector<Use>>;  // by transaction

struct RandomTransactions {
  Uses uses;
  std::vector<int> versions;  // by key, how many are installed
};

RandomTransactions draw(std::uint64_t seed) {
  sim::Random random(seed, sim::Purpose::test, 3);
  const auto below = [&random](std::uint64_t n) { return static_cast<int>(random.below(n)); };
  RandomTransactions drawn;
  drawn.uses.resize(2 + random.below(4));
  const int keys = 1 + below(3);
  for (int key = 0; key < keys; ++key) {
    std::vector<std::size_t> writers;
    for (std::size_t t = 0; t < drawn.uses.size(); ++t) {
      if (below(2) == 0) writers.push_back(t);
    }
    for (std::size_t i = writers.size(); i > 1; --i)
      std::swap(writers[i - 1], writers[random.below(i)]);
    const int versions = static_cast<int>(writers.size());
    for (std::size_t t = 0; t < drawn.uses.size(); ++t) {
      Use use{key};
      const auto writes = std::find(writers.begin(), writers.end(), t);
      if (writes != writers.end()) use.write = 1 + static_cast<int>(writes - writers.begin());
      if (below(2) == 0) use.read = below(static_cast<std::uint64_t>(versions) + 1);
      if (use.read == use.write) use.read = -1;  // nobody reads what he only writes later
      if (use.read >= 0 || use.write >= 0) drawn.uses[t].push_back(use);
    }
    drawn.versions.push_back(versions);
  }
  return drawn;
}

History history_of(const RandomTransactions& drawn) {
  std::vector<WrittenTransaction> written;
  for (const auto& uses : drawn.uses) {
    std::string text;
    for (const Use& use : uses) {
      const std::string key = std::to_string(use.key) + "=";
      if (use.read == 0) text += " r" + key + "null";
      if (use.read > 0) text += " r" + key + std::to_string(use.read);
      if (use.write > 0) text += " w" + key + std::to_string(use.write);
    }
    written.push_back(ok(text));
  }
  History history = overlapping(written);
  for (std::size_t key = 0; key < drawn.versions.size(); ++key) {
    ObservedOrder order{"n0", static_cast<std::int64_t>(key), {}};
    for (int version = 1; version <= drawn.versions[key]; ++version)
      order.values.emplace_back(version);
    Op event = version_order_event(order);
    event.index = history.ops.back().index + 1;
    history.ops.push_back(std::move(event));
  }
  return history;
}

using Matrix = std::vector<std::vector<bool>>;

enum class Kind { ww, wr, rw };

// Whether the second depends on the first, by Adya's definitions.
bool depends(const std::vector<Use>& first, const std::vector<Use>& second, Kind kind) {
  for (const Use& a : first) {
    for (const Use& b : second) {
      if (a.key != b.key) continue;
      if (kind == Kind::ww && a.write > 0 && b.write == a.write + 1) return true;
      if (kind == Kind::wr && a.write > 0 && b.read == a.write) return true;
      if (kind == Kind::rw && a.read >= 0 && b.write == a.read + 1) return true;
    }
  }
  return false;
}

Matrix dependencies(const Uses& uses, Kind kind) {
  Matrix matrix(uses.size(), std::vector<bool>(uses.size()));
  for (std::size_t i = 0; i < uses.size(); ++i) {
    for (std::size_t j = 0; j < uses.size(); ++j)
      matrix[i][j] = i != j && depends(uses[i], uses[j], kind);
  }
  return matrix;
}

Matrix united(Matrix a, const Matrix& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) a[i][j] = a[i][j] || b[i][j];
  }
  return a;
}

Matrix closure(Matrix a) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < a.size(); ++j) a[i][j] = a[i][j] || (a[i][k] && a[k][j]);
    }
  }
  return a;
}

bool has_cycle(const Matrix& dependencies) {
  const Matrix reaches = closure(dependencies);
  for (std::size_t i = 0; i < reaches.size(); ++i) {
    if (reaches[i][i]) return true;
  }
  return false;
}

// A cycle with one step of `once` and else only of `steps`.
bool has_cycle_with_one(const Matrix& once, const Matrix& steps) {
  const Matrix reaches = closure(steps);
  for (std::size_t i = 0; i < once.size(); ++i) {
    for (std::size_t j = 0; j < once.size(); ++j) {
      if (once[i][j] && reaches[j][i]) return true;
    }
  }
  return false;
}

bool invalid(const History& history, const std::string& model) {
  CheckOptions options;
  options.consistency_models = {model};
  return check_rw_register(history, options).validity == Validity::invalid;
}

TEST_CASE("with the order of versions known, models are violated as by definition") {
  std::size_t serializable = 0;
  for (std::uint64_t seed = 0; seed < kRounds; ++seed) {
    CAPTURE(seed);
    const RandomTransactions drawn = draw(seed);
    const History history = history_of(drawn);
    const Matrix ww = dependencies(drawn.uses, Kind::ww);
    const Matrix wr = dependencies(drawn.uses, Kind::wr);
    const Matrix rw = dependencies(drawn.uses, Kind::rw);
    const Matrix forward = united(ww, wr);
    const bool g1c = has_cycle(forward);
    const bool any = has_cycle(united(forward, rw));
    REQUIRE(invalid(history, "read-uncommitted") == has_cycle(ww));
    REQUIRE(invalid(history, "read-committed") == g1c);
    REQUIRE(invalid(history, "consistent-view") == (g1c || has_cycle_with_one(rw, forward)));
    REQUIRE(invalid(history, "serializable") == any);
    if (!any) ++serializable;
  }
  CHECK(serializable > kRounds / 20);
  CHECK(serializable < kRounds);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
