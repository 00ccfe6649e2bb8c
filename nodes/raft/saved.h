// What a Raft node keeps in its journal: each thing that the core wants persisted is a record.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "nodes/durable/reading.h"
#include "nodes/raft/raft.h"

namespace eddy::nodes::raft {

std::string encoded(const Persist& persist);
// What is left when all that was persisted has been done, one after another. Throws
// std::runtime_error when a record is none of ours.
Stable restored(const std::vector<std::string>& records);

// Known even where the records are rotten.
durable::Note note_of(const Extent& extent);
Extent extent_of(const durable::Note& note);

}  // namespace eddy::nodes::raft
