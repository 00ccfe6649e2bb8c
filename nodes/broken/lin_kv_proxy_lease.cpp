#include "nodes/broken/lin_kv_proxy_lease.h"

#include <algorithm>
#include <utility>

#include "nodes/shown.h"

namespace eddy::nodes::broken {

using namespace sim::lin_kv;
using sim::Error;
using sim::ErrorCode;

LinKvProxyLease::LinKvProxyLease(sim::Host& host) : Node(host) {
  on(&LinKvProxyLease::read);
  on(&LinKvProxyLease::write);
  on(&LinKvProxyLease::cas);
}

std::optional<boost::json::value> LinKvProxyLease::state() const {
  const auto lease = [](const Leased& leased) {
    return boost::json::object{{"value", shown_value(leased.value)},
                               {"until_ms", shown_ms(leased.until)}};
  };
  return boost::json::object{{"leased", shown_map(leased_, lease, leased_.find(latest_))}};
}

sim::Task<sim::Result<ReadOk>> LinKvProxyLease::read(const Read& m) {
  const std::string key = sim::to_text(m.key);
  const auto leased = leased_.find(key);
  if (leased != leased_.end() && clock() < leased->second.until)
    co_return ReadOk{leased->second.value};
  for (int tries = 0; tries < kTries; ++tries) {
    auto looking = look_up(m.key);
    const auto cell = co_await looking;
    if (!cell && cell.error().code == ErrorCode::timeout) continue;
    if (!cell) co_return cell.error();
    if (cell->is_wanted) co_return ReadOk{cell->value};
    Cell longer = *cell;
    longer.leased_until = std::max(cell->leased_until, clock() + kLease);
    auto replacing = replace(m.key, *cell, longer);
    const auto replaced = co_await replacing;
    if (!replaced) continue;
    leased_[key] = {cell->value, longer.leased_until};
    latest_ = key;
    co_return ReadOk{cell->value};
  }
  co_return Error{ErrorCode::temporarily_unavailable, "the service does not answer"};
}

sim::Task<sim::Result<WriteOk>> LinKvProxyLease::write(const Write& m) {
  auto putting = put(Cas{m.key, nullptr, m.value, true}, std::nullopt);
  const auto done = co_await putting;
  if (!done) co_return done.error();
  co_return WriteOk{};
}

sim::Task<sim::Result<CasOk>> LinKvProxyLease::cas(const Cas& m) {
  auto putting = put(m, m.from);
  auto done = co_await putting;
  co_return done;
}

sim::Task<sim::Result<CasOk>> LinKvProxyLease::put(Cas m,
                                                   std::optional<boost::json::value> expected) {
  for (int tries = 0; tries < kTries; ++tries) {
    auto looking = look_up(m.key);
    const auto cell = co_await looking;
    if (!cell && cell.error().code == ErrorCode::timeout) continue;
    const bool is_missing = !cell && cell.error().code == ErrorCode::key_does_not_exist;
    if (is_missing && !m.create_if_not_exists.value_or(false)) co_return cell.error();
    if (!cell && !is_missing) co_return cell.error();
    const Cell before = is_missing ? Cell{} : *cell;
    if (!is_missing && expected && before.value != *expected)
      co_return Error{ErrorCode::precondition_failed, "the value is another one"};
    if (clock() < before.leased_until) {
      if (!before.is_wanted) {
        Cell wanted = before;
        wanted.is_wanted = true;
        auto wanting = replace(m.key, before, wanted);
        co_await wanting;
      }
      co_await sleep(before.leased_until - clock());
      continue;
    }
    auto replacing = replace(m.key, before, Cell{nullptr, m.to, {}, false});
    auto replaced = co_await replacing;
    if (!replaced && replaced.error().code == ErrorCode::precondition_failed) continue;
    co_return replaced;
  }
  co_return Error{ErrorCode::temporarily_unavailable, "others were faster, or lease it"};
}

sim::Task<sim::Result<LinKvProxyLease::Cell>> LinKvProxyLease::look_up(boost::json::value key) {
  const Read read{std::move(key)};
  auto found = co_await rpc(sim::kLinKv, read, kPatience);
  if (!found) co_return found.error();
  const auto& parts = found->value.as_array();
  co_return Cell{found->value, parts.at(0),
                 sim::Time(sim::Duration(parts.at(1).to_number<std::int64_t>())),
                 parts.at(2).as_bool()};
}

sim::Task<sim::Result<CasOk>> LinKvProxyLease::replace(boost::json::value key, Cell before,
                                                       Cell after) {
  boost::json::array parts{after.value, sim::nanoseconds(after.leased_until), after.is_wanted};
  const Cas cas{std::move(key), std::move(before.as_it_stands), std::move(parts),
                before.as_it_stands.is_null()};
  auto replaced = co_await rpc(sim::kLinKv, cas, kPatience);
  co_return replaced;
}

}  // namespace eddy::nodes::broken
