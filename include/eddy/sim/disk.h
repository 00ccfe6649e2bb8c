// A node's disk, as its program uses it: Host::disk().
//
//   sim::Task<void> remember(std::string record) {
//     co_await disk().append("log", record);
//     if (!co_await disk().sync()) …           // it may be lost
//   }
//
//   * It outlives the node's lives. What a crash leaves of it says eddy/sim/disk_image.h.
//   * A write takes effect at once, and is reported a while later. A sync makes safe what was
//     written before it began, when it ends well.
//   * Reading, writing and truncating take kAccess; a sync takes kSync on average, exponentially.
//   * An access that fails says so, with ErrorCode::crash. A write that fails has written nothing.
//     After a sync that fails nothing more is safe than before.
//   * Several accesses may be under way at once; each is awaited. One that is dropped before its
//     end leaves a write done, and a sync undone.
#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/sim/coroutine_frame.h"
#include "eddy/sim/disk_image.h"
#include "eddy/sim/error.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/random.h"
#include "eddy/sim/time.h"
#include "eddy/sim/timer.h"

namespace eddy::sim {

class Disk;

// An access that is under way.
class DiskAccess : public Timer {
 public:
  DiskAccess(const DiskAccess&) = delete;
  DiskAccess& operator=(const DiskAccess&) = delete;

  bool await_ready() const noexcept { return is_done_; }
  template <OurPromise Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting) noexcept {
    awaiting_ = CoroutineFrame::resumable(awaiting);
  }

 protected:
  // `synced`: all writes before that many are safe when it ends well; nothing: it is no sync.
  DiskAccess(Host& host, Duration takes, std::optional<Error> error,
             std::optional<std::uint64_t> synced);
  ~DiskAccess() override = default;

  std::optional<Error> error_;

 private:
  friend class Disk;
  void fire() override;

  std::optional<std::uint64_t> synced_;
  bool is_done_ = false;
  std::coroutine_handle<> awaiting_;
};

// Its result: whether it went well.
class [[nodiscard]] DiskWrite final : public DiskAccess {
 public:
  ByReference<DiskWrite> operator co_await() { return ByReference(*this); }
  Result<void> await_resume() {
    if (error_) return std::move(*error_);
    return {};
  }

 private:
  friend class Disk;
  using DiskAccess::DiskAccess;
};

// Its result: the bytes of the file.
class [[nodiscard]] DiskRead final : public DiskAccess {
 public:
  ByReference<DiskRead> operator co_await() { return ByReference(*this); }
  Result<std::string> await_resume() {
    if (error_) return std::move(*error_);
    return std::move(bytes_);
  }

 private:
  friend class Disk;
  DiskRead(Host& host, Duration takes, std::optional<Error> error, std::string bytes)
      : DiskAccess(host, takes, std::move(error), std::nullopt), bytes_(std::move(bytes)) {}
  std::string bytes_;
};

class Disk {
 public:
  static constexpr Duration kAccess = std::chrono::microseconds(20);
  static constexpr Duration kSync = std::chrono::milliseconds(1);
  static constexpr int kSlowdown = 50;  // of a slow disk

  explicit Disk(Host& host) : host_(host) {}

  // All that the file holds, as it stands now.
  DiskRead read(std::string_view file);
  DiskWrite append(std::string_view file, std::string_view bytes);
  // Replaces what the file held.
  DiskWrite write(std::string_view file, std::string_view bytes);
  // Cuts the file to its first bytes.
  DiskWrite truncate(std::string_view file, std::size_t size);
  DiskWrite sync();

  const DiskImage& image() const { return image_; }

  // For the host and the simulation.
  void begin(FaultId id, DiskTrouble trouble) { troubles_.push_back({id, trouble}); }
  void heal(FaultId id);
  void crash();

 private:
  friend class DiskAccess;
  struct Active {
    FaultId id;
    DiskTrouble trouble;
  };
  enum class Access : std::uint8_t { read, write, sync };

  // Is there such trouble? Then it befalls an access.
  bool meets(DiskTrouble trouble) const;
  Duration time_of(Access access, std::uint64_t number) const;
  std::optional<Error> error_in(Access access, std::uint64_t number, std::size_t bytes) const;
  std::uint64_t bits(Purpose purpose, std::uint64_t number) const;
  // What is read of that file, its rot included.
  std::string shown(std::string_view file) const;
  template <class Change>
  DiskWrite change(std::size_t bytes, Change change);

  Host& host_;
  DiskImage image_;
  std::vector<Active> troubles_;
};

}  // namespace eddy::sim
