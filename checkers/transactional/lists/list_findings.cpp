#include "checkers/transactional/lists/list_findings.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkers/evidence.h"
#include "checkers/transactional/lists/list_sessions.h"
#include "checkers/transactional/lists/list_text.h"

namespace eddy::checkers {

namespace {

namespace json = boost::json;
using Append = ListVersions::Append;
using Read = ListVersions::Read;

class ReadFindings {
 public:
  ReadFindings(const ListVersions& versions, FoundAnomalies& findings)
      : versions_(versions), history_(versions.history()), findings_(findings) {
    find_intermediate_appends();
    for (std::uint32_t i = 0; i < versions.first_index().size(); ++i) {
      if (versions.first_index()[i] != i) {
        repeated_ = std::min(repeated_, i);
        continue;
      }
      const ListOpId append = versions.append_at()[i];
      if (append != ListVersions::kNone && history_.outcome_of(append) == Outcome::failed)
        failed_.push_back(i);
    }
  }

  void add_all() {
    for (const Read& read : versions_.reads()) {
      if (read.size == 0) continue;
      if (!read.agrees) incompatible(read);
      if (const auto place = repeats(read)) duplicates(read, *place);
      if (history_.outcome_of(read.op) != Outcome::ok) continue;
      aborted(read);
      intermediate(read);
    }
    from_nowhere();
    dirty_updates();
  }

 private:
  const json::array& list(const Read& read) const { return *history_.op(read.op).list(); }

  // "op 12 of process 3 at 1.250 s read key 5 as [1 2]". Of a long list what stands around a place.
  std::string told(const Read& read, std::size_t place) const {
    const json::array& written = history_.written(read.op);
    return fmt::format("{} read key {} as {}", describe(history_.op_of(read.op)),
                       excerpt(written[1]), list_text(written[2], place));
  }

  json::object detail(const Read& read) const {
    const json::array& written = history_.written(read.op);
    return {{"op", reference(history_.op_of(read.op))}, {"key", written[1]}, {"value", written[2]}};
  }

  void find_intermediate_appends() {
    const auto ops = history_.ops_of_key(versions_.key());
    ListOpId last = ListVersions::kNone;
    for (const ListOpId id : ops) {
      if (history_.op(id).kind() != ListOpKind::append) continue;
      if (last != ListVersions::kNone &&
          history_.op(last).transaction() == history_.op(id).transaction())
        intermediate_.push_back(last);
      last = id;
    }
  }

  // Where a read shows an element that it has shown before.
  std::optional<std::size_t> repeats(const Read& read) const {
    if (read.agrees) return read.size > repeated_ ? std::optional(repeated_) : std::nullopt;
    std::vector<std::pair<std::uint64_t, std::size_t>> places;
    for (const json::value& element : list(read))
      places.emplace_back(history_.code(element), places.size());
    std::sort(places.begin(), places.end());
    std::optional<std::size_t> first;
    for (std::size_t i = 1; i < places.size(); ++i) {
      if (places[i].first == places[i - 1].first)
        first = std::min(first.value_or(places[i].second), places[i].second);
    }
    return first;
  }

  // Where a read departs from the longest.
  std::size_t first_difference(const Read& read, const json::array& longest) const {
    const json::array& own = list(read);
    std::size_t place = 0;
    while (place < own.size() && history_.code(own[place]) == history_.code(longest[place]))
      ++place;
    return place;
  }

  void incompatible(const Read& read) {
    if (!findings_.count(Anomaly::incompatible_order)) return;
    const ListOpId longest = *versions_.longest();
    const json::value& whole = history_.written(longest)[2];
    const std::size_t place = first_difference(read, whole.get_array());
    json::object found = detail(read);
    found["longest"] = whole;
    findings_.describe(
        Anomaly::incompatible_order,
        {{fmt::format("{}, which is no beginning of the {} that {} read", told(read, place),
                      list_text(whole, place), describe(history_.op_of(longest)))},
         std::move(found),
         involved({&history_.op_of(read.op), &history_.op_of(longest)})});
  }

  void duplicates(const Read& read, std::size_t place) {
    if (!findings_.count(Anomaly::duplicate_elements)) return;
    findings_.describe(Anomaly::duplicate_elements,
                       {{fmt::format("{}, in which {} is repeated", told(read, place),
                                     excerpt(list(read)[place]))},
                        detail(read),
                        involved({&history_.op_of(read.op)})});
  }

  void aborted(const Read& read) {
    if (read.agrees) {
      for (const std::uint32_t index : failed_) {
        if (index >= read.size) break;
        aborted(read, versions_.append_at()[index], index);
      }
      return;
    }
    for (std::size_t place = 0; place < read.size; ++place) {
      const Append* append = versions_.find(history_.code(list(read)[place]));
      if (append != nullptr && history_.outcome_of(append->op) == Outcome::failed)
        aborted(read, append->op, place);
    }
  }

  void aborted(const Read& read, ListOpId append, std::size_t place) {
    if (!findings_.count(Anomaly::g1a)) return;
    findings_.describe(Anomaly::g1a, by_writer(read, append, place, "which failed"));
  }

  void intermediate(const Read& read) {
    const Append* append = versions_.last_of(read);
    if (append == nullptr ||
        history_.op(append->op).transaction() == history_.op(read.op).transaction() ||
        !std::binary_search(intermediate_.begin(), intermediate_.end(), append->op) ||
        !findings_.count(Anomaly::g1b))
      return;
    findings_.describe(Anomaly::g1b, by_writer(read, append->op, read.size - 1,
                                               "which appended more to it afterwards"));
  }

  AnomalyCase by_writer(const Read& read, ListOpId append, std::size_t place,
                        std::string_view what) const {
    const json::value& element = history_.written(append)[2];
    const Op& writer = history_.op_of(append);
    json::object found = detail(read);
    found["element"] = element;
    found["writer"] = reference(writer);
    return {{fmt::format("{}, but {} was appended by {}, {}", told(read, place), excerpt(element),
                         describe(writer), what)},
            std::move(found),
            involved({&history_.op_of(read.op), &writer})};
  }

  // Each element that nobody appended, by the first read that shows it.
  void from_nowhere() {
    std::vector<std::uint64_t> told_of;
    const auto& appends = versions_.append_at();
    const bool in_longest =
        std::find(appends.begin(), appends.end(), ListVersions::kNone) != appends.end();
    for (const Read& read : versions_.reads()) {
      if (read.size == 0 || (read.agrees && !in_longest)) continue;
      for (std::size_t place = 0; place < read.size; ++place) {
        const json::value& element = list(read)[place];
        const std::uint64_t code = history_.code(element);
        if (versions_.find(code) != nullptr) continue;
        const auto known = std::lower_bound(told_of.begin(), told_of.end(), code);
        if (known != told_of.end() && *known == code) continue;
        told_of.insert(known, code);
        if (!findings_.count(Anomaly::thin_air_read)) continue;
        json::object found = detail(read);
        found["element"] = element;
        findings_.describe(
            Anomaly::thin_air_read,
            {{fmt::format("{}, but nobody appended {}", told(read, place), excerpt(element))},
             std::move(found),
             involved({&history_.op_of(read.op)})});
      }
    }
  }

  void dirty_updates() {
    ListOpId failed = ListVersions::kNone;  // the first after which nothing ok came
    for (std::uint32_t i = 0; i < versions_.first_index().size(); ++i) {
      const ListOpId append = versions_.append_at()[i];
      if (versions_.first_index()[i] != i || append == ListVersions::kNone) continue;
      const Outcome outcome = history_.outcome_of(append);
      if (outcome == Outcome::failed && failed == ListVersions::kNone) failed = append;
      if (outcome != Outcome::ok) continue;
      if (failed != ListVersions::kNone) dirty_update(failed, append);
      failed = ListVersions::kNone;
    }
  }

  void dirty_update(ListOpId failed, ListOpId append) {
    if (!findings_.count(Anomaly::dirty_update)) return;
    const json::array& before = history_.written(failed);
    const json::array& after = history_.written(append);
    findings_.describe(
        Anomaly::dirty_update,
        {{fmt::format("{} appended {} to key {} on top of {}, which {} had appended, and that "
                      "failed",
                      describe(history_.op_of(append)), excerpt(after[2]), excerpt(after[1]),
                      excerpt(before[2]), describe(history_.op_of(failed)))},
         {{"key", after[1]},
          {"value", before[2]},
          {"value'", after[2]},
          {"failed", reference(history_.op_of(failed))},
          {"op", reference(history_.op_of(append))}},
         involved({&history_.op_of(append), &history_.op_of(failed)})});
  }

  const ListVersions& versions_;
  const ListHistory& history_;
  FoundAnomalies& findings_;
  std::vector<std::uint32_t> failed_;   // indices in the longest read of what failed appends made
  std::vector<ListOpId> intermediate_;  // appends that are not their transaction's last
  std::uint32_t repeated_ = ListVersions::kNone;  // where the longest first repeats an element
};

}  // namespace

void add_list_findings(const ListVersions& versions, FoundAnomalies& findings) {
  ReadFindings(versions, findings).add_all();
  add_session_findings(versions, findings);
}

}  // namespace eddy::checkers
