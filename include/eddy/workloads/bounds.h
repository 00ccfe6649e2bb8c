// The most that a run may ask for, on the command line and in a scenario's file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "eddy/sim/time.h"

namespace eddy::workloads {

inline constexpr std::size_t kMostNodes = 1'000'000;
// Where each node has all others for neighbours.
inline constexpr std::size_t kMostTotallyConnected = 4'000;
// Of which each, or each but those of ours, is a process.
inline constexpr std::size_t kMostProcesses = 1'000;
inline constexpr std::size_t kMostClients = 2'000'000;
inline constexpr double kMostRate = 1e6;        // requests per second
inline constexpr double kMostOperations = 2e7;  // that the options of a command may plan
inline constexpr std::uint64_t kMostKeys = 1'000'000;
inline constexpr std::uint64_t kLongestTransaction = 10'000;  // micro-operations
inline constexpr std::uint64_t kMostWritesPerKey = 1'000'000'000;
// At one moment, beside those that each node may have.
inline constexpr std::uint64_t kMostInstantEvents = 1'000'000'000'000;
inline constexpr std::size_t kMostBacklog = 1'000'000;  // messages for a node that is down
inline constexpr sim::Duration kLongestTime = std::chrono::seconds(1'000'000);
inline constexpr sim::Duration kLongestLatency =
    std::chrono::seconds(10'000);  // also of a hop, or a slack

}  // namespace eddy::workloads
