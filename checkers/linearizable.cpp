#include "eddy/checkers/linearizable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/found.h"
#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/drawing.h"
#include "checkers/linearizable/explanation.h"
#include "checkers/linearizable/fifo_queue_model.h"
#include "checkers/linearizable/judge.h"
#include "checkers/linearizable/multi_register_model.h"
#include "checkers/linearizable/mutex_model.h"
#include "checkers/linearizable/owned_mutex_model.h"
#include "checkers/linearizable/register_model.h"
#include "checkers/linearizable/set_model.h"
#include "checkers/linearizable/unordered_queue_model.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

using linearizable::Answer;
using linearizable::Case;
using linearizable::ClientCall;
using linearizable::Judgement;

// So many keys are drawn.
constexpr std::size_t kMostDrawn = 4;

Validity validity_of(Answer answer) {
  switch (answer) {
    case Answer::linearizable:
      return Validity::valid;
    case Answer::out_of_budget:
      return Validity::unknown;
    case Answer::not_linearizable:
      break;
  }
  return Validity::invalid;
}

// The sum over all keys, and of those that are not valid the cheapest, as they are to be told.
struct Total {
  std::size_t ops = 0;
  std::size_t pending = 0;
  std::size_t keys = 0;
  std::size_t invalid = 0;
  std::size_t unknown = 0;
  std::uint64_t steps = 0;
  std::vector<Judgement> faults;
};

// Takes no more than is left, and says how much that was.
class Purse {
 public:
  explicit Purse(const Budget& budget) : left_(budget) {}
  Budget at_most(std::uint64_t steps) const { return {std::min(left_.steps, steps), left_.bytes}; }
  std::uint64_t left() const { return left_.steps; }
  void pay(std::uint64_t steps) {
    left_.steps -= std::min(left_.steps, steps);
    spent_ += steps;
  }
  void keep_at_most(std::uint64_t steps) { left_.steps = std::min(left_.steps, steps); }
  std::uint64_t spent() const { return spent_; }

 private:
  Budget left_;
  std::uint64_t spent_ = 0;
};

// Decides key by key. Each gets few steps at first, so that a hard one does not keep the others
// from an answer; once one is wrong, that is the verdict, and the others get no more than it took.
template <class Model>
class KeysJudge {
 public:
  KeysJudge(const std::vector<std::vector<ClientCall>>& keys, const LinearizableOptions& options)
      : options_(options), purse_(options.budget) {
    for (const auto& calls : keys) cases_.emplace_back(calls, options);
    answered_.assign(cases_.size(), false);
  }

  Total judge() {
    for (const std::uint64_t tries : {kFirstTry, kSecondTry, options_.budget.steps}) {
      decide_all(tries);
      if (!wrong_.empty()) break;
    }
    return total();
  }

 private:
  static constexpr std::uint64_t kFirstTry = 100'000;
  static constexpr std::uint64_t kSecondTry = 10'000'000;
  // So many are a moment's work, whatever the verdict took.
  static constexpr std::uint64_t kMoment = 3'000'000;

  void decide_all(std::uint64_t tries) {
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      Case<Model>& one = cases_[i];
      if (answered_[i]) continue;
      if (purse_.left() == 0) {
        if (!one.is_decided()) one.count();
        continue;
      }
      // What was tried with as many steps would only be tried again.
      if (one.judgement().steps >= purse_.at_most(tries).steps && one.judgement().steps > 0)
        continue;
      one.decide(purse_.at_most(tries));
      purse_.pay(one.judgement().steps);
      answered_[i] = one.judgement().answer != Answer::out_of_budget;
      if (one.judgement().answer == Answer::not_linearizable) note_wrong(i);
    }
  }

  void note_wrong(std::size_t i) {
    if (invalid_++ == 0) purse_.keep_at_most(std::max(purse_.spent(), kMoment));
    const auto place =
        std::upper_bound(wrong_.begin(), wrong_.end(), i, [this](std::size_t a, std::size_t b) {
          return cases_[a].judgement().steps < cases_[b].judgement().steps;
        });
    wrong_.insert(place, i);
    if (wrong_.size() <= kMaxEvidence) return;
    cases_[wrong_.back()].forget();
    wrong_.pop_back();
  }

  Total total() {
    Total total;
    std::vector<std::size_t> told = wrong_;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const Judgement& judgement = cases_[i].judgement();
      ++total.keys;
      total.ops += judgement.op_count;
      total.pending += judgement.pending_count;
      if (answered_[i]) continue;
      ++total.unknown;
      if (wrong_.empty()) told.push_back(i);
    }
    total.invalid = invalid_;
    explain(told);
    for (const std::size_t i : told) total.faults.push_back(cases_[i].judgement());
    total.steps = purse_.spent();
    return total;
  }

  // All of them together cost no more than twice what the verdict did, or a moment.
  void explain(std::vector<std::size_t>& told) {
    if (told.size() > kMaxEvidence) told.resize(kMaxEvidence);
    std::uint64_t left = std::min(options_.budget.steps, std::max(2 * purse_.spent(), kMoment));
    for (const std::size_t i : told)
      left -= std::min(left, cases_[i].explain({left, options_.budget.bytes}));
  }

  const LinearizableOptions& options_;
  Purse purse_;
  std::deque<Case<Model>> cases_;
  std::vector<bool> answered_;
  std::size_t invalid_ = 0;
  std::vector<std::size_t> wrong_;  // the cheapest of them, by what their searches cost
};

template <class Model>
Total judge_all(const History& history, const LinearizableOptions& options) {
  const auto calls = linearizable::client_calls(history, Model::form(options.model));
  const auto keys = linearizable::split_by_key(calls);
  return KeysJudge<Model>(keys, options).judge();
}

Total judge_by_model(const History& history, const LinearizableOptions& options) {
  switch (options.model) {
    case LinearizableModel::cas_register:
    case LinearizableModel::kv:
      return judge_all<linearizable::RegisterModel>(history, options);
    case LinearizableModel::mutex:
      return judge_all<linearizable::MutexModel>(history, options);
    case LinearizableModel::owned_mutex:
      return judge_all<linearizable::OwnedMutexModel>(history, options);
    case LinearizableModel::set:
      return judge_all<linearizable::SetModel>(history, options);
    case LinearizableModel::fifo_queue:
      return judge_all<linearizable::FifoQueueModel>(history, options);
    case LinearizableModel::unordered_queue:
      return judge_all<linearizable::UnorderedQueueModel>(history, options);
    case LinearizableModel::multi_register:
      break;
  }
  return judge_all<linearizable::MultiRegisterModel>(history, options);
}

}  // namespace

std::string_view to_string(LinearizableModel model) {
  switch (model) {
    case LinearizableModel::cas_register:
      return "register";
    case LinearizableModel::kv:
      return "kv";
    case LinearizableModel::mutex:
      return "mutex";
    case LinearizableModel::owned_mutex:
      return "owned-mutex";
    case LinearizableModel::set:
      return "linear-set";
    case LinearizableModel::fifo_queue:
      return "fifo-queue";
    case LinearizableModel::unordered_queue:
      return "unordered-queue";
    case LinearizableModel::multi_register:
      break;
  }
  return "multi-register";
}

Verdict check_linearizable(const History& history, const LinearizableOptions& options) {
  Total total = judge_by_model(history, options);
  Verdict verdict;
  json::array faults;
  Found found(verdict);
  Found undecided(verdict, Proof::doubtful);
  for (const Judgement& judgement : total.faults) {
    verdict.validity = merge(verdict.validity, validity_of(judgement.answer));
    const bool wrong = judgement.answer == linearizable::Answer::not_linearizable;
    (wrong ? found : undecided).add("not-linearizable", [&] {
      return FoundCase{linearizable::involved_in(judgement),
                       fmt::format("{}", fmt::join(linearizable::explain(judgement), "\n"))};
    });
    faults.push_back(linearizable::report(judgement));
    if (!wrong || !judgement.failure || verdict.drawings.size() == kMostDrawn) {
      continue;
    }
    verdict.drawings.push_back({fmt::format("linearizable-{}.svg", verdict.drawings.size()),
                                linearizable::draw(judgement)});
  }
  const std::size_t more =
      (total.invalid > 0 ? total.invalid : total.unknown) - total.faults.size();
  if (more > 0) verdict.evidence.push_back(fmt::format("and so with {} more keys", more));
  if (total.invalid > 0 && total.unknown > 0) {
    verdict.evidence.push_back(fmt::format("{} not searched to the end: one that is wrong decides",
                                           total.unknown == 1
                                               ? std::string("one more key was")
                                               : fmt::format("{} more keys were", total.unknown)));
  }
  verdict.report["model"] = to_string(options.model);
  verdict.count("op-count", total.ops);
  verdict.count("pending-count", total.pending);
  verdict.count("key-count", total.keys);
  verdict.count("invalid-count", total.invalid);
  verdict.count("unknown-count", total.unknown);
  verdict.count("step-count", total.steps);
  verdict.report["faults"] = std::move(faults);
  return verdict;
}

}  // namespace eddy::checkers
