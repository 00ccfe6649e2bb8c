#include "checkers/transactional/registers/register_dependencies.h"

#include <algorithm>
#include <span>

#include "checkers/transactional/registers/register_faults.h"

namespace eddy::checkers {

namespace {

// The ok transactions that read each version from outside, in their order.
class Readers {
 public:
  explicit Readers(const RegisterHistory& registers) : first_(registers.versions.size() + 1) {
    for_each_read(registers,
                  [this](std::uint32_t version, TransactionId) { ++first_[version + 1]; });
    for (std::size_t v = 1; v < first_.size(); ++v) first_[v] += first_[v - 1];
    readers_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    for_each_read(registers, [&](std::uint32_t version, TransactionId transaction) {
      readers_[next[version]++] = transaction;
    });
  }

  std::span<const TransactionId> of(std::uint32_t version) const {
    return std::span(readers_).subspan(first_[version], first_[version + 1] - first_[version]);
  }

 private:
  template <typename Use>
  static void for_each_read(const RegisterHistory& registers, const Use& use) {
    for (TransactionId t = 0; t < registers.transactions.size(); ++t) {
      if (registers.transactions[t].outcome != Outcome::ok) continue;
      for (const ExternalAccess& access : registers.accesses_of(t)) {
        if (access.read != kNoVersion) use(access.read, t);
      }
    }
  }

  std::vector<std::uint32_t> first_;  // by version, and one more for the end
  std::vector<TransactionId> readers_;
};

// By version: whether something other than the initial state is known to be installed before it.
std::vector<bool> have_predecessors(const RegisterHistory& registers, const VersionGraph& order) {
  std::vector<bool> have(registers.versions.size());
  for (const VersionEdge& edge : order.edges) {
    if (registers.is_installed(edge.from) && !order.contradictory[registers.versions[edge.to].key])
      have[edge.to] = true;
  }
  return have;
}

// Whether a version that its transaction overwrote takes part in what an observer saw.
bool is_dirty_write(const RegisterHistory& registers, const VersionEdge& edge) {
  return edge.source == OrderSource::observed && registers.took_place(edge.from) &&
         registers.took_place(edge.to) &&
         !(registers.is_installed(edge.from) && registers.is_installed(edge.to));
}

}  // namespace

RegisterDependencies find_dependencies(const RegisterHistory& registers, const VersionGraph& order,
                                       std::size_t most) {
  RegisterDependencies found;
  const Readers readers(registers);
  for (std::uint32_t v = 0; v < registers.versions.size(); ++v) {
    if (!registers.is_installed(v)) continue;
    for (const TransactionId reader : readers.of(v))
      found.all.emplace_back(registers.versions[v].writer, reader, Dependency::wr);
  }
  const std::vector<bool> have_predecessor = have_predecessors(registers, order);
  for (const VersionEdge& edge : order.edges) {
    if (is_dirty_write(registers, edge))
      found.all.emplace_back(registers.versions[edge.from].writer,
                             registers.versions[edge.to].writer, Dependency::ww);
    if (!registers.is_installed(edge.to)) continue;
    if (registers.is_initial(edge.from) && have_predecessor[edge.to]) continue;
    const TransactionId writer = registers.versions[edge.to].writer;
    if (registers.is_installed(edge.from))
      found.all.emplace_back(registers.versions[edge.from].writer, writer, Dependency::ww);
    const auto readers_before = readers.of(edge.from);
    if (readers_before.size() > most - std::min(most, found.all.size())) {
      found.complete = false;
      return found;
    }
    for (const TransactionId reader : readers_before)
      found.all.emplace_back(reader, writer, Dependency::rw);
  }
  return found;
}

}  // namespace eddy::checkers
