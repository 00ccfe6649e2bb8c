#include "nodes/durable/journal.h"

#include <utility>

#include "nodes/durable/frame.h"

namespace eddy::nodes::durable {
namespace {

constexpr std::string_view kLog = "journal";
constexpr std::string_view kMarks = "journal-marks";
// What a disk that has failed is given before it is asked again.
constexpr sim::Duration kAgain = std::chrono::milliseconds(10);

}  // namespace

Reading Journal::look(std::string_view log, std::string_view marks) const {
  return read_back(log, marks);
}

sim::Task<Reading> Journal::open() {
  is_opening_ = true;
  auto reading_marks = read(kMarks);
  const std::string marks = co_await reading_marks;
  auto reading_log = read(kLog);
  const std::string log = co_await reading_log;
  Reading reading = look(log, marks);
  if (appended_ == 0) mark_ = reading.last;
  if (reading.is_torn) {
    auto cutting_log = cut(kLog, reading.log_size);
    co_await cutting_log;
    auto cutting_marks = cut(kMarks, reading.marks_size);
    co_await cutting_marks;
  }
  is_opening_ = false;
  if (appended_ > synced_) start_flushing();
  co_return reading;
}

sim::Task<std::vector<std::string>> Journal::open_whole() {
  constexpr sim::Duration kBetweenReadings = std::chrono::milliseconds(500);
  for (bool is_first = true;; is_first = false) {
    auto opening = open();
    Reading reading = co_await opening;
    if (reading.state == Reading::State::whole) co_return std::move(reading.records);
    if (is_first) host_.log("what it had synced is rotten; it waits until it can be read");
    co_await host_.sleep(kBetweenReadings);
  }
}

void Journal::append(std::string_view record, const Note& note) {
  waiting_ += framed(record);
  mark_.end += kFrameHeader + record.size();
  mark_.note = note;
  ++appended_;
  if (!is_opening_) start_flushing();
}

void Journal::start_flushing() {
  if (!std::exchange(is_flushing_, true)) host_.spawn([this] { return flush(); });
}

void Journal::begin_anew(std::string_view record, const Note& note) {
  mark_.begin = mark_.end;
  append(record, note);
}

sim::Task<void> Journal::flush() {
  while (synced_ < appended_) {
    if (gathers() > sim::Duration(0)) co_await host_.sleep(gathers());
    const std::uint64_t count = appended_;
    auto writing = write_behind(kLog, std::exchange(waiting_, {}));
    auto marking = write_behind(kMarks, encoded(mark_));
    co_await writing;
    co_await marking;
    for (;;) {
      const auto synced = co_await host_.disk().sync();
      if (synced) break;
      co_await host_.sleep(kAgain);
    }
    synced_ = count;
    if (when_synced_) when_synced_();
  }
  is_flushing_ = false;
}

sim::Task<void> Journal::all_safe() {
  constexpr sim::Duration kLong = std::chrono::hours(1);
  const std::uint64_t all = appended_;
  while (synced_ < all) co_await host_.until([this, all] { return synced_ >= all; }, kLong);
}

sim::Task<std::string> Journal::read(std::string_view file) {
  for (;;) {
    auto bytes = co_await host_.disk().read(file);
    if (bytes) co_return std::move(*bytes);
    co_await host_.sleep(kAgain);
  }
}

sim::Task<void> Journal::cut(std::string_view file, std::size_t size) {
  for (;;) {
    const auto done = co_await host_.disk().truncate(file, size);
    if (done) co_return;
    co_await host_.sleep(kAgain);
  }
}

sim::Task<void> Journal::write_behind(std::string_view file, std::string bytes) {
  for (;;) {
    const auto written = co_await host_.disk().append(file, bytes);
    if (written) co_return;
    co_await host_.sleep(kAgain);
  }
}

}  // namespace eddy::nodes::durable
