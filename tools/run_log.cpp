#include "tools/run_log.h"

#include <spdlog/sinks/stdout_color_sinks.h>

namespace eddy::tools {

RunLog::RunLog(const RunLogOptions& options)
    : options_(options),
      terminal_(std::make_shared<spdlog::logger>(
          "run", std::make_shared<spdlog::sinks::stderr_color_sink_mt>())) {
  // Virtual time stands in each line; the wall clock's has no meaning here.
  terminal_->set_pattern("%v");
  if (options_.trace != nullptr) trace_.emplace(*options_.trace);
}

void RunLog::on_event(const sim::Event& event) {
  if (trace_) trace_->write(event);
  const bool is_send = event.is<sim::Sent>();
  const bool is_deliver = event.is<sim::Delivered>();
  if ((is_send && options_.net_send) || (is_deliver && options_.net_recv)) {
    terminal_->info("{} {}", is_send ? "send" : "recv", to_text(event));
  }
}

void RunLog::on_log(sim::Time at, sim::NodeId node, std::string_view line) {
  const std::string stamped = fmt::format("{}  {}\n", to_string(at), line);
  if (options_.node_logs) terminal_->info("{}  {}  {}", to_string(at), node.name(), line);
  if (options_.keep_node_logs) keep(node, stamped);
}

void RunLog::keep(sim::NodeId node, const std::string& line) {
  std::string& log = node_logs_[node];
  if (kept_bytes_ + line.size() <= kMostLogBytes) {
    log += line;
  } else if (kept_bytes_ <= kMostLogBytes) {
    log += fmt::format("… no more is kept: the nodes' logs have reached {} MB\n",
                       kMostLogBytes >> 20U);
  }
  kept_bytes_ += line.size();
}

}  // namespace eddy::tools
