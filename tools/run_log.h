// What is written down while a run goes on: the trace, the nodes' logs, messages on standard error.
#pragma once

#include <spdlog/logger.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "eddy/sim/trace.h"
#include "eddy/sim/trace_json.h"

namespace eddy::tools {

struct RunLogOptions {
  std::ostream* trace = nullptr;  // trace.jsonl, kept by the caller
  bool keep_node_logs = false;
  bool net_send = false;  // on standard error, and the next two
  bool net_recv = false;
  bool node_logs = false;

  bool wants_events() const { return trace != nullptr || net_send || net_recv; }
  bool wants_logs() const { return keep_node_logs || node_logs; }
};

class RunLog final : public sim::Observer, public sim::LogSink {
 public:
  explicit RunLog(const RunLogOptions& options);

  void on_event(const sim::Event& event) override;
  void on_log(sim::Time at, sim::NodeId node, std::string_view line) override;

  // Each line stamped with its virtual time.
  const std::map<sim::NodeId, std::string>& node_logs() const { return node_logs_; }

 private:
  // A node that logs without end is not to fill the memory.
  static constexpr std::size_t kMostLogBytes = std::size_t{256} << 20U;

  void keep(sim::NodeId node, const std::string& line);

  RunLogOptions options_;
  std::optional<sim::TraceWriter> trace_;
  std::shared_ptr<spdlog::logger> terminal_;
  std::map<sim::NodeId, std::string> node_logs_;
  std::size_t kept_bytes_ = 0;  // and what was left out
};

}  // namespace eddy::tools
