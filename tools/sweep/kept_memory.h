// Memory for many runs, one after another.
#pragma once

namespace eddy::tools {

// What a run frees is kept for the next one: to hand it back to the system and to ask for it anew
// takes as long as a third of a short run does. The process keeps as much as its runs at one time
// have needed at most.
void keep_freed_memory();

}  // namespace eddy::tools
