// Counts the steps of a search against its budget.
#pragma once

#include <cstdint>

namespace eddy::checkers {

class StepMeter {
 public:
  explicit StepMeter(std::uint64_t steps) : left_(steps) {}

  // False, from then on always, when the budget does not hold them.
  bool spend(std::uint64_t steps) {
    if (steps > left_) {
      left_ = 0;
      exhausted_ = true;
    } else {
      left_ -= steps;
      spent_ += steps;
    }
    return !exhausted_;
  }

  bool exhausted() const { return exhausted_; }
  std::uint64_t left() const { return left_; }
  std::uint64_t spent() const { return spent_; }

 private:
  std::uint64_t left_;
  std::uint64_t spent_ = 0;
  bool exhausted_ = false;
};

}  // namespace eddy::checkers
