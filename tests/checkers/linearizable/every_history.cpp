#include "tests/checkers/linearizable/every_history.h"

#include <algorithm>

namespace eddy::checkers::linearizable {

namespace {

class Layouts {
 public:
  Layouts(std::size_t calls, std::size_t processes) : calls_(calls), processes_(processes) {
    next_block(0);
  }

  std::vector<std::vector<Interval>> take() { return std::move(layouts_); }

 private:
  // Invokes 1, 2, … more calls.
  void next_block(int block) {
    const std::size_t before = layout_.size();
    const std::size_t open_before = open_.size();
    while (layout_.size() < calls_ && open_.size() < processes_) {
      open_.push_back(layout_.size());
      layout_.push_back({2 * block, 0});
      if (layout_.size() == calls_) {
        close_all(block);
      } else {
        for (std::size_t subset = 1; subset < (std::size_t{1} << open_.size()); ++subset)
          close(subset, block);
      }
    }
    layout_.resize(before);
    open_.resize(open_before);
  }

  void close_all(int block) {
    for (const std::size_t call : open_) layout_[call].returned = 2 * block + 1;
    layouts_.push_back(layout_);
  }

  void close(std::size_t subset, int block) {
    const std::vector<std::size_t> open = open_;
    open_.clear();
    for (std::size_t i = 0; i < open.size(); ++i) {
      if ((subset >> i & 1U) == 0) {
        open_.push_back(open[i]);
      } else {
        layout_[open[i]].returned = 2 * block + 1;
      }
    }
    next_block(block + 1);
    open_ = open;
  }

  std::size_t calls_;
  std::size_t processes_;
  std::vector<Interval> layout_;
  std::vector<std::size_t> open_;
  std::vector<std::vector<Interval>> layouts_;
};

// Counts up, the last call fastest; false after the last choice.
bool next_choice(std::vector<std::size_t>& kinds, std::size_t kind_count) {
  for (std::size_t i = kinds.size(); i-- > 0;) {
    if (++kinds[i] < kind_count) return true;
    kinds[i] = 0;
  }
  return false;
}

// Calls that lie in the same place are chosen in order.
bool is_first_of_its_like(const std::vector<Interval>& layout,
                          const std::vector<std::size_t>& kinds) {
  for (std::size_t i = 1; i < layout.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (layout[i] == layout[j] && kinds[i] < kinds[j]) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::vector<Interval>> every_layout(std::size_t calls, std::size_t processes) {
  return Layouts(calls, processes).take();
}

std::size_t for_every_history(
    std::size_t calls, std::size_t processes, std::size_t kind_count, std::size_t stride,
    const std::function<void(const std::vector<Interval>&, const std::vector<std::size_t>& kinds)>&
        visit) {
  std::size_t count = 0;
  for (const auto& layout : every_layout(calls, processes)) {
    std::vector<std::size_t> kinds(calls, 0);
    do {
      if (!is_first_of_its_like(layout, kinds)) continue;
      if (count++ % stride == 0) visit(layout, kinds);
    } while (next_choice(kinds, kind_count));
  }
  return count / stride;
}

}  // namespace eddy::checkers::linearizable
