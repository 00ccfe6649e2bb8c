#include "eddy/checkers/catalog.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "checkers/bad_operation.h"
#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/bank.h"
#include "eddy/checkers/causal_reverse.h"
#include "eddy/checkers/convergence.h"
#include "eddy/checkers/counter.h"
#include "eddy/checkers/echo.h"
#include "eddy/checkers/final_set.h"
#include "eddy/checkers/kafka.h"
#include "eddy/checkers/linearizable.h"
#include "eddy/checkers/long_fork.h"
#include "eddy/checkers/pn_counter.h"
#include "eddy/checkers/queue.h"
#include "eddy/checkers/set_full.h"
#include "eddy/checkers/stats.h"
#include "eddy/checkers/transactional/commit_models.h"
#include "eddy/checkers/transactional/list_append.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/checkers/transactional/rw_register.h"
#include "eddy/checkers/unique_ids.h"

namespace eddy::checkers {

namespace {

// Both have to hold.
Verdict with_convergence(Verdict verdict, Verdict convergence) {
  verdict.validity = merge(verdict.validity, convergence.validity);
  const auto move_all = [](auto& from, auto& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  move_all(convergence.findings, verdict.findings);
  move_all(convergence.evidence, verdict.evidence);
  move_all(convergence.figures, verdict.figures);
  verdict.report["convergence"] = results_object(convergence);
  return verdict;
}

Verdict set_full(const History& history, const CheckOptions& options) {
  SetFullOptions own;
  own.add = options.add;
  own.staleness = options.linearizable ? Staleness::invalid : Staleness::allowed;
  own.surroundings.disturbances = disturbances_of(history);
  Verdict verdict = check_set_full(history, own);
  if (options.final_reads == FinalReadRule::as_others) return verdict;
  ConvergenceOptions final_reads;
  final_reads.add = options.add;
  final_reads.surroundings = own.surroundings;
  return with_convergence(std::move(verdict), check_convergence(history, final_reads));
}

template <LinearizableModel model>
Verdict linearizable(const History& history, const CheckOptions& options) {
  LinearizableOptions own;
  own.model = model;
  own.initial = options.initial;
  own.failed_cas = options.failed_cas;
  own.nil_read = options.nil_read;
  own.budget = options.budget;
  return check_linearizable(history, own);
}

Verdict unique_ids(const History& history, const CheckOptions& /*options*/) {
  return check_unique_ids(history);
}

Verdict echo(const History& history, const CheckOptions& /*options*/) {
  return check_echo(history);
}

Verdict stats(const History& history, const CheckOptions& /*options*/) {
  return check_stats(history);
}

Verdict set(const History& history, const CheckOptions& /*options*/) {
  return check_final_set(history);
}

Verdict counter(const History& history, const CheckOptions& /*options*/) {
  return check_counter(history);
}

Verdict pn_counter(const History& history, const CheckOptions& options) {
  Verdict verdict = check_pn_counter(history, options.budget);
  if (options.final_reads == FinalReadRule::as_others) return verdict;
  ConvergenceOptions own;
  own.surroundings.disturbances = disturbances_of(history);
  return with_convergence(std::move(verdict), check_agreement(history, own));
}

Verdict queue(const History& history, const CheckOptions& /*options*/) {
  return check_queue(history);
}

Verdict total_queue(const History& history, const CheckOptions& /*options*/) {
  return check_total_queue(history);
}

Verdict bank(const History& history, const CheckOptions& options) {
  BankOptions own;
  own.total = options.total_amount;
  if (options.negative_balances) own.negative_balances = NegativeBalances::allowed;
  return check_bank(history, own);
}

Verdict long_fork(const History& history, const CheckOptions& options) {
  return check_long_fork(history, {options.group_size});
}

Verdict causal_reverse(const History& history, const CheckOptions& /*options*/) {
  return check_causal_reverse(history);
}

SubVia sub_via(const std::vector<std::string>& words) {
  SubVia via = SubVia::assign;
  for (const std::string& word : words) {
    if (word == "subscribe") {
      via = SubVia::subscribe;
    } else if (word != "assign") {
      throw BadInput(fmt::format("--sub-via takes assign or subscribe, not {}", word));
    }
  }
  return via;
}

Verdict kafka(const History& history, const CheckOptions& options) {
  KafkaOptions own;
  own.sub_via = sub_via(options.sub_via);
  own.ww_deps = options.ww_deps ? WwDeps::followed : WwDeps::ignored;
  own.committed_offsets = options.rising_offsets ? CommittedOffsets::rising : CommittedOffsets::any;
  own.budget = options.budget;
  return check_kafka(history, own);
}

Verdict list_append(const History& history, const CheckOptions& options) {
  return check_list_append(history, options);
}

void refuse_lists(const CheckOptions& options) {
  prohibited_anomalies(options.consistency_models, options.anomalies);
  require_answers("list-append", options.consistency_models);
}

void refuse_registers(const CheckOptions& options) {
  prohibited_anomalies(options.consistency_models, options.anomalies);
  require_answers("rw-register", options.consistency_models);
}

void refuse_models(const CheckOptions& options) { commit_levels(options); }

// In the order of `eddy check --help`: transactions, linearizability, sets, the rest.
constexpr std::array kCatalog = {
    CheckerEntry{"list-append", "transactions over lists show no anomaly that the models prohibit",
                 "", "consistency-models anomalies", &list_append, Sharing::off, &refuse_lists,
                 Naming::optional},
    CheckerEntry{"rw-register",
                 "transactions over registers show no anomaly that the models prohibit", "",
                 "consistency-models anomalies linearizable-keys sequential-keys wfr-keys",
                 &check_rw_register, Sharing::off, &refuse_registers, Naming::optional},
    CheckerEntry{"commit-order",
                 "transactions over registers have an order of commits that the models allow", "",
                 "consistency-models session-order", &check_commit_models, Sharing::off,
                 &refuse_models, Naming::optional},
    CheckerEntry{"register", "a register with read, write and cas is linearizable", "",
                 "initial failed-cas nil-read", &linearizable<LinearizableModel::cas_register>},
    CheckerEntry{"kv", "the register of every key is linearizable", "",
                 "initial failed-cas nil-read", &linearizable<LinearizableModel::kv>},
    CheckerEntry{"multi-register", "transactions over several registers are linearizable", "",
                 "initial nil-read", &linearizable<LinearizableModel::multi_register>},
    CheckerEntry{"mutex", "a lock that is held is not acquired", "", "",
                 &linearizable<LinearizableModel::mutex>},
    CheckerEntry{"owned-mutex",
                 "a lock that is held is not acquired, and only its owner releases it", "", "",
                 &linearizable<LinearizableModel::owned_mutex>},
    CheckerEntry{"linear-set", "a set with add and read of everything is linearizable", "",
                 "initial", &linearizable<LinearizableModel::set>},
    CheckerEntry{"fifo-queue", "a queue is linearizable, and first in is first out", "", "",
                 &linearizable<LinearizableModel::fifo_queue>},
    CheckerEntry{"unordered-queue", "a queue is linearizable, whatever order it keeps", "", "",
                 &linearizable<LinearizableModel::unordered_queue>},
    CheckerEntry{"set-full", "every element that is known to be there stays", "add read",
                 "add linearizable final-reads", &set_full, Sharing::on},
    CheckerEntry{"set", "the last read shows all that was acknowledged, and nothing else",
                 "add read", "", &set},
    CheckerEntry{"counter",
                 "reads of a growing counter lie between what was and may have been added",
                 "add read", "", &counter},
    CheckerEntry{"pn-counter", "final reads are sums of what was, and may have been, added",
                 "add read", "final-reads", &pn_counter},
    CheckerEntry{"queue", "what comes out of a queue is in there, in any order",
                 "enqueue dequeue drain", "", &queue},
    CheckerEntry{"total-queue", "what goes into a queue comes out of it", "enqueue dequeue drain",
                 "", &total_queue},
    CheckerEntry{"bank", "transfers neither make nor lose money", "transfer read",
                 "total-amount negative-balances", &bank},
    CheckerEntry{"long-fork", "no two reads see two writes in opposite orders", "", "group-size",
                 &long_fork, Sharing::off, nullptr, Naming::optional},
    CheckerEntry{"causal-reverse", "no write is seen without those acknowledged before it began",
                 "write read", "", &causal_reverse},
    CheckerEntry{"kafka", "each message sent is polled, once and in the order of its log", "",
                 "sub-via ww-deps committed-offsets", &kafka, Sharing::off, nullptr,
                 Naming::required, Repeats::kafka},
    CheckerEntry{"unique-ids", "no id is given out twice", "generate", "", &unique_ids},
    CheckerEntry{"echo", "every request comes back with the payload that was sent", "echo", "",
                 &echo, Sharing::off, nullptr, Naming::required, Repeats::function},
    CheckerEntry{"stats", "every function succeeds at least once", "", "", &stats, Sharing::off,
                 nullptr, Naming::required, Repeats::function},
};

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto blank = std::min(text.find(' '), text.size());
    if (blank > 0) words.emplace_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return words;
}

std::span<const CheckerEntry> catalog() { return kCatalog; }

void require_functions(const CheckerEntry& checker, const History& history,
                       const CheckOptions& options) {
  std::vector<std::string> known = words_of(checker.functions);
  if (known.empty()) return;
  std::replace(known.begin(), known.end(), std::string("add"), options.add);
  for (const Call& call : pair_calls(history)) {
    const Op& op = history.ops[call.invocation];
    // A client that crashes with nothing open may say so.
    if (op.type == OpType::info || std::find(known.begin(), known.end(), op.f) != known.end())
      continue;
    throw BadOperation(op,
                       fmt::format("expected the function to be {} for the model {}, but it is {}",
                                   fmt::join(known, " or "), checker.name, op.f));
  }
}

void note_emptiness(Verdict& verdict, const History& history) {
  const bool any = std::any_of(history.ops.begin(), history.ops.end(),
                               [](const Op& op) { return op.is_client(); });
  if (any) return;
  verdict.validity = Validity::unknown;
  verdict.findings.clear();
  if (verdict.evidence.empty())
    verdict.evidence.emplace_back("no client did anything, so nothing is shown");
}

Verdict judge(const CheckerEntry& checker, const History& history, const CheckOptions& options) {
  Verdict verdict = checker.check(history, options);
  note_emptiness(verdict, history);
  return verdict;
}

const CheckerEntry* find_checker(std::string_view name) {
  const auto* found =
      std::find_if(kCatalog.begin(), kCatalog.end(),
                   [name](const CheckerEntry& entry) { return entry.name == name; });
  return found == kCatalog.end() ? nullptr : found;
}

}  // namespace eddy::checkers
