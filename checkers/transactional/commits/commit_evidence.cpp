#include "checkers/transactional/commits/commit_evidence.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <string_view>

#include "checkers/evidence.h"

namespace eddy::checkers {

namespace {

class Words {
 public:
  Words(const Sessions& sessions, const OrderedLevel& level, const CommitDecision& decision)
      : sessions_(sessions), level_(level), points_(decision.points.points) {}

  // "T2", "the commit of T2".
  std::string name(std::size_t point) const {
    std::string txn = txn_name(point);
    switch (points_[point].kind) {
      case PointKind::whole:
        return txn;
      case PointKind::snapshot:
        return "the snapshot of " + txn;
      case PointKind::commit:
        break;
    }
    return "the commit of " + txn;
  }

  std::string key(std::size_t number) const { return excerpt(*sessions_.keys[number]); }

  std::string because(const ForcedStep& p) const {
    const std::string a = txn_name(p.before);
    const std::string b = txn_name(p.after);
    const std::string k = key_or_none(p);
    const std::string reader = p.reader == kNever ? "" : txn_name(p.reader);
    switch (p.because) {
      case Because::session:
        return level_.order == SessionOrder::realtime
                   ? fmt::format("{} was over before {} began", a, b)
                   : fmt::format("process {} ran {} before {}", process(p.before), a, b);
      case Because::one_transaction:
        return fmt::format("{} reads before it commits", a);
      case Because::read_from:
        return read_from(p.after, p.before, p.key);
      case Because::read_initial:
        return fmt::format("{} read {} in its initial state, which {} overwrites", a, k, b);
      case Because::read_old:
        return fmt::format("{}, which {} overwrites", reads(p.before, p.key), b);
      case Because::exclusive:
        return fmt::format(
            "{} and {} both write {}, and the one to begin first has to be over first", a, b, k);
      case Because::read_earlier:
        return seen(p, fmt::format("{} had read from {}", reader, a));
      case Because::session_past:
        return seen(
            p, level_.order == SessionOrder::realtime
                   ? fmt::format("{} was over before {} began", a, reader)
                   : fmt::format("process {} had run {} before {}", process(p.before), a, reader));
      case Because::read_past:
        return seen(p, fmt::format("{} read from {}", reader, a));
      case Because::causal_past:
        return seen(p, fmt::format("{} is in the past of {}", a, reader));
      case Because::overwritten:
        break;
    }
    return fmt::format("{}, and {}, which comes before {}, writes {}, too",
                       read_from(p.reader, p.after, p.key), a, reader, k);
  }

  std::string txn_name(std::size_t point) const {
    return fmt::format("T{}", points_[point].txn + 1);
  }

 private:
  std::string key_or_none(const ForcedStep& p) const {
    return p.key < sessions_.keys.size() ? key(p.key) : "";
  }

  std::int64_t process(std::size_t point) const {
    return sessions_.transactions[points_[point].txn].process;
  }

  // What a transaction read of a key, from others.
  std::string reads(std::size_t point, std::size_t key_number) const {
    const SessionTransaction& txn = sessions_.transactions[points_[point].txn];
    for (const SessionRead& read : txn.reads) {
      if (read.key == key_number)
        return fmt::format("{} read {} = {}", txn_name(point), key(key_number),
                           operand(txn, read.place));
    }
    return fmt::format("{} wrote {} directly after another version", txn_name(point),
                       key(key_number));
  }

  std::string read_from(std::size_t reader, std::size_t writer, std::size_t key_number) const {
    const SessionTransaction& txn = sessions_.transactions[points_[reader].txn];
    for (const SessionRead& read : txn.reads) {
      if (read.key == key_number && read.writer == points_[writer].txn)
        return fmt::format("{} read {} = {}, which {} wrote", txn_name(reader), key(key_number),
                           operand(txn, read.place), txn_name(writer));
    }
    return fmt::format("{} wrote {} directly after the version of {}", txn_name(reader),
                       key(key_number), txn_name(writer));
  }

  // `p.before` was seen by the reader, which yet read another version.
  std::string seen(const ForcedStep& p, const std::string& how) const {
    const SessionTransaction& txn = sessions_.transactions[points_[p.reader].txn];
    const bool initial = p.before == p.after;
    for (const SessionRead& read : txn.reads) {
      const bool meant =
          initial ? read.writer == kInitialState : read.writer == points_[p.after].txn;
      if (read.key != p.key || !meant) continue;
      if (initial)
        return fmt::format("{}, which writes {}, but read {} in its initial state", how, key(p.key),
                           key(p.key));
      return fmt::format("{}, which writes {}, but read {} = {}, which {} wrote", how, key(p.key),
                         key(p.key), operand(txn, read.place), txn_name(p.after));
    }
    return how;
  }

  static std::string operand(const SessionTransaction& txn, std::size_t place) {
    return excerpt(txn.op->value.as_array().at(place).as_array().at(2));
  }

  const Sessions& sessions_;
  const OrderedLevel& level_;
  const std::vector<CommitPoint>& points_;
};

void tell_proof(const CommitDecision& decision, const Words& words,
                std::vector<std::string>& lines) {
  const auto& known = decision.forced.steps;
  bool impossible_alone = false;
  for (const std::size_t at : decision.forced.proof(decision.points.points.size())) {
    const ForcedStep& p = known[at];
    impossible_alone = p.before == p.after;
    lines.push_back(impossible_alone ? words.because(p)
                                     : fmt::format("{}, so {} < {}", words.because(p),
                                                   words.name(p.before), words.name(p.after)));
  }
  if (impossible_alone) return;
  std::string circle = words.name(known[decision.forced.cycle.front()].before);
  for (const std::size_t at : decision.forced.cycle) circle += " < " + words.name(known[at].after);
  lines.push_back("a circle: " + circle);
}

void tell_search(const CommitDecision& decision, const Words& words,
                 std::vector<std::string>& lines) {
  std::string placed;
  for (const std::size_t point : decision.search.order) {
    if (!placed.empty()) placed += " < ";
    placed += words.name(point);
  }
  lines.push_back("all orders were tried; none gets further than " +
                  (placed.empty() ? "nothing" : placed));
  for (const Unplaceable& stuck : decision.search.stuck) {
    const std::string name = words.name(stuck.point);
    const std::string other = words.name(stuck.other);
    switch (stuck.obstacle) {
      case Obstacle::predecessor:
        lines.push_back(fmt::format("then {} cannot come next: {} comes before it", name, other));
        break;
      case Obstacle::reader:
        lines.push_back(
            fmt::format("then {} cannot come next: it overwrites {}, which {} has still to read",
                        name, words.key(stuck.key), other));
        break;
      case Obstacle::overlap:
        lines.push_back(
            fmt::format("then {} cannot come next: it writes {} as {} does, which is not over",
                        name, words.key(stuck.key), words.txn_name(stuck.other)));
        break;
    }
  }
}

}  // namespace

std::vector<std::string> explain(const Sessions& sessions, const OrderedLevel& level,
                                 const CommitDecision& decision) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < sessions.transactions.size(); ++i) {
    const Op& op = *sessions.transactions[i].op;
    lines.push_back(fmt::format("T{}, {}: {}", i + 1, describe(op), excerpt(op.value)));
  }
  const Words words(sessions, level, decision);
  if (decision.forced.cycle.empty()) {
    tell_search(decision, words, lines);
  } else {
    tell_proof(decision, words, lines);
  }
  return lines;
}

}  // namespace eddy::checkers
