#include <doctest/doctest.h>
#include <boost/json/array.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checkers/bad_operation.h"
#include "eddy/checkers/kafka.h"
#include "tests/checkers/figure_of.h"
#include "tests/checkers/kafka_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

namespace json = boost::json;
using Names = std::set<std::string>;

Names names_in(const Verdict& verdict, std::string_view field) {
  Names names;
  for (const json::value& name : verdict.report.at(field).as_array()) {
    names.emplace(name.as_string());
  }
  return names;
}

// All that is found, whether it makes the history invalid or not.
Names found_in(const History& history, const KafkaOptions& options = {}) {
  return names_in(check_kafka(history, options), "anomaly-types");
}
Names held_against(const History& history, const KafkaOptions& options = {}) {
  const Verdict verdict = check_kafka(history, options);
  CHECK((verdict.validity == Validity::valid) == verdict.evidence.empty());
  return names_in(verdict, "bad-anomaly-types");
}

KafkaHistory three_messages() {
  KafkaHistory history;
  history.send(0, {0, 10}).send(0, {1, 11}).send(0, {5, 12}).assign(1);
  return history;
}

TEST_CASE("kafka: messages that are polled in the order of their offsets are valid") {
  KafkaHistory history = three_messages();
  history.poll(1, {{0, 10}}).poll(1, {{1, 11}, {5, 12}});
  const Verdict verdict = check_kafka(history);
  CHECK(verdict.validity == Validity::valid);
  CHECK(verdict.evidence.empty());
  CHECK(figure_of(verdict, "sent-count") == 3);
  CHECK(figure_of(verdict, "polled-count") == 3);
}

TEST_CASE("kafka: an acknowledged message below one that was polled is lost if nobody polls it") {
  KafkaHistory history = three_messages();
  history.poll(1, {{0, 10}, {5, 12}});
  const Verdict verdict = check_kafka(history);
  CHECK(verdict.validity == Validity::invalid);
  CHECK(names_in(verdict, "bad-anomaly-types") == Names{"int-poll-skip", "lost-write", "unseen"});
  CHECK(verdict.evidence.at(1) ==
        "lost-write: message 11 (offset 1) of key \"k\" was sent (op 3 of process 0 at 0.003 s), "
        "but never polled, though message 12 (offset 5) was (op 9 of process 1 at 0.009 s)");
}

TEST_CASE("kafka: an acknowledged message that nobody polls to the end is unseen") {
  KafkaHistory history = three_messages();
  history.poll(1, {{0, 10}, {1, 11}});
  CHECK(held_against(history) == Names{"unseen"});
}

TEST_CASE("kafka: where no last poll was answered, that is told beside what nobody polled") {
  const auto last_line = [](OpType outcome) {
    KafkaHistory history = three_messages();
    history.poll(1, {{0, 10}, {1, 11}});
    Op poll;
    poll.process = 2;
    poll.f = "poll";
    poll.final_op = true;
    poll.value = KafkaHistory::only(KafkaHistory::polling());
    History all = history;
    for (const OpType type : {OpType::invoke, outcome}) {
      poll.type = type;
      poll.index = all.ops.back().index + 1;
      poll.time = all.ops.back().time + 1'000'000;
      if (type == OpType::info) poll.error = "net-timeout";
      if (type == OpType::ok) poll.value = KafkaHistory::only(KafkaHistory::polled({}));
      all.ops.push_back(poll);
    }
    return check_kafka(all).evidence.back();
  };
  CHECK(last_line(OpType::info)
            .starts_with("no poll of the final phase was answered, of 1: first op "));
  CHECK(last_line(OpType::info).ends_with(": \"net-timeout\""));
  CHECK(last_line(OpType::ok).starts_with("unseen: "));
}

TEST_CASE("kafka: a message whose send timed out may be there or not") {
  KafkaHistory unseen;
  unseen.send(0, {0, 10}).send_timed_out(0, 11).assign(1).poll(1, {{0, 10}});
  CHECK(held_against(unseen).empty());
  KafkaHistory seen;
  seen.send_timed_out(0, 11).assign(1).poll(1, {{0, 11}});
  CHECK(held_against(seen).empty());
}

TEST_CASE("kafka: what was polled although its send had failed is G1a") {
  KafkaHistory history;
  history.send_failed(0, 10).assign(1).poll(1, {{0, 10}});
  CHECK(held_against(history) == Names{"G1a"});
}

TEST_CASE("kafka: what was polled although nobody had sent it comes from thin air") {
  KafkaHistory history;
  history.send(0, {0, 10}).assign(1).poll(1, {{0, 10}, {1, 66}});
  CHECK(held_against(history) == Names{"thin-air-read"});
}

TEST_CASE("kafka: one message at two offsets is a duplicate") {
  KafkaHistory history;
  history.send(0, {0, 10}).assign(1).poll(1, {{0, 10}, {1, 10}});
  const Verdict verdict = check_kafka(history);
  CHECK(names_in(verdict, "bad-anomaly-types") == Names{"duplicate", "int-nonmonotonic-poll"});
  CHECK(verdict.evidence.at(0) ==
        "duplicate: message 10 of key \"k\" is at 2 offsets: 0 (op 1 of process 0 at 0.001 s), 1 "
        "(op 5 of process 1 at 0.005 s)");
}

// The first line of evidence for that anomaly.
std::string evidence_of(const Verdict& verdict, std::string_view anomaly) {
  for (const std::string& line : verdict.evidence) {
    if (line.starts_with(anomaly)) return line;
  }
  return "";
}

TEST_CASE("kafka: evidence names the offsets that the poll shows, and the last where it decides") {
  KafkaHistory history;
  history.send(0, {0, 10}).send(0, {1, 11}).send(0, {3, 12}).assign(1);
  history.poll(1, {{0, 10}, {1, 11}, {2, 11}, {3, 12}, {4, 11}});
  const Verdict verdict = check_kafka(history);
  CHECK(
      verdict.evidence ==
      std::vector<std::string>{
          "duplicate: message 11 of key \"k\" is at 3 offsets: 1 (op 3 of process 0 at 0.003 s), 2 "
          "(op 9 of process 1 at 0.009 s), 4 (op 9 of process 1 at 0.009 s)",
          "int-nonmonotonic-poll: op 9 of process 1 at 0.009 s did not advance in key \"k\": it "
          "polled message 11 (offset 1) and then message 11 (offset 2) again",
          "int-nonmonotonic-poll: op 9 of process 1 at 0.009 s went back in key \"k\": it polled "
          "message 11 (offset 2, also at 4) and then message 12 (offset 3); a message counts at "
          "its last offset",
          "int-poll-skip: op 9 of process 1 at 0.009 s skipped in key \"k\": it polled message 10 "
          "(offset 0) and then message 11 (offset 1, also at 4), without message 12 (offset 3); a "
          "message counts at its last offset",
          "nonmonotonic-send: process 0 went back in key \"k\": it sent message 11 (offset 1, also "
          "at 4) (op 3 of process 0 at 0.003 s) and next message 12 (offset 3) (op 5 of process 0 "
          "at 0.005 s); a message counts at its last offset"});
}

TEST_CASE("kafka: evidence of a send without an offset says that others saw it") {
  KafkaHistory history = three_messages();
  history.send_timed_out(0, 13).poll(1, {{0, 10}, {1, 11}, {5, 12}, {3, 13}});
  CHECK(evidence_of(check_kafka(history), "nonmonotonic-send") ==
        "nonmonotonic-send: process 0 went back in key \"k\": it sent message 12 (offset 5) (op 5 "
        "of process 0 at 0.005 s) and next message 13 (seen at offset 3) (op 9 of process 0 at "
        "0.009 s)");
}

TEST_CASE(
    "kafka: evidence of a cycle has the offset of the send, and the poll's if it is another") {
  KafkaHistory history;
  history.assign(1).poll(1, {{7, 10}}).send(0, {0, 10});
  CHECK(evidence_of(check_kafka(history), "G1c-realtime") ==
        "G1c-realtime: T1 = op 5 of process 0 at 0.005 s, T2 = op 3 of process 1 at 0.003 s: T1 "
        "sent message 10 (offset 0) to key \"k\", which T2 polled at offset 7; T2 had ended (0.003 "
        "s) before T1 began (0.004 s)");
}

TEST_CASE("kafka: two messages at one offset are inconsistent") {
  KafkaHistory history;
  history.send(0, {0, 10}).send(2, {0, 11}).assign(1).poll(1, {{0, 10}});
  CHECK(held_against(history) == Names{"inconsistent-offsets", "lost-write", "unseen"});
}

TEST_CASE("kafka: a poll goes on where the last one of its process ended") {
  KafkaHistory skips = three_messages();
  skips.poll(1, {{0, 10}}).poll(1, {{5, 12}}).assign(2).poll(2, {{0, 10}, {1, 11}, {5, 12}});
  CHECK(held_against(skips) == Names{"poll-skip"});
  KafkaHistory goes_back = three_messages();
  goes_back.poll(1, {{0, 10}, {1, 11}}).poll(1, {{1, 11}, {5, 12}});
  CHECK(held_against(goes_back) == Names{"nonmonotonic-poll"});
}

TEST_CASE("kafka: an empty poll does not move the position") {
  KafkaHistory history = three_messages();
  history.poll(1, {{0, 10}}).poll(1, {}).poll(1, {{5, 12}}).assign(2);
  history.poll(2, {{0, 10}, {1, 11}, {5, 12}});
  CHECK(held_against(history) == Names{"poll-skip"});
}

TEST_CASE("kafka: an assign without the key forgets its position, one with it does not") {
  KafkaHistory without = three_messages();
  without.poll(1, {{0, 10}, {1, 11}, {5, 12}}).assign(1, {"other"}).assign(1).poll(1, {{0, 10}});
  CHECK(held_against(without).empty());
  KafkaHistory with = three_messages();
  with.poll(1, {{0, 10}, {1, 11}, {5, 12}}).assign(1, {"other", "k"}).poll(1, {{0, 10}});
  CHECK(held_against(with) == Names{"nonmonotonic-poll"});
}

TEST_CASE("kafka: a new process has no position, and a failed poll moves none") {
  KafkaHistory fresh = three_messages();
  fresh.poll(1, {{0, 10}, {1, 11}, {5, 12}}).assign(6).poll(6, {{0, 10}});
  CHECK(held_against(fresh).empty());
  KafkaHistory rewound = three_messages();
  rewound.poll_failed(1, {{0, 10}, {1, 11}}).poll(1, {{0, 10}, {1, 11}, {5, 12}});
  CHECK(held_against(rewound).empty());
}

TEST_CASE("kafka: with subscribe the keys may move, so polls may skip and go back") {
  KafkaHistory history = three_messages();
  history.poll(1, {{0, 10}, {1, 11}, {5, 12}}).poll(1, {{0, 10}});
  KafkaOptions options;
  options.sub_via = SubVia::subscribe;
  CHECK(held_against(history, options).empty());
  CHECK(found_in(history, options) == Names{"nonmonotonic-poll"});
}

TEST_CASE("kafka: the sends of a process rise") {
  KafkaHistory history;
  history.send(0, {4, 10}).send(0, {2, 11}).assign(1).poll(1, {{2, 11}, {4, 10}});
  CHECK(held_against(history) == Names{"nonmonotonic-send"});
}

TEST_CASE("kafka: within a transaction polls advance one by one, and sends rise") {
  KafkaHistory history = three_messages();
  history.poll(1, {{1, 11}, {0, 10}}).assign(2).poll(2, {{0, 10}, {5, 12}});
  CHECK(held_against(history) == Names{"int-nonmonotonic-poll", "int-poll-skip"});
  KafkaHistory sends;
  sends.send(2, {3, 99});
  sends.txn(0, {KafkaHistory::sending(10), KafkaHistory::sending(11)},
            {KafkaHistory::sent({4, 10}), KafkaHistory::sent({2, 11})});
  sends.assign(1).poll(1, {{2, 11}, {3, 99}, {4, 10}});
  CHECK(held_against(sends) == Names{"int-nonmonotonic-send"});
}

TEST_CASE("kafka: others may send in between two sends of a transaction") {
  KafkaHistory history;
  history.send(2, {3, 99});
  history.txn(0, {KafkaHistory::sending(10), KafkaHistory::sending(11)},
              {KafkaHistory::sent({2, 10}), KafkaHistory::sent({4, 11})});
  history.assign(1).poll(1, {{2, 10}, {3, 99}, {4, 11}});
  CHECK(held_against(history).empty());
  CHECK(found_in(history) == Names{"int-send-skip"});
}

TEST_CASE("kafka: a transaction must not poll what it has itself sent") {
  KafkaHistory history;
  history.send(2, {0, 9}).assign(0);
  history.txn(0, {KafkaHistory::sending(10), KafkaHistory::polling()},
              {KafkaHistory::sent({1, 10}), KafkaHistory::polled({{0, 9}, {1, 10}})});
  CHECK(held_against(history) == Names{"precommitted-read"});
}

KafkaHistory polled_each_others() {
  KafkaHistory history;
  using H = KafkaHistory;
  history.assign(0).assign(1, {"l"});
  history.invoke(0, "txn", json::array{H::sending(1, "l"), KafkaHistory::polling()});
  history.invoke(1, "txn", json::array{H::sending(2, "k"), KafkaHistory::polling()});
  history.ok(0, "txn", json::array{H::sent({0, 1}, "l"), H::polled({{0, 2}}, "k")});
  history.ok(1, "txn", json::array{H::sent({0, 2}, "k"), H::polled({{0, 1}}, "l")});
  return history;
}

TEST_CASE("kafka: two transactions that polled each other's messages are G1c") {
  const Verdict verdict = check_kafka(polled_each_others());
  CHECK(names_in(verdict, "bad-anomaly-types") == Names{"G1c"});
  CHECK(verdict.evidence.at(0) ==
        "G1c: T1 = op 6 of process 0 at 0.006 s, T2 = op 7 of process 1 at 0.007 s: T1 sent "
        "message 1 (offset 0) to key \"l\", which T2 polled; T2 sent message 2 (offset 0) to key "
        "\"k\", which T1 polled");
  KafkaOptions options;
  options.ww_deps = WwDeps::followed;
  CHECK(held_against(polled_each_others(), options).empty());
}

TEST_CASE("kafka: a message polled before it was sent is G1c-realtime") {
  KafkaHistory history;
  history.assign(1).poll(1, {{0, 10}}).send(0, {0, 10});
  const Verdict verdict = check_kafka(history);
  CHECK(names_in(verdict, "bad-anomaly-types") == Names{"G1c-realtime"});
  CHECK(verdict.evidence.at(0) ==
        "G1c-realtime: T1 = op 5 of process 0 at 0.005 s, T2 = op 3 of process 1 at 0.003 s: T1 "
        "sent message 10 (offset 0) to key \"k\", which T2 polled; T2 had ended (0.003 s) before "
        "T1 began (0.004 s)");
}

TEST_CASE("kafka: sends that interleave are G0 where the order of writes counts, and never bad") {
  using H = KafkaHistory;
  KafkaHistory history;
  history.invoke(0, "send", json::array{H::sending(1, "k"), H::sending(2, "l")});
  history.invoke(1, "send", json::array{H::sending(3, "k"), H::sending(4, "l")});
  history.ok(0, "send", json::array{H::sent({0, 1}, "k"), H::sent({1, 2}, "l")});
  history.ok(1, "send", json::array{H::sent({1, 3}, "k"), H::sent({0, 4}, "l")});
  history.assign(2, {"k", "l"});
  history.txn(2, {KafkaHistory::polling(), KafkaHistory::polling()},
              {H::polled({{0, 1}, {1, 3}}, "k"), H::polled({{0, 4}, {1, 2}}, "l")});
  KafkaOptions options;
  CHECK(found_in(history, options).empty());
  options.ww_deps = WwDeps::followed;
  CHECK(found_in(history, options) == Names{"G0"});
  CHECK(held_against(history, options).empty());
}

TEST_CASE("kafka: a history without two operations that depend on each other shows nothing") {
  CHECK(held_against(KafkaHistory().assign(1)) == Names{"empty-transaction-graph"});
}

TEST_CASE("kafka: the figures are the same for every history") {
  const auto names = [](const Verdict& verdict) {
    std::vector<std::string> all;
    for (const Figure& figure : verdict.figures) all.push_back(figure.name);
    return all;
  };
  CHECK(names(check_kafka(History{})) == names(check_kafka(polled_each_others())));
}

TEST_CASE("kafka: the lag is for how long the log had gone on beyond what a process knew") {
  KafkaHistory history;
  history.assign(1).send(0, {0, 10}).poll(1, {{0, 10}}).send(0, {1, 11});
  history.at(100);
  history.poll(1, {}).poll(1, {{1, 11}});
  // Message 11 was acknowledged at 7 ms; the poll at 100 ms came back without it.
  CHECK(figure_of(check_kafka(history), "worst-realtime-lag") == 93);
}

void check_refused(const History& history, const std::string& complaint) {
  CHECK_THROWS_WITH_AS(check_kafka(history), complaint.c_str(), BadOperation);
}

TEST_CASE("kafka: what is no operation of a log is refused") {
  check_refused(WrittenHistory().ok(0, "read", 1),
                "op 0 of process 0: expected assign, subscribe, send, poll, txn or "
                "crash, but it is \"read\"");
  check_refused(KafkaHistory().send(0, {0, 10}).send(1, {1, 10}),
                "op 2 of process 1 at 0.002 s: expected each message of a key once, but 10 was "
                "sent to \"k\" before, by op 0");
  check_refused(WrittenHistory().ok(0, "poll", KafkaHistory::only({"poll", 3})),
                "op 0 of process 0: expected a map of keys to what was polled, but it "
                "is 3");
  check_refused(
      WrittenHistory().ok(0, "send", KafkaHistory::only({"send", "k", json::array{"x", 1}})),
      "op 0 of process 0: expected [offset, message], but it is [\"x\",1]");
  check_refused(WrittenHistory().ok(0, "poll", "k"),
                "op 0 of process 0: expected a transaction to be an array, but it is "
                "\"k\"");
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers
