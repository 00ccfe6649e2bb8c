// The counter of time stamps (rdtsc) is closed to guests. A processor that goes from a thread that may
// read it to one that may not writes a control register (CR4), which takes as long as all else of a
// stop where a hypervisor watches it. So a thread of ours that has guests does without the counter,
// too, until it reads it after all.
#pragma once

namespace eddy::nodes::process {

// From now on, this thread does without it. Cheap where it does so already.
void close_time_stamps();
// It does so no longer. REQUIRES: called before the thread goes on without guests, for whatever it
// starts then inherits this.
void open_time_stamps();

}  // namespace eddy::nodes::process
