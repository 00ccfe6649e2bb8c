#include "eddy/workloads/catalog.h"

#include <algorithm>
#include <array>

#include "workloads/broadcast.h"
#include "workloads/counter.h"
#include "workloads/echo.h"
#include "workloads/g_set.h"
#include "workloads/kafka.h"
#include "workloads/lin_kv.h"
#include "workloads/lin_mutex.h"
#include "workloads/txn_list_append.h"
#include "workloads/txn_rw_register.h"
#include "workloads/unique_ids.h"

namespace eddy::workloads {
namespace {

template <class W>
std::unique_ptr<Workload> make() {
  return std::make_unique<W>();
}

constexpr std::array kCatalog = {
    WorkloadEntry{"echo", "every request comes back with the payload that was sent", &make<Echo>},
    WorkloadEntry{"unique-ids", "no id is given out twice in the whole cluster", &make<UniqueIds>},
    WorkloadEntry{"broadcast", "every value reaches every node, and stays", &make<Broadcast>},
    WorkloadEntry{"g-set", "every element that is added stays in the set", &make<GSet>},
    WorkloadEntry{"g-counter",
                  "once all is quiet, a counter is the sum of all that was added to it",
                  &make<GCounter>},
    WorkloadEntry{"pn-counter",
                  "once all is quiet, a counter that goes up and down is the sum of its changes",
                  &make<PnCounter>},
    WorkloadEntry{"txn-list-append", "transactions on lists are as isolated as they should be",
                  &make<TxnListAppend>},
    WorkloadEntry{"txn-rw-register", "transactions on registers are as isolated as they should be",
                  &make<TxnRwRegister>},
    WorkloadEntry{"kafka", "every message is polled, once and in the order of its log",
                  &make<Kafka>},
    WorkloadEntry{"lin-kv", "a store of keys is linearizable: its clients see one copy of it",
                  &make<LinKv>},
    WorkloadEntry{"lin-mutex", "a lock is held by one client at a time", &make<LinMutex>},
};

}  // namespace

std::span<const WorkloadEntry> catalog() { return kCatalog; }

const WorkloadEntry* find_workload(std::string_view name) {
  const auto* found =
      std::find_if(kCatalog.begin(), kCatalog.end(),
                   [name](const WorkloadEntry& entry) { return entry.name == name; });
  return found == kCatalog.end() ? nullptr : found;
}

}  // namespace eddy::workloads
