#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "eddy/workloads/search/story.h"
#include "workloads/search/message_words.h"

namespace eddy::workloads {

namespace {

class Abridgement {
 public:
  Abridgement(const std::vector<StoryLine>& lines, std::size_t most_lines)
      : lines_(lines), most_lines_(most_lines) {}

  // The places of the lines that go.
  std::set<std::size_t> find() {
    const StoryWeight small[] = {StoryWeight::state, StoryWeight::message, StoryWeight::client};
    for (const StoryWeight weight : small) leave_out(weight, 0);
    leave_out(StoryWeight::fault, kSomeFaults);
    leave_out(StoryWeight::named, 0);
    leave_out(StoryWeight::decides, 0);
    leave_out(StoryWeight::fault, 0);
    return std::move(gone_);
  }

 private:
  static constexpr std::size_t kSomeFaults = 8;  // lines

  // Until so many of them are left, or all are few enough.
  void leave_out(StoryWeight weight, std::size_t left) {
    std::size_t there = 0;
    for (std::size_t place = 0; place < lines_.size(); ++place) {
      if (lines_[place].weight == weight && !gone_.contains(place)) ++there;
    }
    for (std::size_t place = 0; place < lines_.size() && there > left; ++place) {
      if (lines_.size() - gone_.size() <= most_lines_) return;
      if (lines_[place].weight != weight || !gone_.insert(place).second) continue;
      --there;
      // Both ends of a fault.
      for (std::size_t later = place + 1; later < lines_.size() && lines_[place].fault; ++later) {
        if (lines_[later].fault == lines_[place].fault && gone_.insert(later).second) --there;
      }
    }
  }

  const std::vector<StoryLine>& lines_;
  const std::size_t most_lines_;
  std::set<std::size_t> gone_;
};

}  // namespace

Story abridged(Story story, std::size_t most_lines) {
  const std::set<std::size_t> gone = Abridgement(story.lines, most_lines).find();
  std::vector<StoryLine> left;
  for (std::size_t place = 0; place < story.lines.size(); ++place) {
    StoryLine& line = story.lines[place];
    if (!gone.contains(place)) {
      left.push_back(std::move(line));
      continue;
    }
    ++story.left_out;
    if (line.decides) ++story.deciding_left_out;
  }
  story.lines = std::move(left);
  return story;
}

std::string to_text(const Story& story) {
  std::string text;
  bool has_deciding = false;
  for (const StoryLine& line : story.lines) {
    text +=
        fmt::format("  {:>12} {} {}\n", time_words(line.at), line.decides ? "*" : " ", line.text);
    has_deciding |= line.decides;
  }
  for (const std::string& remark : story.remarks)
    text += fmt::format("  {:>12}   {}\n", "", remark);
  if (story.left_out > 0) {
    text += fmt::format("  … {} more lines in between{}\n", story.left_out,
                        story.deciding_left_out > 0
                            ? fmt::format(", {} of which decide", story.deciding_left_out)
                            : "");
  }
  if (has_deciding) text += "  * decides: had it gone otherwise, the run would not fail so\n";
  return text;
}

}  // namespace eddy::workloads
