// Committed offsets: the last one wins, or the highest; a forgotten one is found.
#include <doctest/doctest.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/kafka.h"
#include "eddy/checkers/outcomes.h"
#include "tests/checkers/dice.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/kafka_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;

// What becomes of key "k".
class Commits : public KafkaHistory {
 public:
  Commits() {
    send(0, {0, 1});
    poll(0, {{0, 1}});
  }
  Commits& commit_begins(std::int64_t process) {
    invoke(process, "poll", only(polling()));
    return *this;
  }
  Commits& commit_ends(std::int64_t process, std::int64_t offset, OpType how = OpType::ok) {
    json::array done = only(json::array{"poll", json::object{}});
    done.push_back(json::array{"commit", json::object{{"k", offset}}});
    if (how == OpType::ok) ok(process, "poll", std::move(done));
    if (how == OpType::info) info(process, "poll", std::move(done));
    if (how == OpType::fail) fail(process, "poll", std::move(done));
    return *this;
  }
  Commits& commit(std::int64_t process, std::int64_t offset, OpType how = OpType::ok) {
    return commit_begins(process).commit_ends(process, offset, how);
  }
  Commits& listing_begins(std::int64_t process) {
    invoke(process, "assign", json::array{"k"});
    return *this;
  }
  Commits& listing_ends(std::int64_t process, std::optional<std::int64_t> offset) {
    ok(process, "assign",
       json::object{{"k", offset ? json::value(*offset) : json::value(nullptr)}});
    return *this;
  }
  Commits& list(std::int64_t process, std::optional<std::int64_t> offset) {
    return listing_begins(process).listing_ends(process, offset);
  }
};

std::size_t lost(const History& history, CommittedOffsets rule = CommittedOffsets::any) {
  KafkaOptions options;
  options.committed_offsets = rule;
  const Verdict verdict = check_kafka(history, options);
  const auto count = static_cast<std::size_t>(figure_of(verdict, "lost-commit-count").value_or(-1));
  CHECK((verdict.validity == Validity::invalid) == (count > 0));
  require_outcomes(history, Repeats::kafka);
  return count;
}

TEST_CASE("kafka: a commit that was acknowledged is listed") {
  CHECK(lost(Commits().list(2, std::nullopt)) == 0);
  CHECK(lost(Commits().commit(1, 5).list(2, 5)) == 0);
  CHECK(lost(Commits().commit(1, 5).list(2, 6)) == 0);
  CHECK(lost(Commits().commit(1, 5).list(2, 4)) == 1);
  CHECK(lost(Commits().commit(1, 5).list(2, std::nullopt)) == 1);
}

TEST_CASE("kafka: of two commits the last one may win, or the highest") {
  Commits history;
  history.commit(1, 5).commit(2, 3);
  CHECK(lost(Commits(history).list(3, 5)) == 0);
  CHECK(lost(Commits(history).list(3, 3)) == 0);
  CHECK(lost(Commits(history).list(3, 2)) == 1);
  CHECK(lost(Commits(history).list(3, 5), CommittedOffsets::rising) == 0);
  CHECK(lost(Commits(history).list(3, 3), CommittedOffsets::rising) == 1);
  CHECK(lost(Commits().commit(1, 3).commit(2, 5).list(3, 3)) == 1);
}

TEST_CASE("kafka: of commits at the same time each may be the last") {
  Commits history;
  history.commit_begins(1).commit_begins(2).commit_ends(2, 3).commit_ends(1, 5);
  CHECK(lost(Commits(history).list(3, 3)) == 0);
  CHECK(lost(Commits(history).list(3, 2)) == 1);
  CHECK(lost(Commits(history).list(3, 3), CommittedOffsets::rising) == 1);
}

TEST_CASE("kafka: a commit without an outcome may have been the last, and may come later") {
  CHECK(lost(Commits().commit(1, 2, OpType::info).list(3, std::nullopt)) == 0);
  Commits history;
  history.commit(1, 2, OpType::info).commit(2, 5);
  CHECK(lost(Commits(history).list(3, 2)) == 0);
  CHECK(lost(Commits(history).list(3, 1)) == 1);
  CHECK(lost(Commits(history).list(3, 2), CommittedOffsets::rising) == 1);
  CHECK(lost(Commits().commit(2, 5).commit(1, 2, OpType::fail).list(3, 2)) == 1);
}

TEST_CASE("kafka: a commit that begins while a listing is under way may be in it") {
  Commits history;
  history.commit(1, 5).listing_begins(3).commit_begins(2).commit_ends(2, 3);
  CHECK(lost(Commits(history).listing_ends(3, 3)) == 0);
  CHECK(lost(Commits(history).listing_ends(3, 2)) == 1);
}

TEST_CASE("kafka: a poll that never ended may have committed anything") {
  Commits history;
  history.commit(1, 5).commit_begins(2);
  CHECK(lost(Commits(history).list(3, 1)) == 0);
  CHECK(lost(Commits(history).list(3, 1), CommittedOffsets::rising) == 1);
  CHECK(lost(Commits().commit(1, 5).list(3, 1).commit_begins(2)) == 1);
}

TEST_CASE("kafka: evidence of a lost commit names both operations and both offsets") {
  const Verdict verdict = check_kafka(Commits().commit(1, 5).list(2, 4));
  REQUIRE(verdict.evidence.size() == 1);
  const std::string& line = verdict.evidence.front();
  CHECK(line.starts_with("lost-commit: offset 4 of key \"k\" was listed (op 7 of process 2"));
  CHECK(line.find("though 5 had been committed (op 5 of process 1") != std::string::npos);
}

TEST_CASE("kafka: a commit of what is no offset, a listing of other keys") {
  CHECK_THROWS_AS(
      check_kafka(Commits()
                      .invoke(1, "poll", json::array{json::array{"poll"}})
                      .ok(1, "poll",
                          json::array{json::array{"poll", json::object{}},
                                      json::array{"commit", json::object{{"k", "x"}}}})),
      BadOperation);
  Commits other;
  other.invoke(1, "assign", json::array{"k"}).ok(1, "assign", json::object{{"j", 1}});
  CHECK_THROWS_AS(require_outcomes(other, Repeats::kafka), BadOperation);
}

enum class Winner { last, highest, forgets };

// Every commit and listing takes effect at one moment; a commit without an outcome later, or never.
class DrawnCommits {
 public:
  DrawnCommits(Dice& dice, Winner winner) : dice_(dice), winner_(winner), clients_(4) {
    std::int64_t process = 10;
    for (Client& client : clients_) client.process = process++;
  }

  Commits history() {
    constexpr int kSteps = 80;
    for (int step = 0; step < kSteps; ++step) {
      act(clients_[dice_.below(clients_.size())]);
      if (!late_.empty() && dice_.one_in(8)) {
        take(late_.back());
        late_.pop_back();
      }
      if (winner_ == Winner::forgets && dice_.one_in(20)) stored_.reset();
    }
    return history_;
  }

 private:
  enum class State { idle, asks, has_asked };
  struct Client {
    std::int64_t process = 0;
    State state = State::idle;
    bool lists = false;
    std::int64_t offset = 0;
    std::optional<std::int64_t> listed;
  };

  void act(Client& client) {
    if (client.state == State::idle) {
      client.state = State::asks;
      client.lists = dice_.one_in(2);
      client.offset = static_cast<std::int64_t>(dice_.below(10));
      if (client.lists) {
        history_.listing_begins(client.process);
      } else {
        history_.commit_begins(client.process);
      }
    } else if (client.state == State::has_asked) {
      client.state = State::idle;
      if (client.lists) {
        history_.listing_ends(client.process, client.listed);
      } else {
        history_.commit_ends(client.process, client.offset);
      }
    } else if (client.lists) {
      client.state = State::has_asked;
      client.listed = stored_;
    } else if (dice_.one_in(8)) {
      history_.commit_ends(client.process, client.offset, OpType::info);
      if (dice_.one_in(2)) late_.push_back(client.offset);
      client.process += static_cast<std::int64_t>(clients_.size());
      client.state = State::idle;
    } else {
      client.state = State::has_asked;
      take(client.offset);
    }
  }

  void take(std::int64_t offset) {
    if (winner_ != Winner::highest || !stored_ || *stored_ < offset) stored_ = offset;
  }

  Dice& dice_;
  Winner winner_;
  Commits history_;
  std::vector<Client> clients_;
  std::vector<std::int64_t> late_;
  std::optional<std::int64_t> stored_;
};

TEST_CASE("kafka: no right server loses a commit, whichever wins, and one that forgets is found") {
  Dice dice(1);
  std::size_t found = 0;
  std::size_t fell = 0;
  for (int i = 0; i < 500; ++i) {
    CHECK(lost(DrawnCommits(dice, Winner::last).history()) == 0);
    const Commits highest = DrawnCommits(dice, Winner::highest).history();
    CHECK(lost(highest) == 0);
    CHECK(lost(highest, CommittedOffsets::rising) == 0);
    if (lost(DrawnCommits(dice, Winner::last).history(), CommittedOffsets::rising) > 0) ++fell;
    if (lost(DrawnCommits(dice, Winner::forgets).history()) > 0) ++found;
  }
  CHECK(found > 300);
  CHECK(fell > 400);
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
