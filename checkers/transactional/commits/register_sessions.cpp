#include "eddy/checkers/transactional/commits/register_sessions.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"
#include "checkers/micro_operation.h"
#include "checkers/operand.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;

struct MicroOp {
  bool write = false;
  std::size_t key = 0;
  const json::value* value = nullptr;
};

enum class Ending { ok, failed, indefinite };

// A call with what it asked for; whether it becomes a transaction is only known at the end.
struct Candidate {
  SessionTransaction txn;
  Ending outcome = Ending::indefinite;
  std::vector<MicroOp> micros;
  bool observed = false;
};

struct Write {
  std::size_t candidate;
  bool last;  // its transaction does not write the key again
};

using WriteTable = std::vector<
    std::map<const json::value*, Write, bool (*)(const json::value*, const json::value*)>>;

bool pointed_less(const json::value* a, const json::value* b) { return ValueLess()(*a, *b); }

class SessionReader {
 public:
  explicit SessionReader(const History& history) : history_(history) {}

  Sessions read() {
    for (const Call& call : pair_calls(history_)) add(call);
    for (std::size_t i = 0; i < candidates_.size(); ++i) add_writes(i);
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (candidates_[i].outcome == Ending::ok) resolve_reads(i);
    }
    collect();
    return std::move(sessions_);
  }

 private:
  std::size_t key_number(const json::value& key) {
    const auto [at, fresh] = key_numbers_.try_emplace(&key, sessions_.keys.size());
    if (fresh) {
      sessions_.keys.push_back(&key);
      writes_.emplace_back(&pointed_less);
    }
    return at->second;
  }

  std::vector<MicroOp> parse(const Op& op) {
    std::vector<MicroOp> micros;
    for (const json::value& micro : require_array(op, op.value, "the transaction")) {
      const MicroOperation parts = require_micro_operation(op, micro);
      micros.push_back({parts.access == Access::write, key_number(*parts.key), parts.value});
    }
    return micros;
  }

  void add(const Call& call) {
    Candidate candidate;
    candidate.txn.begin = call.invocation;
    const Op* op = &history_.ops[call.invocation];
    if (call.completion) {
      const Op& completion = history_.ops[*call.completion];
      if (completion.type == OpType::ok || completion.type == OpType::fail) {
        candidate.txn.end = *call.completion;
        candidate.outcome = completion.type == OpType::ok ? Ending::ok : Ending::failed;
        if (completion.type == OpType::ok) op = &completion;
      }
    }
    candidate.txn.op = op;
    candidate.txn.process = op->process;
    candidate.micros = parse(*op);
    candidates_.push_back(std::move(candidate));
  }

  void add_writes(std::size_t number) {
    Candidate& candidate = candidates_[number];
    std::map<std::size_t, std::size_t> last;  // by key: which operation
    for (std::size_t i = 0; i < candidate.micros.size(); ++i) {
      if (candidate.micros[i].write) last[candidate.micros[i].key] = i;
    }
    for (std::size_t i = 0; i < candidate.micros.size(); ++i) {
      const MicroOp& micro = candidate.micros[i];
      if (!micro.write) continue;
      const auto [at, fresh] =
          writes_[micro.key].try_emplace(micro.value, Write{number, last[micro.key] == i});
      if (!fresh || micro.value->is_null()) refuse(number, micro, at->second.candidate);
    }
    for (const auto& [key, place] : last) candidate.txn.writes.push_back({key, place});
  }

  [[noreturn]] void refuse(std::size_t number, const MicroOp& micro, std::size_t first) const {
    const Op& op = *candidates_[number].txn.op;
    const std::string key = excerpt(*sessions_.keys[micro.key]);
    if (micro.value->is_null())
      throw BadOperation(op, fmt::format("expected a value to write to key {}, but it is null, "
                                         "which stands for what was never written",
                                         key));
    throw BadOperation(
        op, fmt::format("expected each value to be written to a key at most once, "
                        "but {} is written to key {} by {}, too",
                        excerpt(*micro.value), key, describe(*candidates_[first].txn.op)));
  }

  void fault(Anomaly anomaly, const Candidate& reader, const MicroOp& micro,
             const std::string& why) {
    sessions_.faults.push_back(
        {anomaly,
         fmt::format("{} read {} = {}, {}", describe(*reader.txn.op),
                     excerpt(*sessions_.keys[micro.key]), excerpt(*micro.value), why),
         reader.txn.op});
  }

  // Whether a value that is not null can be read by others at all; tells if not.
  bool readable(std::size_t number, const MicroOp& micro, const Write* write) {
    const Candidate& reader = candidates_[number];
    if (write == nullptr) {
      fault(Anomaly::thin_air_read, reader, micro, "which nobody wrote");
      return false;
    }
    const Candidate& writer = candidates_[write->candidate];
    if (write->candidate == number) {
      fault(Anomaly::future_read, reader, micro, "which it wrote only afterwards");
      return false;
    }
    if (writer.outcome == Ending::failed) {
      fault(Anomaly::g1a, reader, micro,
            fmt::format("the write of {}, which failed", describe(*writer.txn.op)));
      return false;
    }
    if (!write->last) {
      fault(Anomaly::g1b, reader, micro,
            fmt::format("which {} itself overwrote", describe(*writer.txn.op)));
      return false;
    }
    return true;
  }

  void resolve_reads(std::size_t number) {
    Candidate& reader = candidates_[number];
    std::map<std::size_t, const json::value*> own;  // what it has written so far, by key
    for (std::size_t i = 0; i < reader.micros.size(); ++i) {
      const MicroOp& micro = reader.micros[i];
      if (micro.write) {
        own[micro.key] = micro.value;
        continue;
      }
      if (const auto mine = own.find(micro.key); mine != own.end()) {
        if (equal_values(*mine->second, *micro.value)) continue;
        fault(Anomaly::internal, reader, micro,
              fmt::format("where it had itself written {}", excerpt(*mine->second)));
      }
      if (micro.value->is_null()) {
        reader.txn.reads.push_back({micro.key, kInitialState, i});
        continue;
      }
      const auto found = writes_[micro.key].find(micro.value);
      const Write* write = found == writes_[micro.key].end() ? nullptr : &found->second;
      if (write != nullptr && write->candidate == number && own.contains(micro.key)) continue;
      if (!readable(number, micro, write)) continue;
      candidates_[write->candidate].observed = true;
      reader.txn.reads.push_back({micro.key, write->candidate, i});
    }
  }

  void collect() {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const Candidate& c = candidates_[i];
      if (c.outcome == Ending::ok || (c.outcome == Ending::indefinite && c.observed))
        members.push_back(i);
    }
    const auto moment = [this](std::size_t i) {
      const SessionTransaction& txn = candidates_[i].txn;
      return txn.end == kNever ? txn.begin : txn.end;
    };
    std::stable_sort(members.begin(), members.end(),
                     [&](std::size_t a, std::size_t b) { return moment(a) < moment(b); });
    std::vector<std::size_t> number(candidates_.size(), kInitialState);
    for (std::size_t i = 0; i < members.size(); ++i) number[members[i]] = i;
    for (const std::size_t member : members) {
      SessionTransaction& txn = candidates_[member].txn;
      for (SessionRead& read : txn.reads) {
        if (read.writer != kInitialState) read.writer = number[read.writer];
      }
      sessions_.transactions.push_back(std::move(txn));
    }
  }

  const History& history_;
  Sessions sessions_;
  std::map<const json::value*, std::size_t, bool (*)(const json::value*, const json::value*)>
      key_numbers_{&pointed_less};
  std::vector<Candidate> candidates_;
  WriteTable writes_;  // by key
};

std::vector<std::pair<std::size_t, std::size_t>> process_edges(const Sessions& sessions) {
  std::vector<std::size_t> by_begin(sessions.transactions.size());
  for (std::size_t i = 0; i < by_begin.size(); ++i) by_begin[i] = i;
  const auto& txns = sessions.transactions;
  std::stable_sort(by_begin.begin(), by_begin.end(),
                   [&](std::size_t a, std::size_t b) { return txns[a].begin < txns[b].begin; });
  std::map<std::int64_t, std::size_t> latest;  // of each process, that has ended
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const std::size_t i : by_begin) {
    const auto before = latest.find(txns[i].process);
    if (before != latest.end()) edges.emplace_back(before->second, i);
    if (txns[i].end != kNever) latest[txns[i].process] = i;
  }
  return edges;
}

// Follows the history; `ended` are those that no other one separates from what begins next.
std::vector<std::pair<std::size_t, std::size_t>> realtime_edges(const Sessions& sessions) {
  const auto& txns = sessions.transactions;
  struct Event {
    std::size_t position;
    bool is_end;
    std::size_t txn;
  };
  std::vector<Event> events;
  for (std::size_t i = 0; i < txns.size(); ++i) {
    events.push_back({txns[i].begin, false, i});
    if (txns[i].end != kNever) events.push_back({txns[i].end, true, i});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::pair(a.position, a.is_end) < std::pair(b.position, b.is_end);
  });
  std::vector<std::size_t> ended;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const Event& event : events) {
    if (!event.is_end) {
      for (const std::size_t before : ended) edges.emplace_back(before, event.txn);
      continue;
    }
    std::erase_if(ended, [&](std::size_t i) { return txns[i].end < txns[event.txn].begin; });
    ended.push_back(event.txn);
  }
  return edges;
}

}  // namespace

bool SessionTransaction::writes_key(std::size_t key) const {
  return std::any_of(writes.begin(), writes.end(),
                     [key](const SessionWrite& write) { return write.key == key; });
}

Sessions register_sessions(const History& history) { return SessionReader(history).read(); }

std::vector<std::pair<std::size_t, std::size_t>> order_edges(const Sessions& sessions,
                                                             SessionOrder order) {
  switch (order) {
    case SessionOrder::none:
      return {};
    case SessionOrder::process:
      return process_edges(sessions);
    case SessionOrder::realtime:
      break;
  }
  return realtime_edges(sessions);
}

Sessions restricted_to(const Sessions& sessions, const std::vector<bool>& kept) {
  std::vector<std::size_t> number(kept.size(), kNever);
  std::size_t count = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i]) number[i] = count++;
  }
  Sessions rest;
  rest.keys = sessions.keys;
  const auto renumber = [&](std::vector<SessionRead>& reads) {
    std::erase_if(reads, [&](const SessionRead& read) {
      return read.writer != kInitialState && !kept[read.writer];
    });
    for (SessionRead& read : reads) {
      if (read.writer != kInitialState) read.writer = number[read.writer];
    }
  };
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) continue;
    rest.transactions.push_back(sessions.transactions[i]);
    renumber(rest.transactions.back().reads);
    renumber(rest.transactions.back().replaces);
  }
  return rest;
}

}  // namespace eddy::checkers
