#include "checkers/transactional/registers/register_explainer.h"

#include <fmt/format.h>
#include <algorithm>

#include "checkers/evidence.h"
#include "checkers/transactional/registers/register_faults.h"
#include "eddy/base/ensure.h"

namespace eddy::checkers {

namespace {

// Where in a transaction a version was read, or written, first.
std::optional<std::size_t> place_of(const RegisterHistory& registers, TransactionId transaction,
                                    Access access, std::uint32_t version) {
  const auto operations = registers.operations_of(transaction);
  const auto found = std::find_if(
      operations.begin(), operations.end(),
      [&](const RegisterOperation& o) { return o.access == access && o.version == version; });
  if (found == operations.end()) return std::nullopt;
  return static_cast<std::size_t>(found - operations.begin());
}

std::string process_reason(const RegisterHistory& registers, const VersionEdge& edge) {
  return fmt::format("process {} met {} in op {} and then {} in op {}",
                     registers.process_of(edge.before), value_name(registers, edge.from),
                     registers.op_of(edge.before).index, value_name(registers, edge.to),
                     registers.op_of(edge.after).index);
}

std::string time_reason(const RegisterHistory& registers, const VersionEdge& edge) {
  return fmt::format("op {} met {} and was over before op {}, which met {}, began",
                     registers.op_of(edge.before).index, value_name(registers, edge.from),
                     registers.op_of(edge.after).index, value_name(registers, edge.to));
}

}  // namespace

std::string reason(const RegisterHistory& registers, const VersionEdge& edge) {
  switch (edge.source) {
    case OrderSource::initial_state:
      break;
    case OrderSource::observed:
      return fmt::format("{} saw {} installed before {}",
                         registers.orders[edge.before].observed->observer,
                         value_name(registers, edge.from), value_name(registers, edge.to));
    case OrderSource::wfr:
      return fmt::format("op {} read {} before it wrote {}", registers.op_of(edge.after).index,
                         value_name(registers, edge.from), value_name(registers, edge.to));
    case OrderSource::sequential:
      return process_reason(registers, edge);
    case OrderSource::linearizable:
      return time_reason(registers, edge);
  }
  return {};
}

Explanation RegisterExplainer::explain(TransactionId from, std::string_view from_name,
                                       TransactionId to, std::string_view to_name,
                                       Dependency kind) const {
  if (kind == Dependency::wr) return read(from, from_name, to, to_name);
  return overwrite(from, from_name, to, to_name, kind);
}

Explanation RegisterExplainer::read(TransactionId from, std::string_view from_name,
                                    TransactionId to, std::string_view to_name) const {
  for (const ExternalAccess& access : registers_.accesses_of(to)) {
    if (access.read == kNoVersion || registers_.versions[access.read].writer != from) continue;
    if (!registers_.is_installed(access.read)) continue;
    const std::string key = key_name(registers_, access.key);
    const std::string value = value_name(registers_, access.read);
    return {fmt::format("{} read {} as {}, which {} had written", to_name, key, value, from_name),
            fmt::format("{}: {}", key, value),
            {{"key", *registers_.keys[access.key]}, {"value", value_of(registers_, access.read)}},
            place_of(registers_, from, Access::write, access.read),
            place_of(registers_, to, Access::read, access.read)};
  }
  broken_promise("a read that is explained is there", std::source_location::current());
}

const VersionEdge* RegisterExplainer::edge_between(TransactionId from, TransactionId to,
                                                   Dependency kind) const {
  const auto ours = registers_.accesses_of(from);
  for (const ExternalAccess& access : registers_.accesses_of(to)) {
    if (access.write == kNoVersion) continue;
    const auto mine = std::find_if(ours.begin(), ours.end(), [&access](const ExternalAccess& a) {
      return a.key == access.key;
    });
    if (mine == ours.end()) continue;
    const std::uint32_t before = kind == Dependency::ww ? mine->write : mine->read;
    if (before == kNoVersion) continue;
    if (const VersionEdge* edge = order_.find(before, access.write)) return edge;
  }
  if (kind != Dependency::ww) return nullptr;
  for (const RegisterOperation& before : registers_.operations_of(from)) {
    if (before.access != Access::write) continue;
    for (const VersionEdge& edge : order_.edges_from(before.version)) {
      if (edge.source == OrderSource::observed && registers_.versions[edge.to].writer == to)
        return &edge;
    }
  }
  return nullptr;
}

Explanation RegisterExplainer::overwrite(TransactionId from, std::string_view from_name,
                                         TransactionId to, std::string_view to_name,
                                         Dependency kind) const {
  const VersionEdge* edge = edge_between(from, to, kind);
  ensure(edge != nullptr, "an order of versions that is explained is there");
  const bool after_write = kind == Dependency::ww;
  const std::uint32_t number = registers_.versions[edge->to].key;
  const std::string key = key_name(registers_, number);
  const std::string old_value = value_name(registers_, edge->from);
  const std::string new_value = value_name(registers_, edge->to);
  std::string words = after_write ? fmt::format("{} wrote {} to {}, and {} replaced it by {}",
                                                from_name, old_value, key, to_name, new_value)
                                  : fmt::format("{} read {} as {} before {} set it to {}",
                                                from_name, key, old_value, to_name, new_value);
  if (const std::string why = reason(registers_, *edge); !why.empty())
    words += fmt::format(" ({})", why);
  return {std::move(words),
          fmt::format("{}: {} → {}", key, old_value, new_value),
          {{"key", *registers_.keys[number]},
           {"value", value_of(registers_, edge->from)},
           {"value'", value_of(registers_, edge->to)},
           {"source", to_string(edge->source)}},
          place_of(registers_, from, after_write ? Access::write : Access::read, edge->from),
          place_of(registers_, to, Access::write, edge->to)};
}

std::vector<std::string> RegisterExplainer::operations(TransactionId transaction) const {
  std::vector<std::string> lines;
  for (const RegisterOperation& operation : registers_.operations_of(transaction))
    lines.push_back(fmt::format("{} {} {}", operation.access == Access::read ? 'r' : 'w',
                                excerpt(*registers_.keys[operation.key]),
                                value_name(registers_, operation.version)));
  return lines;
}

}  // namespace eddy::checkers
