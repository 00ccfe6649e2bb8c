// A node's program that is a process: a guest that is given each message as a line, and whose lines
// are messages.
//
//   * A burst of the guest happens at the instant of the event that began it.
//   * What it writes to standard error are lines of the node's log.
//   * A line that is no message, an end of the process, and an init that is not answered in time are
//     failures of the node, told in one sentence that follows the node's name.
//   * The guest's clocks are the node's. When a fault sets them, the guest is woken.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "eddy/nodes/process/processes.h"
#include "eddy/sim/alarm.h"
#include "eddy/sim/host.h"
#include "nodes/process/guest.h"
#include "nodes/process/guest_setup.h"
#include "nodes/process/wire.h"

namespace eddy::nodes::process {

using GuestMaker = std::function<std::unique_ptr<Guest>(const GuestSetup&)>;

// Node programs that are processes of these options. `make` makes the guest of each life of each
// node; of several runs at once it is called in several threads.
sim::ProgramFactory as_program(ProcessOptions options, GuestMaker make);

class ProcessProgram final : public sim::Program {
 public:
  // Starts the guest. `command`: for what is said of it. `input` is told all that the process is
  // given, too; null: nobody is.
  ProcessProgram(sim::Host& host, std::vector<std::string> command, std::unique_ptr<Guest> guest,
                 std::unique_ptr<std::ostream> input);

  // At that moment the guest stands still, and when it has been looked at the run ends.
  void freeze(const Freeze& freeze);

  void receive(const sim::Envelope& envelope) override;
  void clock_was_set() override;
  void was_paused() override { guest_->pause(); }
  void was_resumed() override { guest_->resume(); }

 private:
  struct Unanswered {
    sim::NodeId asked_by;
    std::uint64_t msg_id = 0;
    std::string answered_instead = {};  // in words: what it sent first
  };

  void expect_answer(const sim::Envelope& init);
  bool answers_init(const Written& message) const;
  ClockReading clocks() const;
  void take(const Burst& burst);
  void tell_labels(const Burst& burst);
  void log_error(const std::string& line);
  // REQUIRES: it is not blank.
  Written read(const std::string& line) const;
  void send(Written message);
  void call();
  void wake();
  void wake_later();
  [[noreturn]] void fail_by(const End& end);
  // It has not answered its init in time: is it that nobody flushes what it writes?
  [[noreturn]] void fail_by_silence();
  // What follows a sentence: "; its last lines on standard error: …".
  std::string last_errors() const;

  sim::Host& host_;
  std::vector<std::string> command_;
  std::unique_ptr<Guest> guest_;
  std::unique_ptr<std::ostream> input_;
  std::uint64_t given_ = 0;  // lines
  std::deque<std::string> last_errors_;
  std::optional<Unanswered> init_;       // until it has answered it
  std::optional<std::int64_t> wake_at_;  // by its monotonic clock, in ns
  bool is_called_ = false;               // since it was woken last: by its clock, or by the guest
  sim::Alarm wake_;
  sim::Alarm patience_;
  std::optional<sim::Alarm> freeze_;
};

}  // namespace eddy::nodes::process
