// A node program as a program of Maelstrom's: it is given lines and the time, and gives lines.
// https://github.com/jepsen-io/maelstrom/blob/main/doc/protocol.md
//
//   * Its first message is init, which says who it is; the program is made then.
//   * Its host and its program are those of a simulation (eddy/sim/host.h): other messages wait until
//     init is answered, a message or a timer is handled at one instant, an exception is a failure.
//   * Its time is that of its caller's clock, and never goes back. Its disk is its memory.
//   * A line that is no message for it is told to the log and has no effect.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "eddy/sim/host.h"
#include "eddy/sim/program.h"
#include "eddy/sim/runtime.h"
#include "tools/stdio/peer_names.h"
#include "tools/stdio/stdio_line.h"

namespace eddy::tools {

// Where its lines go, each with its line feed.
struct StdioOutput {
  std::function<void(std::string_view)> message;
  std::function<void(std::string_view)> log;
};

class StdioNode final : public sim::Runtime {
 public:
  StdioNode(sim::ProgramFactory make, std::uint64_t seed, StdioOutput output);

  // A line has come, without its line feed.
  void take(std::string_view line, sim::Time now);
  // Timers that are due fire.
  void wake(sim::Time now);
  // When the next one is due; nothing: it waits for lines alone.
  std::optional<sim::Time> wake_at() const;
  // It has failed, or given up; the log says why. It takes nothing any more.
  bool has_ended() const { return has_ended_; }

  // Runtime, for the host.
  void transmit(sim::Envelope&& envelope) override;
  void deliver_now(sim::HeldMail mail) override { arrived_.push_back(std::move(mail)); }
  bool exists(sim::NodeId id) const override;
  bool is_logging() const override { return true; }
  void log(sim::NodeId node, std::string_view line) override;
  void learned(sim::NodeId /*node*/, const boost::json::value& /*value*/) override {}
  void failed(sim::NodeId node, std::uint32_t incarnation, std::string_view text) override;
  void syncing(sim::Host& /*host*/) override {}
  void synced(sim::Host& /*host*/) override {}
  void disk_troubled(sim::FaultId /*id*/) override {}
  void looked_for(std::string_view /*label*/, bool /*was_reached*/) override {}
  bool has_chance(std::string_view /*label*/) override { return false; }
  void broken(sim::NodeId node, const std::string& invariant, const std::string& text) override;
  void gave_up(sim::NodeId node, std::string_view why) override;
  [[noreturn]] void too_many_timers() override { throw sim::RunStopped{}; }

 private:
  void begin(const StdioLine& init);
  sim::HeldMail mail_of(StdioLine line);
  std::uint64_t own_id(std::uint64_t written) const;
  void handle_arrived();
  // What its draws are keyed by.
  std::uint64_t next_event();
  void tell(std::string_view who, std::string_view text);

  sim::ProgramFactory make_;
  StdioOutput output_;
  std::deque<sim::HeldMail> arrived_;
  std::uint64_t events_ = 0;
  // The ids of its requests go out higher by so much: by the time of its start, so that an answer to
  // an earlier process of this node is not taken for one to it.
  std::uint64_t first_id_ = 0;
  bool has_ended_ = false;
  // Those of init, once it has come.
  std::optional<PeerNames> names_;
  std::optional<sim::Host> host_;
};

}  // namespace eddy::tools
