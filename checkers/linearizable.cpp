#include "checkers/linearizable.h"

#include "checkers/evidence.h"
#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/drawing.h"
#include "checkers/linearizable/fifo_queue_model.h"
#include "checkers/linearizable/judge.h"
#include "checkers/linearizable/multi_register_model.h"
#include "checkers/linearizable/mutex_model.h"
#include "checkers/linearizable/owned_mutex_model.h"
#include "checkers/linearizable/register_model.h"
#include "checkers/linearizable/set_model.h"
#include "checkers/linearizable/unordered_queue_model.h"

#include <fmt/format.h>
#include <boost/json/array.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eddy::checkers {

namespace json = boost::json;

namespace {

using linearizable::Answer;
using linearizable::ClientCall;
using linearizable::Judgement;

/// So many keys are drawn.
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

/// The sum over all keys, and the keys that are not valid.
struct Total {
  std::size_t ops = 0;
  std::size_t pending = 0;
  std::size_t keys = 0;
  std::size_t invalid = 0;
  std::size_t unknown = 0;
  std::uint64_t steps = 0;
  std::vector<Judgement> faults;
};

/// A key gets so many steps at first, so that a hard one does not keep the others from an answer.
constexpr std::uint64_t kFirstTry = 10'000'000;

/// Takes no more than is left, and says how much that was.
class Purse {
 public:
  explicit Purse(const Budget& budget) : left_(budget) {}
  Budget at_most(std::uint64_t steps) const { return {std::min(left_.steps, steps), left_.bytes}; }
  Budget all() const { return left_; }
  void pay(std::uint64_t steps) {
    left_.steps -= std::min(left_.steps, steps);
    spent_ += steps;
  }
  std::uint64_t spent() const { return spent_; }

 private:
  Budget left_;
  std::uint64_t spent_ = 0;
};

template <class Model>
std::vector<Judgement> judge_keys(const std::vector<std::vector<ClientCall>>& keys,
                                  const LinearizableOptions& options, Purse& purse) {
  std::vector<Judgement> judgements;
  judgements.reserve(keys.size());
  for (const auto& calls : keys) {
    judgements.push_back(linearizable::judge<Model>(calls, options, purse.at_most(kFirstTry)));
    purse.pay(judgements.back().steps);
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (judgements[i].answer != Answer::out_of_budget) continue;
    if (purse.all().steps <= judgements[i].steps) continue;
    judgements[i] = linearizable::judge<Model>(keys[i], options, purse.all());
    purse.pay(judgements[i].steps);
  }
  return judgements;
}

template <class Model>
Total judge_all(const History& history, const LinearizableOptions& options) {
  const auto calls = linearizable::client_calls(history, Model::form(options.model));
  Purse purse(options.budget);
  Total total;
  for (Judgement& judgement :
       judge_keys<Model>(linearizable::split_by_key(calls), options, purse)) {
    ++total.keys;
    total.ops += judgement.op_count;
    total.pending += judgement.pending_count;
    if (judgement.answer == Answer::not_linearizable) ++total.invalid;
    if (judgement.answer == Answer::out_of_budget) ++total.unknown;
    if (judgement.answer != Answer::linearizable) total.faults.push_back(std::move(judgement));
  }
  total.steps = purse.spent();
  return total;
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
  // What is proven comes first.
  std::stable_sort(total.faults.begin(), total.faults.end(),
                   [](const Judgement& a, const Judgement& b) { return a.answer > b.answer; });
  Verdict verdict;
  json::array faults;
  for (const Judgement& judgement : total.faults) {
    verdict.validity = merge(verdict.validity, validity_of(judgement.answer));
    if (faults.size() == kMaxEvidence) continue;
    for (std::string& line : linearizable::explain(judgement))
      verdict.evidence.push_back(std::move(line));
    faults.push_back(linearizable::report(judgement));
    if (judgement.answer != Answer::not_linearizable || !judgement.failure ||
        verdict.drawings.size() == kMostDrawn) {
      continue;
    }
    verdict.drawings.push_back({fmt::format("linearizable-{}.svg", verdict.drawings.size()),
                                linearizable::draw(judgement)});
  }
  if (total.faults.size() > kMaxEvidence) {
    verdict.evidence.push_back(
        fmt::format("and so with {} more keys", total.faults.size() - kMaxEvidence));
  }
  const auto count = [&](const char* name, std::size_t value) {
    verdict.figures.push_back({name, static_cast<double>(value), Unit::count});
    verdict.report[name] = value;
  };
  verdict.report["model"] = to_string(options.model);
  count("op-count", total.ops);
  count("pending-count", total.pending);
  count("key-count", total.keys);
  count("invalid-count", total.invalid);
  count("unknown-count", total.unknown);
  count("step-count", total.steps);
  verdict.report["faults"] = std::move(faults);
  return verdict;
}

}  // namespace eddy::checkers
