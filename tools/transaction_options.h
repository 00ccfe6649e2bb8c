// The options of `eddy test` that shape transactions, and what they are held against.
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "workloads/options.h"

namespace eddy::tools {

// Parsing fills `options`, which must live as long as `command`.
void declare_transaction_options(CLI::App& command, workloads::Options& options);

// Of kafka: which commits count.
void declare_kafka_options(CLI::App& command, workloads::Options& options);

// The arguments that give the same again, each after a blank: " --key-count 3". Options at their
// defaults are left out.
std::string transaction_arguments(const workloads::Options& options);

}  // namespace eddy::tools
