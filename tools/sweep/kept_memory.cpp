#include "tools/sweep/kept_memory.h"

#include <malloc.h>

namespace eddy::tools {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kTrimThreshold = 256 << 20;
  constexpr int kMmapThreshold = 32 << 20;
  constexpr int kTopPad = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kTrimThreshold);
  mallopt(M_MMAP_THRESHOLD, kMmapThreshold);
  mallopt(M_TOP_PAD, kTopPad);
#endif
}

}  // namespace eddy::tools
