#include "checkers/transactional/lists/list_versions.h"

#include <fmt/format.h>
#include <algorithm>

#include "checkers/bad_operation.h"
#include "checkers/evidence.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace json = boost::json;

namespace {

bool equal_elements(const json::value& a, const json::value& b) {
  if (a.is_int64() && b.is_int64()) return a.get_int64() == b.get_int64();
  return equal_values(a, b);
}

bool is_beginning(const json::array& list, const json::array& whole) {
  return list.size() <= whole.size() &&
         std::equal(list.begin(), list.end(), whole.begin(), equal_elements);
}

}  // namespace

void ListVersions::turn_to(std::uint32_t key) {
  key_ = key;
  collect(history_.ops_of_key(key));
  sort_appends();
  index_longest();
  group_readers();
}

void ListVersions::collect(std::span<const ListOpId> ops) {
  appends_.clear();
  reads_.clear();
  longest_.reset();
  std::uint32_t longest_size = 0;
  for (const ListOpId id : ops) {
    const ListOp& op = history_.op(id);
    if (op.kind() == ListOpKind::append) {
      appends_.push_back({op.element(), id, kNone});
    } else if (op.kind() == ListOpKind::read) {
      const auto size = op.list() == nullptr ? 0U : static_cast<std::uint32_t>(op.list()->size());
      reads_.push_back({id, size, true});
      if (size > longest_size) {
        longest_ = id;
        longest_size = size;
      }
    }
  }
  if (!longest_) return;
  for (Read& read : reads_) {
    if (read.size > 0 && read.op != *longest_)
      read.agrees = agrees_with_longest(*history_.op(read.op).list());
  }
}

bool ListVersions::agrees_with_longest(const json::array& list) const {
  return is_beginning(list, *history_.op(*longest_).list());
}

void ListVersions::sort_appends() {
  std::sort(appends_.begin(), appends_.end());
  const auto twice =
      std::adjacent_find(appends_.begin(), appends_.end(),
                         [](const Append& a, const Append& b) { return a.element == b.element; });
  if (twice == appends_.end()) return;
  const json::array& written = history_.written(twice->op);
  throw BadOperation(
      history_.op_of((twice + 1)->op),
      fmt::format("expected each value to be appended to a key at most once, but {} is appended to "
                  "key {} by {}, too",
                  excerpt(written[2]), excerpt(written[1]), describe(history_.op_of(twice->op))));
}

void ListVersions::index_longest() {
  first_index_.clear();
  append_at_.clear();
  if (!longest_) return;
  const json::array& list = *history_.op(*longest_).list();
  scratch_.clear();
  for (std::uint32_t i = 0; i < list.size(); ++i) scratch_.emplace_back(history_.code(list[i]), i);
  std::sort(scratch_.begin(), scratch_.end());
  first_index_.resize(list.size());
  append_at_.assign(list.size(), kNone);
  auto append = appends_.begin();
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < scratch_.size(); ++i) {
    const auto [element, index] = scratch_[i];
    if (i == 0 || element != scratch_[i - 1].first) first = index;
    first_index_[index] = first;
    while (append != appends_.end() && append->element < element) ++append;
    if (append == appends_.end() || append->element != element) continue;
    append->index = first;
    append_at_[index] = append->op;
  }
}

void ListVersions::group_readers() {
  // Counting sort by version; reads that show none of the longest's stay out.
  first_reader_.assign(first_index_.size() + 2, 0);
  scratch_.clear();
  for (const Read& read : reads_) {
    std::uint32_t version = 0;
    if (read.size > 0 && read.agrees) {
      version = first_index_[read.size - 1] + 1;
    } else if (read.size > 0) {
      const Append* append = last_of(read);
      if (append == nullptr || append->index == kNone) continue;
      version = append->index + 1;
    }
    ++first_reader_[version + 1];
    scratch_.emplace_back(version, read.op);
  }
  for (std::size_t v = 1; v < first_reader_.size(); ++v) first_reader_[v] += first_reader_[v - 1];
  readers_.resize(scratch_.size());
  std::vector<std::uint32_t>& next = first_reader_;
  // Filled from the back, so that the firsts become what they are to be.
  for (std::size_t i = scratch_.size(); i-- > 0;)
    readers_[--next[scratch_[i].first + 1]] = scratch_[i].second;
  // Now next[v + 1] is where version v begins.
  next.erase(next.begin());
  next.push_back(static_cast<std::uint32_t>(readers_.size()));
}

const ListVersions::Append* ListVersions::find(std::uint64_t element) const {
  const auto found = std::lower_bound(
      appends_.begin(), appends_.end(), element,
      [](const Append& append, std::uint64_t sought) { return append.element < sought; });
  return found == appends_.end() || found->element != element ? nullptr : &*found;
}

const ListVersions::Append* ListVersions::last_of(const Read& read) const {
  return find(history_.code(history_.op(read.op).list()->back()));
}

bool ListVersions::shows(const Read& read, const Append& append) const {
  if (read.agrees) return append.index < read.size;
  const json::array& list = *history_.op(read.op).list();
  return std::any_of(list.begin(), list.end(), [this, &append](const json::value& element) {
    return history_.code(element) == append.element;
  });
}

bool ListVersions::equal(const Read& a, const Read& b) const {
  if (a.size != b.size || a.agrees != b.agrees) return false;
  if (a.agrees) return true;
  return is_beginning(*history_.op(a.op).list(), *history_.op(b.op).list());
}

bool ListVersions::installed(ListOpId append) const {
  return append != kNone && history_.outcome_of(append) != Outcome::failed;
}

bool ListVersions::add(std::vector<Dependent>& dependents, std::size_t most,
                       Dependent dependent) const {
  if (history_.op(dependent.from).transaction() == history_.op(dependent.to).transaction())
    return true;
  if (dependents.size() >= most) return false;
  dependents.push_back(dependent);
  return true;
}

bool ListVersions::add_dependents(std::vector<Dependent>& dependents, std::size_t most) const {
  // What comes after a version: a ww from its append, a rw from each of its readers.
  const auto add_next = [&](std::uint32_t version, ListOpId before, ListOpId append) {
    if (installed(before) && !add(dependents, most, {Dependency::ww, before, append})) return false;
    for (std::uint32_t i = first_reader_[version]; i < first_reader_[version + 1]; ++i) {
      if (!add(dependents, most, {Dependency::rw, readers_[i], append})) return false;
    }
    return true;
  };
  std::uint32_t version = 0;
  ListOpId before = kNone;
  for (std::uint32_t i = 0; i < first_index_.size(); ++i) {
    if (first_index_[i] != i) continue;
    if (installed(append_at_[i]) && !add_next(version, before, append_at_[i])) return false;
    version = i + 1;
    before = append_at_[i];
  }
  for (const Append& append : appends_) {
    if (append.index != kNone || !installed(append.op)) continue;
    if (!add_next(version, before, append.op)) return false;
  }
  for (const Read& read : reads_) {
    if (read.size == 0) continue;
    const ListOpId last = read.agrees ? append_at_[read.size - 1] : kNone;
    const Append* found = read.agrees ? nullptr : last_of(read);
    const ListOpId writer = found == nullptr ? last : found->op;
    if (installed(writer) && !add(dependents, most, {Dependency::wr, writer, read.op}))
      return false;
  }
  return true;
}

}  // namespace eddy::checkers
