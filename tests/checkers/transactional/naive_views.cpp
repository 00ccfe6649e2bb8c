#include "tests/checkers/transactional/naive_views.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace eddy::checkers {

namespace {

namespace json = boost::json;

// By its number in the list of the key that shows all, from 0.
using Elements = std::set<std::size_t>;
using Set = std::set<std::size_t>;  // of transactions

struct ViewRead {
  std::string key;
  std::size_t place;
  std::size_t size;  // shows the elements below
};

struct ViewTransaction {
  std::int64_t process;
  std::size_t begin;
  std::size_t end;
  std::vector<ViewRead> reads;
  std::map<std::string, Elements> appends;
  std::map<std::string, std::size_t> append_place;  // of the first
};

class NaiveViews {
 public:
  explicit NaiveViews(const History& history) {
    std::map<std::string, json::array> lists;
    for (const Op& op : history.ops) {
      if (op.type != OpType::ok) continue;
      for (const json::value& micro : op.value.as_array()) {
        if (micro.at(0) != "r" || !micro.at(2).is_array()) continue;
        json::array& list = lists[json::serialize(micro.at(1))];
        if (micro.at(2).as_array().size() > list.size()) list = micro.at(2).as_array();
      }
    }
    for (const Call& call : pair_calls(history)) {
      const Op& op = history.ops[call.completion.value_or(call.invocation)];
      const bool ended = op.type == OpType::ok;
      ViewTransaction txn{op.process, call.invocation, ended ? *call.completion : SIZE_MAX, {}, {},
                          {}};
      std::size_t place = 0;
      for (const json::value& micro : op.value.as_array()) {
        const std::string key = json::serialize(micro.at(1));
        const json::array& list = lists[key];
        if (micro.at(0) == "append") {
          const auto* at = std::find(list.begin(), list.end(), micro.at(2));
          txn.appends[key].insert(static_cast<std::size_t>(at - list.begin()));
          txn.append_place.try_emplace(key, place);
        } else if (ended) {
          const std::size_t size = micro.at(2).is_array() ? micro.at(2).as_array().size() : 0;
          txn.reads.push_back({key, place, size});
        }
        ++place;
      }
      all_.push_back(std::move(txn));
    }
  }

  bool nonmonotonic_reads() const {
    return any_read([&](std::size_t t, const ViewRead& r) {
      return any(before(t), [&](std::size_t e) {
        return any(all_[e].reads, [&](const ViewRead& q) {
          return q.key == r.key &&
                 any(others({t, e}), [&](std::size_t n) { return loses(r, q, n); });
        });
      });
    });
  }

  bool missed_own_writes() const {
    return any_read([&](std::size_t t, const ViewRead& r) {
      return any(before(t), [&](std::size_t e) { return misses(r, e); });
    });
  }

  bool nonmonotonic_writes() const {
    return misordered_writes() || any_read([&](std::size_t t, const ViewRead& r) {
             return any(seen_by(t), [&](std::size_t n) {
               return any(before(n), [&](std::size_t e) { return e != t && misses(r, e); });
             });
           });
  }

  bool missed_dependencies() const {
    const auto sees_before = [&](std::size_t n, std::size_t place, const auto& use) {
      return any(all_[n].reads, [&](const ViewRead& p) { return p.place < place && use(n, p); }) ||
             any(before(n), [&](std::size_t e) {
               return any(all_[e].reads, [&](const ViewRead& p) { return use(e, p); });
             });
    };
    const bool missed = any_read([&](std::size_t t, const ViewRead& r) {
      return any(seen_by(t), [&](std::size_t n) {
        std::size_t last = 0;
        for (const auto& [key, place] : all_[n].append_place) last = std::max(last, place);
        return sees_before(n, last, [&](std::size_t e, const ViewRead& p) {
          return any(others({t, e}), [&](std::size_t s) {
            if (p.key == r.key) return loses(r, p, s);
            return shows(p, s) && misses(r, s) && (!shows(r, s) || !misses(p, s));
          });
        });
      });
    });
    return missed || any(others({}), [&](std::size_t n) {
             return any(all_[n].append_place, [&](const auto& at) {
               const std::size_t first = *all_[n].appends.at(at.first).begin();
               return sees_before(n, at.second, [&](std::size_t e, const ViewRead& p) {
                 return any(others({n, e}), [&](std::size_t s) {
                   if (!shows(p, s) || !all_[s].appends.contains(at.first)) return false;
                   const Elements& elements = all_[s].appends.at(at.first);
                   return first < *elements.begin() ||
                          (first < *elements.rbegin() && !misses(p, s));
                 });
               });
             });
           });
  }

  bool breaks_pram() const {
    return misordered_writes() || any_read([&](std::size_t t, const ViewRead& r) {
             Set seen = before(t);
             for (const std::size_t e : before(t)) seen.merge(seen_by(e));
             seen.merge(seen_by(t));
             for (const std::size_t n : Set(seen)) seen.merge(before(n));
             return any(seen, [&](std::size_t n) { return n != t && misses(r, n); });
           });
  }

  bool vanishing() const {
    return any_read([&](std::size_t t, const ViewRead& r) {
      return any(all_[t].reads, [&](const ViewRead& q) {
        return q.place < r.place &&
               any(others({t}), [&](std::size_t n) { return shows(q, n) && misses(r, n); });
      });
    });
  }

  bool nonmonotonic_views() const {
    return any_read([&](std::size_t t, const ViewRead& r) {
      Set past;
      for (const std::size_t n : others({t})) {
        const bool depends =
            any(all_[t].reads,
                [&](const ViewRead& q) { return q.place < r.place && shows(q, n); }) ||
            any(all_[t].append_place,
                [&](const auto& at) { return at.second < r.place && over(n, t, at.first); });
        if (depends) past.insert(n);
      }
      for (std::size_t size = 0; size < past.size();) {
        size = past.size();
        for (const std::size_t n : Set(past)) {
          past.merge(seen_by(n));
          for (const std::size_t o : others({n})) {
            if (over(o, n)) past.insert(o);
          }
        }
      }
      return any(past, [&](std::size_t n) { return n != t && misses(r, n); });
    });
  }

  // A circle of which at most one does not append.
  bool updates_in_a_circle() const {
    return any(others({}), [&](std::size_t start) {
      Set reached;
      std::vector<std::size_t> next{start};
      for (std::size_t i = 0; i < next.size(); ++i) {
        for (const std::size_t to : others({next[i]})) {
          if ((all_[to].appends.empty() && to != start) || !leads(next[i], to)) continue;
          if (reached.insert(to).second) next.push_back(to);
        }
      }
      return reached.contains(start);
    });
  }

 private:
  template <typename Range, typename Use>
  static bool any(const Range& range, const Use& use) {
    return std::any_of(range.begin(), range.end(), use);
  }

  template <typename Use>
  bool any_read(const Use& use) const {
    return any(others({}), [&](std::size_t t) {
      return any(all_[t].reads, [&](const ViewRead& r) { return use(t, r); });
    });
  }

  Set others(const Set& than) const {
    Set all;
    for (std::size_t t = 0; t < all_.size(); ++t) {
      if (!than.contains(t)) all.insert(t);
    }
    return all;
  }

  Set before(std::size_t t) const {
    Set all;
    for (const std::size_t e : others({t})) {
      if (all_[e].process == all_[t].process && all_[e].end < all_[t].begin) all.insert(e);
    }
    return all;
  }

  bool shows(const ViewRead& read, std::size_t n) const {
    const auto found = all_[n].appends.find(read.key);
    return found != all_[n].appends.end() && *found->second.begin() < read.size;
  }

  bool misses(const ViewRead& read, std::size_t n) const {
    const auto found = all_[n].appends.find(read.key);
    return found != all_[n].appends.end() && *found->second.rbegin() >= read.size;
  }

  // Whether an earlier read of the same key shows an element of a transaction that a later one does
  // not.
  bool loses(const ViewRead& later, const ViewRead& earlier, std::size_t n) const {
    const auto found = all_[n].appends.find(later.key);
    return found != all_[n].appends.end() && any(found->second, [&](std::size_t element) {
             return later.size <= element && element < earlier.size;
           });
  }

  Set seen_by(std::size_t t) const {
    Set seen;
    for (const std::size_t n : others({t})) {
      if (any(all_[t].reads, [&](const ViewRead& r) { return shows(r, n); })) seen.insert(n);
    }
    return seen;
  }

  // Whether `b` appended to the key after `a` had.
  bool over(std::size_t a, std::size_t b, const std::string& key) const {
    return all_[a].appends.contains(key) && all_[b].appends.contains(key) &&
           *all_[a].appends.at(key).begin() < *all_[b].appends.at(key).rbegin();
  }

  bool over(std::size_t a, std::size_t b) const {
    return any(all_[a].appends, [&](const auto& of_key) { return over(a, b, of_key.first); });
  }

  bool leads(std::size_t a, std::size_t b) const {
    return over(a, b) || seen_by(b).contains(a) ||
           any(all_[a].reads, [&](const ViewRead& r) { return misses(r, b); });
  }

  bool misordered_writes() const {
    return any(others({}), [&](std::size_t n) {
      return any(before(n), [&](std::size_t e) { return over(n, e); });
    });
  }

  std::vector<ViewTransaction> all_;
};

struct NamedRule {
  NaiveViewModel model;
  bool (NaiveViews::*breaks)() const;
};

const std::vector<NamedRule>& rules() {
  static const std::vector<NamedRule> all = {
      {{"monotonic-reads"}, &NaiveViews::nonmonotonic_reads},
      {{"read-your-writes"}, &NaiveViews::missed_own_writes},
      {{"monotonic-writes"}, &NaiveViews::nonmonotonic_writes},
      {{"writes-follow-reads"}, &NaiveViews::missed_dependencies},
      {{"PRAM"}, &NaiveViews::breaks_pram},
      {{"monotonic-atomic-view", "PL-2"}, &NaiveViews::vanishing},
      {{"PL-2L", "PL-2"}, &NaiveViews::nonmonotonic_views},
      {{"PL-MSR", "PL-2"}, &NaiveViews::nonmonotonic_views},
      {{"PL-3U", "PL-FCV"}, &NaiveViews::updates_in_a_circle},
  };
  return all;
}

}  // namespace

std::vector<NaiveViewModel> naive_view_models() {
  std::vector<NaiveViewModel> models;
  for (const NamedRule& rule : rules()) models.push_back(rule.model);
  return models;
}

bool breaks_naively(const History& history, std::string_view model) {
  const NaiveViews views(history);
  for (const NamedRule& rule : rules()) {
    if (rule.model.model == model) return (views.*rule.breaks)();
  }
  throw std::logic_error("no such model");
}

}  // namespace eddy::checkers
