// Histories of transactions over registers, as large as one likes, from a serializable database: 20
// clients, 4 operations a transaction, keys that are given up after 100 writes.
#pragma once

#include "eddy/checkers/history.h"

#include <cstddef>

namespace eddy::bench {

/// Does the history tell the order of the versions of each key, as an observer saw it?
enum class Orders { unknown, observed };

/// The same history for the same arguments.
checkers::History rw_register_history(std::size_t transactions, Orders orders);

}  // namespace eddy::bench
