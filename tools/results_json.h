// The results of a run as JSON: what results.json holds and --json prints.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "eddy/checkers/verdict.h"
#include "eddy/workloads/experiment.h"

namespace eddy::tools {

// "valid?", "workload", "node", "bin" of a program that is a file, "node-count", "seed",
// "fingerprint", "deterministic" and why not, "reproduce", "virtual-time" (ns), "events", "faults",
// "findings", "evidence", "figures", then the reports: "run", "nodes", "checker" (the workload's
// own), "stats", "availability", "net", "expectations". `reproduce` is the command line.
boost::json::object to_json(const workloads::Experiment& experiment, const std::string& reproduce);

// A verdict on a history from elsewhere, laid out as that of a run: "valid?", "model",
// "operations", "findings", "evidence", "figures", "checker". The same history gives the same
// bytes, whatever its file.
boost::json::object to_json(const checkers::Verdict& verdict, std::string_view model,
                            std::size_t operations);

// How a double without a fraction is written: as 2, or as 2.0, which is read back as a double.
enum class Doubles : std::uint8_t { read_well, stay };

// JSON with line breaks and two blanks an indentation; what is small stands on one line. Ends with
// a line break.
std::string pretty(const boost::json::value& value, Doubles doubles = Doubles::read_well);

// 16 hexadecimal digits.
std::string hex(std::uint64_t fingerprint);

}  // namespace eddy::tools
