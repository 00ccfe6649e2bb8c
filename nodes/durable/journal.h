// A log of records on a node's disk, in two files (nodes/durable/reading.h).
//
//   auto opening = journal_.open();
//   const Reading found = co_await opening;
//   journal_.append(record);
//   …                                   // and once journal_.synced() has come to it, it is safe
//
// Records become safe in their order. All that have come while a sync was under way go with the
// next one (group commit). A disk that is full or fails is asked again, for as long as it takes: a
// record is called safe only when its sync has ended well.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/host.h"
#include "nodes/durable/reading.h"

namespace eddy::nodes::durable {

class Journal {
 public:
  explicit Journal(sim::Host& host) : host_(host) {}
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  // Reads what is there, and cuts the torn end off. May be called again, for rot may have passed,
  // as long as nothing has been appended; what is appended meanwhile waits until it has ended.
  sim::Task<Reading> open();

  // The same for who has no other copy: reads again until nothing is rotten.
  sim::Task<std::vector<std::string>> open_whole();

  // REQUIRES: it was opened, and was not unreadable.
  void append(std::string_view record, const Note& note = {});
  // A record after which all before it are of no more use, rotten or not. REQUIRES: as append().
  void begin_anew(std::string_view record, const Note& note = {});

  // How many records of this life there are, and how many of them are safe.
  std::uint64_t appended() const { return appended_; }
  std::uint64_t synced() const { return synced_; }
  // {"unsynced": 3}, for Program::state(); nothing where all are safe.
  void show(boost::json::object& state) const {
    if (synced_ < appended_) state["unsynced"] = appended_ - synced_;
  }
  // Waits until all that have been appended by now are safe.
  sim::Task<void> all_safe();
  // Is called whenever more records are safe.
  void when_synced(std::function<void()> action) { when_synced_ = std::move(action); }

 protected:
  // How long records are gathered before they are written: not at all.
  virtual sim::Duration gathers() const { return sim::Duration(0); }
  // What the files tell.
  virtual Reading look(std::string_view log, std::string_view marks) const;

 private:
  void start_flushing();
  sim::Task<void> flush();
  sim::Task<std::string> read(std::string_view file);
  sim::Task<void> cut(std::string_view file, std::size_t size);
  sim::Task<void> write_behind(std::string_view file, std::string bytes);

  sim::Host& host_;
  std::function<void()> when_synced_;
  Mark mark_;            // of all records, those included that are not safe yet
  std::string waiting_;  // frames of which the disk has nothing yet
  std::uint64_t appended_ = 0;
  std::uint64_t synced_ = 0;
  bool is_flushing_ = false;
  bool is_opening_ = false;
};

}  // namespace eddy::nodes::durable
