// The processor that a thread of ours shares with the guests of its run: a switch between them costs
// a sixth of what it costs across two.
//
// While a thread has claims it stays on one processor. Threads that have claims at the same time are
// on different ones, as long as there are enough.
#pragma once

namespace eddy::nodes::process {

class CpuClaim {
 public:
  CpuClaim();
  ~CpuClaim();
  CpuClaim(const CpuClaim&) = delete;
  CpuClaim& operator=(const CpuClaim&) = delete;

  int cpu() const { return cpu_; }

 private:
  int cpu_;
};

}  // namespace eddy::nodes::process
