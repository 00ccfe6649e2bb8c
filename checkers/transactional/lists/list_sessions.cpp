#include "checkers/transactional/lists/list_sessions.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/transactional/lists/list_text.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;
using Append = ListVersions::Append;
using Read = ListVersions::Read;

class ListSessions {
 public:
  ListSessions(const ListVersions& versions, FoundAnomalies& findings)
      : versions_(versions), history_(versions.history()), findings_(findings) {}

  void add_all() {
    const auto ops = history_.ops_of_key(versions_.key());
    std::size_t next_read = 0;
    for (std::size_t first = 0; first < ops.size();) {
      const TransactionId transaction = history_.op(ops[first]).transaction();
      steps_.clear();
      for (; first < ops.size() && history_.op(ops[first]).transaction() == transaction; ++first) {
        Step step{ops[first], nullptr};
        if (history_.op(ops[first]).kind() == ListOpKind::read)
          step.read = &versions_.reads()[next_read++];
        steps_.push_back(step);
      }
      if (steps_.size() < 2 || history_.transactions()[transaction].outcome != Outcome::ok)
        continue;
      internal();
      future_read();
      note_update();
    }
    lost_updates();
  }

 private:
  // A micro-operation of the transaction at hand, an append if `read` is null.
  struct Step {
    ListOpId op;
    const Read* read;
  };

  void internal() {
    const Read* base = nullptr;  // what the state was read as, before own appends
    std::vector<ListOpId> own;   // appended since then
    for (const Step& step : steps_) {
      if (step.read == nullptr) {
        own.push_back(step.op);
        continue;
      }
      if ((base != nullptr || !own.empty()) && !follows(*step.read, base, own)) {
        report_internal(*step.read, base, own);
        return;
      }
      base = step.read;
      own.clear();
    }
  }

  bool follows(const Read& read, const Read* base, const std::vector<ListOpId>& own) const {
    const std::size_t known = own.size() + (base == nullptr ? 0 : base->size);
    if (base == nullptr ? read.size < known : read.size != known) return false;
    if (base != nullptr && base->size > 0 && !(read.agrees && base->agrees)) {
      for (std::size_t i = 0; i < base->size; ++i) {
        if (element(read, i) != element(*base, i)) return false;
      }
    }
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (element(read, read.size - own.size() + i) != history_.op(own[i]).element()) return false;
    }
    return true;
  }

  std::uint64_t element(const Read& read, std::size_t index) const {
    return history_.code((*history_.op(read.op).list())[index]);
  }

  void report_internal(const Read& read, const Read* base, const std::vector<ListOpId>& own) {
    if (!findings_.count(Anomaly::internal)) return;
    const json::array& written = history_.written(read.op);
    json::array expected;
    if (base != nullptr && base->size > 0) expected = *history_.op(base->op).list();
    for (const ListOpId append : own) expected.push_back(history_.written(append)[2]);
    findings_.describe(
        Anomaly::internal,
        {{fmt::format("{} read key {} as {}, but its own micro-operations before that make it {}{}",
                      describe(history_.op_of(read.op)), excerpt(written[1]), list_text(written[2]),
                      base == nullptr ? "something that ends with " : "", list_text(expected))},
         {{"op", reference(history_.op_of(read.op))},
          {"key", written[1]},
          {"value", written[2]},
          {"expected", std::move(expected)}},
         involved({&history_.op_of(read.op)})});
  }

  void future_read() {
    for (std::size_t i = 1; i < steps_.size(); ++i) {
      if (steps_[i].read != nullptr) continue;
      const Append* append = versions_.find(history_.op(steps_[i].op).element());
      const auto seen =
          std::find_if(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(i),
                       [this, append](const Step& step) {
                         return step.read != nullptr && step.read->size > 0 &&
                                versions_.shows(*step.read, *append);
                       });
      if (seen == steps_.begin() + static_cast<std::ptrdiff_t>(i)) continue;
      report_future_read(*seen->read, steps_[i].op);
      return;
    }
  }

  void report_future_read(const Read& read, ListOpId append) {
    if (!findings_.count(Anomaly::future_read)) return;
    const json::array& written = history_.written(read.op);
    const json::value& element = history_.written(append)[2];
    findings_.describe(Anomaly::future_read,
                       {{fmt::format("{} read key {} as {}, and appended {} only after that",
                                     describe(history_.op_of(read.op)), excerpt(written[1]),
                                     list_text(written[2]), excerpt(element))},
                        {{"op", reference(history_.op_of(read.op))},
                         {"key", written[1]},
                         {"value", written[2]},
                         {"element", element}},
                        involved({&history_.op_of(read.op)})});
  }

  // Remembers a transaction that read and then appended.
  void note_update() {
    const auto first = std::find_if(steps_.begin(), steps_.end(),
                                    [](const Step& step) { return step.read != nullptr; });
    const bool appends =
        std::any_of(first, steps_.end(), [](const Step& step) { return step.read == nullptr; });
    if (!appends) return;
    const Read& read = *first->read;
    std::uint64_t mark = 0;
    if (!read.agrees) {
      for (std::size_t i = 0; i < read.size; ++i) mark = mark * 31 + element(read, i);
    }
    updates_.push_back({read.agrees, read.size, mark, &read});
  }

  void lost_updates() {
    std::sort(updates_.begin(), updates_.end(), [](const Update& a, const Update& b) {
      return std::tuple(a.agrees, a.size, a.mark, a.read->op) <
             std::tuple(b.agrees, b.size, b.mark, b.read->op);
    });
    for (std::size_t first = 0; first < updates_.size();) {
      std::size_t last = first + 1;
      while (last < updates_.size() && versions_.equal(*updates_[first].read, *updates_[last].read))
        ++last;
      if (last - first > 1) lost_update(first, last);
      first = last;
    }
  }

  void lost_update(std::size_t first, std::size_t last) {
    constexpr std::size_t kShown = 8;
    if (!findings_.count(Anomaly::lost_update)) return;
    const json::array& written = history_.written(updates_[first].read->op);
    json::array ops;
    std::string names;
    std::vector<const Op*> updates;
    for (std::size_t i = first; i < last; ++i)
      updates.push_back(&history_.op_of(updates_[i].read->op));
    for (std::size_t i = first; i < std::min(last, first + kShown); ++i) {
      const Op& op = history_.op_of(updates_[i].read->op);
      ops.push_back(reference(op));
      if (i > first) names += i + 1 == last ? " and " : ", ";
      names += describe(op);
    }
    if (last - first > kShown) names += fmt::format(" and {} more", last - first - kShown);
    findings_.describe(Anomaly::lost_update,
                       {{fmt::format("{} {} read key {} as {} and then appended to it", names,
                                     last - first == 2 ? "both" : "all", excerpt(written[1]),
                                     list_text(written[2]))},
                        {{"key", written[1]}, {"value", written[2]}, {"ops", std::move(ops)}},
                        involved(updates)});
  }

  struct Update {
    bool agrees;
    std::uint32_t size;
    std::uint64_t mark;  // of a read that does not agree, the same for equal ones
    const Read* read;
  };

  const ListVersions& versions_;
  const ListHistory& history_;
  FoundAnomalies& findings_;
  std::vector<Step> steps_;
  std::vector<Update> updates_;
};

}  // namespace

void add_session_findings(const ListVersions& versions, FoundAnomalies& findings) {
  ListSessions(versions, findings).add_all();
}

}  // namespace eddy::checkers
