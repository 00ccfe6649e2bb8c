// A process as it is: plain pipes, and the time of the world. Nothing is promised: what it does, and
// when, is another thing each time.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "eddy/nodes/process/processes.h"
#include "nodes/process/guest.h"
#include "nodes/process/guest_setup.h"
#include "nodes/process/pipe_watch.h"
#include "nodes/process/streams.h"

namespace eddy::nodes::process {

// Node programs of a run that is held to the time of the world by whoever waits at `watch`, which
// outlives them. The threads go as they like.
sim::ProgramFactory in_real_time(ProcessOptions options, PipeWatch& watch);

class PlainGuest final : public Guest, private PipeWatch::Member {
 public:
  PlainGuest(GuestSetup setup, PipeWatch& watch);
  ~PlainGuest() override;

  void when_ready(std::function<void()> call) override { call_ = std::move(call); }
  Burst start(const ClockReading& now, std::uint64_t draw) override;
  Burst give(std::string_view bytes, const ClockReading& now, std::uint64_t draw) override;
  Burst wake(const ClockReading& now, std::uint64_t draw) override;
  // Waits for what it writes then, a second at most.
  Burst close_input(const ClockReading& now, std::uint64_t draw) override;
  // Stops all processes of its group, each when it leaves the kernel next.
  void pause() override;
  void resume() override;
  std::vector<std::int64_t> stand_still() override;

 private:
  std::vector<pollfd> awaited() const override;
  void call() override;
  Burst look();
  bool has_ended();
  void kill_all();

  GuestSetup setup_;
  PipeWatch& watch_;
  std::function<void()> call_;
  Pipes pipes_;
  Streams streams_{pipes_};
  pid_t process_ = 0;  // 0: there is none
  Descriptor end_;     // can be read when the process has ended
  int status_ = 0;     // as waitpid tells it
  bool is_called_ = false;
};

}  // namespace eddy::nodes::process
