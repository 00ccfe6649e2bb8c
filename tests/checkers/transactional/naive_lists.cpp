#include "tests/checkers/transactional/naive_lists.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>

namespace eddy::checkers {

namespace {

namespace json = boost::json;

struct NaiveTransaction {
  const json::array* micros = nullptr;
  std::int64_t process = 0;
  std::size_t begin = 0;
  std::size_t end = SIZE_MAX;
  bool ok = false;
};

class NaiveLists {
 public:
  NaiveLists(const History& history, const NaiveModel& model) : model_(model) {
    for (const Call& call : pair_calls(history)) {
      const Op& op = history.ops[call.completion.value_or(call.invocation)];
      if (op.type == OpType::fail) continue;
      NaiveTransaction txn{&op.value.as_array(), op.process, call.invocation};
      txn.ok = op.type == OpType::ok;
      if (txn.ok) txn.end = *call.completion;
      all_.push_back(txn);
    }
  }

  bool holds() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!all_[i].ok) open.push_back(i);
    }
    for (std::size_t chosen = 0; chosen < std::size_t{1} << open.size(); ++chosen) {
      order_.clear();
      for (std::size_t i = 0; i < all_.size(); ++i) {
        const auto at =
            static_cast<std::size_t>(std::find(open.begin(), open.end(), i) - open.begin());
        if (all_[i].ok || (chosen >> at & 1U) != 0) order_.push_back(i);
      }
      do {
        if (some_view_explains()) return true;
      } while (std::next_permutation(order_.begin(), order_.end()));
    }
    return false;
  }

 private:
  bool precedes(std::size_t a, std::size_t b) const {
    if (model_.order == SessionOrder::none || all_[a].end >= all_[b].begin) return false;
    return model_.order == SessionOrder::realtime || all_[a].process == all_[b].process;
  }

  static bool appends_to(const json::array& micros, const json::value& key) {
    return std::any_of(micros.begin(), micros.end(), [&](const json::value& micro) {
      return micro.at(0) == "append" && micro.at(1) == key;
    });
  }

  bool conflict(std::size_t a, std::size_t b) const {
    return std::any_of(all_[a].micros->begin(), all_[a].micros->end(), [&](const json::value& m) {
      return m.at(0) == "append" && appends_to(*all_[b].micros, m.at(1));
    });
  }

  // Whether a read of `b` shows an element that `a` appended.
  bool shows(std::size_t b, std::size_t a) const {
    for (const json::value& read : *all_[b].micros) {
      if (read.at(0) != "r" || !read.at(2).is_array()) continue;
      for (const json::value& micro : *all_[a].micros) {
        if (micro.at(0) != "append" || micro.at(1) != read.at(1)) continue;
        const json::array& list = read.at(2).as_array();
        if (std::find(list.begin(), list.end(), micro.at(2)) != list.end()) return true;
      }
    }
    return false;
  }

  bool some_view_explains() {
    std::map<std::size_t, std::set<std::size_t>> seen;
    std::vector<std::size_t> before;
    for (const std::size_t txn : order_) {
      std::set<std::size_t>& view = seen[txn];
      for (const std::size_t other : order_) {
        if (other == txn) continue;
        const bool earlier = std::find(before.begin(), before.end(), other) != before.end();
        const bool must = (all_[txn].ok && shows(txn, other)) || precedes(other, txn) ||
                          (earlier && (model_.all || (model_.conflicts && conflict(other, txn))));
        if (!must) continue;
        if (!earlier) return false;
        view.insert(other);
      }
      if (model_.transitive) {
        const std::set<std::size_t> direct = view;
        for (const std::size_t other : direct)
          view.insert(seen.at(other).begin(), seen.at(other).end());
      }
      if (model_.prefix && !view.empty()) {
        for (const std::size_t other : before) {
          if (std::find(before.begin(), before.end(), other) <= last_of(view, before))
            view.insert(other);
        }
      }
      if (all_[txn].ok && !reads_what(txn, view, before)) return false;
      before.push_back(txn);
    }
    return true;
  }

  static std::vector<std::size_t>::const_iterator last_of(const std::set<std::size_t>& view,
                                                          const std::vector<std::size_t>& before) {
    auto last = before.begin();
    for (auto at = before.begin(); at != before.end(); ++at) {
      if (view.contains(*at)) last = at;
    }
    return last;
  }

  bool reads_what(std::size_t txn, const std::set<std::size_t>& view,
                  const std::vector<std::size_t>& before) const {
    std::map<std::string, json::array> state;
    for (const std::size_t other : before) {
      if (!view.contains(other)) continue;
      for (const json::value& micro : *all_[other].micros) {
        if (micro.at(0) == "append") state[json::serialize(micro.at(1))].push_back(micro.at(2));
      }
    }
    for (const json::value& micro : *all_[txn].micros) {
      json::array& held = state[json::serialize(micro.at(1))];
      if (micro.at(0) == "append") {
        held.push_back(micro.at(2));
      } else if (micro.at(2).is_null() ? !held.empty() : micro.at(2) != json::value(held)) {
        return false;
      } else if (has_gap(micro.at(1), view, before)) {
        return false;
      }
    }
    return true;
  }

  // Whether of the appends to a key one is seen and one before it is not: each version of a list
  // holds all of the one before.
  bool has_gap(const json::value& key, const std::set<std::size_t>& view,
               const std::vector<std::size_t>& before) const {
    bool missed = false;
    for (const std::size_t other : before) {
      if (!appends_to(*all_[other].micros, key)) continue;
      if (view.contains(other) && missed) return true;
      missed = missed || !view.contains(other);
    }
    return false;
  }

  const NaiveModel& model_;
  std::vector<NaiveTransaction> all_;
  std::vector<std::size_t> order_;
};

}  // namespace

std::vector<NaiveModel> naive_models() {
  constexpr auto kNone = SessionOrder::none;
  constexpr auto kProcess = SessionOrder::process;
  constexpr auto kTime = SessionOrder::realtime;
  return {
      {"read-atomic", kNone},
      {"update-atomic", kNone, false, false, true},
      {"causal-cerone", kNone, true},
      {"causal", kProcess, true},
      {"parallel-snapshot-isolation", kNone, true, false, true},
      {"prefix", kNone, true, true},
      {"snapshot-isolation", kNone, true, true, true},
      {"strong-session-snapshot-isolation", kProcess, true, true, true},
      {"strong-snapshot-isolation", kTime, true, true, true},
      {"1SR", kNone, true, true, true, true},
      {"view-serializable", kNone, true, true, true, true},
      {"session-serializable", kProcess, true, true, true, true},
      {"sequential", kProcess, true, true, true, true},
      {"linearizable", kTime, true, true, true, true},
      {"serializable", kNone, true, true, true, true},
      {"strong-session-serializable", kProcess, true, true, true, true},
      {"strict-serializable", kTime, true, true, true, true},
  };
}

bool holds_naively(const History& history, const NaiveModel& model) {
  return NaiveLists(history, model).holds();
}

}  // namespace eddy::checkers
