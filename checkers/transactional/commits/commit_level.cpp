#include "eddy/checkers/transactional/commits/commit_level.h"

#include <algorithm>
#include <array>
#include <string>

#include "eddy/base/named_enum.h"

namespace eddy::checkers {

BOOST_DESCRIBE_ENUM(CommitLevel, read_uncommitted, read_committed, repeatable_read, read_atomic,
                    causal, prefix, snapshot_isolation, serializable)

namespace {

struct Row {
  std::string_view model;
  OrderedLevel asks;
};

constexpr std::array kRows = {
    Row{"1SR", {CommitLevel::serializable, SessionOrder::none}},
    Row{"PL-1", {CommitLevel::read_uncommitted, SessionOrder::none}},
    Row{"PL-2", {CommitLevel::read_committed, SessionOrder::none}},
    Row{"PL-3", {CommitLevel::serializable, SessionOrder::none}},
    Row{"PL-SI", {CommitLevel::snapshot_isolation, SessionOrder::none}},
    Row{"PL-SS", {CommitLevel::serializable, SessionOrder::realtime}},
    Row{"causal", {CommitLevel::causal, SessionOrder::process}},
    Row{"causal-cerone", {CommitLevel::causal, SessionOrder::none}},
    Row{"linearizable", {CommitLevel::serializable, SessionOrder::realtime}},
    Row{"monotonic-atomic-view", {CommitLevel::read_committed, SessionOrder::none}},
    Row{"prefix", {CommitLevel::prefix, SessionOrder::none}},
    Row{"read-atomic", {CommitLevel::read_atomic, SessionOrder::none}},
    Row{"sequential", {CommitLevel::serializable, SessionOrder::process}},
    Row{"session-serializable", {CommitLevel::serializable, SessionOrder::process}},
    Row{"strong-PL-2", {CommitLevel::read_committed, SessionOrder::realtime}},
    Row{"strong-session-PL-2", {CommitLevel::read_committed, SessionOrder::process}},
    Row{"strong-session-serializable", {CommitLevel::serializable, SessionOrder::process}},
    Row{"strong-session-snapshot-isolation",
        {CommitLevel::snapshot_isolation, SessionOrder::process}},
    Row{"strong-snapshot-isolation", {CommitLevel::snapshot_isolation, SessionOrder::realtime}},
    Row{"view-serializable", {CommitLevel::serializable, SessionOrder::none}},
};

}  // namespace

std::string_view to_string(CommitLevel level) { return eddy::name_of(level); }

bool needs_search(CommitLevel level) { return level >= CommitLevel::prefix; }

std::optional<OrderedLevel> level_of_model(std::string_view name) {
  const std::string canonical = canonical_model_name(name);
  const auto* row =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.model == canonical; });
  if (row == kRows.end()) return std::nullopt;
  return row->asks;
}

}  // namespace eddy::checkers
