#include "checkers/final_reads.h"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <utility>

#include "checkers/concurrency.h"
#include "checkers/evidence.h"
#include "eddy/checkers/finding.h"

namespace eddy::checkers {

FinalReads::FinalReads(const History& history, const ConvergenceOptions& options)
    : history_(history),
      options_(options),
      calls_(pair_calls(history)),
      concurrency_(concurrency_of(history)) {
  const auto& begins = options.rounds.begins;
  for (const Call& call : calls_) {
    const Op& op = history.ops[call.invocation];
    if (op.f != "read") continue;
    if (begins.empty() ? !is_final(call) : call.invocation < begins.front()) continue;
    const std::size_t round = static_cast<std::size_t>(
        std::upper_bound(begins.begin(), begins.end(), call.invocation) - begins.begin());
    reads_.push_back({&call, number(op), begins.empty() ? 0 : round - 1});
  }
  answered_.assign(names_.size(), false);
  answered_rounds_.resize(names_.size());
  for (const FinalRead& read : reads_) {
    if (answer(read) == nullptr) continue;
    answered_rounds_[read.replica].push_back(read.round);
    if (is_last(read)) answered_[read.replica] = true;
  }
}

bool FinalReads::is_late(std::size_t replica, std::size_t round, std::int64_t added) const {
  const FinalRounds& rounds = options_.rounds;
  const std::vector<std::size_t>& answered = answered_rounds_[replica];
  const auto here = std::lower_bound(answered.begin(), answered.end(), round);
  if (rounds.begins.empty() || here == answered.begin()) return false;
  const std::int64_t grace = rounds.in_time_until - rounds.healed;
  return time_of(*std::prev(here)) >= std::max(rounds.in_time_until, added + grace);
}

const Op* FinalReads::answer(const FinalRead& read) const {
  if (!read.call->completion) return nullptr;
  const Op& completion = history_.ops[*read.call->completion];
  return completion.type == OpType::ok ? &completion : nullptr;
}

std::string FinalReads::when(std::size_t round) const {
  constexpr double kSecond = 1e9;
  const auto after = static_cast<double>(time_of(round) - options_.rounds.healed) / kSecond;
  return fmt::format("{:.4g} s after {}", after, options_.rounds.occasion);
}

std::vector<const Op*> FinalReads::last_answers(const Replicas& replicas) const {
  std::vector<const Op*> answers;
  for (const FinalRead& read : reads_) {
    if (is_last(read) && answer(read) != nullptr && replicas.contains(read.replica))
      answers.push_back(answer(read));
  }
  return answers;
}

std::string FinalReads::names(const Replicas& replicas) const {
  std::vector<std::string> words;
  for (const std::size_t replica : replicas) words.push_back(names_[replica]);
  return enumerate(std::move(words));
}

std::size_t FinalReads::judge_answers(Verdict& verdict) const {
  struct Silent {
    Replicas replicas;
    std::vector<const Op*> reads;
  };
  std::map<std::string, Silent> silent;
  std::size_t unanswered = 0;
  for (const FinalRead& read : reads_) {
    if (!is_last(read) || answer(read) != nullptr) continue;
    ++unanswered;
    const auto& completion = read.call->completion;
    const std::string why = completion && !history_.ops[*completion].error.is_null()
                                ? excerpt(history_.ops[*completion].error)
                                : "no answer";
    silent[why].replicas.insert(read.replica);
    silent[why].reads.push_back(&history_.ops[completion.value_or(read.call->invocation)]);
  }
  for (const auto& [why, those] : silent) {
    verdict.validity = Validity::invalid;
    verdict.evidence.push_back(
        fmt::format("{} did not answer the last read: {}", names(those.replicas), why));
    if (verdict.findings.size() < kMostFindings)
      verdict.findings.push_back(
          to_finding("unanswered", involved(those.reads), verdict.evidence.back()));
  }
  if (reads_.empty()) {
    verdict.validity = Validity::unknown;
    verdict.evidence.emplace_back(
        "no read is final (\"final?\": true), so nobody knows whether the replicas agree");
  }
  return unanswered;
}

bool FinalReads::is_final(const Call& call) const {
  return history_.ops[call.invocation].final_op ||
         (call.completion && history_.ops[*call.completion].final_op);
}

std::size_t FinalReads::number(const Op& op) {
  std::pair<std::int32_t, std::int64_t> who{op.node, 0};
  if (op.node == kNoNode) who.second = concurrency_ > 0 ? op.process % concurrency_ : op.process;
  const auto [known, is_new] = numbers_.try_emplace(who, names_.size());
  if (is_new) {
    names_.push_back(op.node == kNoNode ? fmt::format("process {}", op.process)
                                        : fmt::format("n{}", op.node));
    nodes_.push_back(op.node);
  }
  return known->second;
}

}  // namespace eddy::checkers
