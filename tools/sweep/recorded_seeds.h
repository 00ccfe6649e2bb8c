// The lines that a sweep has written before, read and held against the program that goes on.
//
// * The lines are those of the sweep's seeds, in their order, from the first one on; else the folder
//   is refused. A last line that was not finished is passed over.
// * A few of them are samples: their seeds give the same lines again if the program is still what
//   it was. They are the first line, the last one, and some between; memory does not grow with the
//   number of lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eddy/workloads/search/seed_outcome.h"
#include "tools/sweep/seed_range.h"
#include "tools/sweep/sweep_folder.h"

namespace eddy::tools {

class RecordedSeeds {
 public:
  struct Sample {
    std::uint64_t seed = 0;
    std::string line;  // with its end
  };

  RecordedSeeds(const SweepFolder& folder, const ShardSeeds& seeds)
      : folder_(folder), seeds_(seeds) {}

  // Tells one after another. Throws checkers::BadInput.
  void read(const std::function<void(const workloads::SeedOutcome&)>& each);

  // Of what was read: how many bytes its lines have.
  std::uintmax_t size() const { return size_; }
  const std::vector<Sample>& samples() const { return samples_; }

  // Throws checkers::BadInput where the seed gives another line now.
  void require_same(const Sample& sample, const std::string& line) const;

 private:
  const SweepFolder& folder_;
  const ShardSeeds& seeds_;
  std::uintmax_t size_ = 0;
  std::vector<Sample> samples_;
};

}  // namespace eddy::tools
