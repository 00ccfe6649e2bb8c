#include "nodes/raft/lin_kv_raft.h"

#include <utility>

namespace eddy::nodes {

using namespace sim::lin_kv;

LinKvRaft::LinKvRaft(sim::Host& host)
    : LinKvRaft(host, std::make_unique<raft::Raft>(host.id(), host.nodes())) {}

LinKvRaft::LinKvRaft(sim::Host& host, std::unique_ptr<raft::Raft> core)
    : LinKvRaft(host, std::move(core), std::make_unique<durable::Journal>(host)) {}

LinKvRaft::LinKvRaft(sim::Host& host, std::unique_ptr<raft::Raft> core,
                     std::unique_ptr<durable::Journal> journal)
    : Replica(host, std::move(core), std::move(journal)) {
  on(&LinKvRaft::read);
  on(&LinKvRaft::write);
  on(&LinKvRaft::cas);
}

sim::Task<sim::Result<ReadOk>> LinKvRaft::read(const Read& m) {
  const raft::Command read = command("read", m.key);
  auto task = submit(read);
  Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return ReadOk{std::move(*outcome)};
}

sim::Task<sim::Result<WriteOk>> LinKvRaft::write(const Write& m) {
  raft::Command write = command("write", m.key);
  write.to = m.value;
  auto task = submit(write);
  const Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return WriteOk{};
}

sim::Task<sim::Result<CasOk>> LinKvRaft::cas(const Cas& m) {
  raft::Command cas = command("cas", m.key);
  cas.from = m.from;
  cas.to = m.to;
  cas.create = m.create_if_not_exists.value_or(false);
  auto task = submit(cas);
  const Outcome outcome = co_await task;
  if (!outcome) co_return outcome.error();
  co_return CasOk{};
}

}  // namespace eddy::nodes
