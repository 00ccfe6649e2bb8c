#include "eddy/sim/disk.h"

#include <fmt/format.h>

#include "eddy/sim/hash.h"
#include "eddy/sim/host.h"

namespace eddy::sim {

DiskAccess::DiskAccess(Host& host, Duration takes, std::optional<Error> error,
                       std::optional<std::uint64_t> synced)
    : Timer(&host), error_(std::move(error)), synced_(synced) {
  host.arm_virtually(*this, takes);
}

void DiskAccess::fire() {
  is_done_ = true;
  if (synced_ && !error_) host()->disk().image_.sync_up_to(*synced_);
  if (synced_) host()->runtime_.synced(*host());
  if (awaiting_ && host()->cutoff() != Host::Cutoff::dead) awaiting_.resume();
}

DiskRead Disk::read(std::string_view file) {
  const std::uint64_t number = host_.next_access();
  auto error = error_in(Access::read, number, 0);
  return {host_, time_of(Access::read, number), std::move(error), shown(file)};
}

template <class Change>
DiskWrite Disk::change(std::size_t bytes, Change change) {
  const std::uint64_t number = host_.next_access();
  auto error = error_in(Access::write, number, bytes);
  if (!error && host_.cutoff() != Host::Cutoff::dead) change();
  return {host_, time_of(Access::write, number), std::move(error), std::nullopt};
}

DiskWrite Disk::append(std::string_view file, std::string_view bytes) {
  return change(bytes.size(), [&] { image_.append(file, bytes); });
}

DiskWrite Disk::write(std::string_view file, std::string_view bytes) {
  return change(bytes.size(), [&] { image_.write(file, bytes); });
}

DiskWrite Disk::truncate(std::string_view file, std::size_t size) {
  return change(0, [&] { image_.truncate(file, size); });
}

DiskWrite Disk::sync() {
  host_.runtime_.syncing(host_);
  const std::uint64_t number = host_.next_access();
  auto error = error_in(Access::sync, number, 0);
  return {host_, time_of(Access::sync, number), std::move(error), image_.writes()};
}

void Disk::heal(FaultId id) {
  std::erase_if(troubles_, [id](const Active& active) { return active.id == id; });
}

void Disk::crash() {
  const std::size_t unsynced = image_.unsynced();
  if (unsynced == 0) return;
  const std::uint64_t drawn = bits(Purpose::disk_kept, 0);
  const auto kept = static_cast<std::size_t>(below(drawn, unsynced + 1));
  std::optional<std::size_t> bytes_of_last;
  if (kept > 0 && meets(DiskTrouble::torn)) {
    const std::uint64_t size = image_.bytes_of(kept - 1);
    bytes_of_last = static_cast<std::size_t>(below(mix(drawn, kept), size + 1));
  }
  image_.crash(kept, bytes_of_last);
}

bool Disk::meets(DiskTrouble trouble) const {
  bool is_there = false;
  for (const Active& active : troubles_) {
    if (active.trouble != trouble) continue;
    host_.runtime_.disk_troubled(active.id);
    is_there = true;
  }
  return is_there;
}

Duration Disk::time_of(Access access, std::uint64_t number) const {
  const Duration time =
      access == Access::sync ? exponential(bits(Purpose::disk_latency, number), kSync) : kAccess;
  return meets(DiskTrouble::slow) ? time * kSlowdown : time;
}

std::optional<Error> Disk::error_in(Access access, std::uint64_t number, std::size_t bytes) const {
  constexpr auto kHalf = Probability::percent(50);
  if (!troubles_.empty() && kHalf.holds(bits(Purpose::disk_error, number)) &&
      meets(DiskTrouble::error))
    return Error(ErrorCode::crash, "the disk has failed: input/output error");
  const bool needs_room = access == Access::write && bytes > 0;
  if (needs_room && (meets(DiskTrouble::full) || !image_.has_room(bytes)))
    return Error(ErrorCode::crash, "the disk is full");
  return std::nullopt;
}

std::uint64_t Disk::bits(Purpose purpose, std::uint64_t number) const {
  return draw(host_.runtime_.seed(), purpose, host_.id().raw(),
              static_cast<std::uint64_t>(nanoseconds(host_.now())), number);
}

std::string Disk::shown(std::string_view file) const {
  std::string bytes(image_.read(file));
  for (const Active& active : troubles_) {
    if (active.trouble != DiskTrouble::bitrot) continue;
    const std::size_t safe = image_.safe_bytes(file);
    if (safe == 0) continue;
    host_.runtime_.disk_troubled(active.id);
    Hasher name;
    name.add(file);
    // The same bits for as long as the file is of that size.
    Random random(host_.runtime_.seed(), Purpose::disk_rot, host_.id().raw(),
                  mix(static_cast<std::uint64_t>(active.id), name.digest()));
    const std::uint64_t flips = 1 + random.below(3);
    for (std::uint64_t i = 0; i < flips; ++i) {
      const std::uint64_t bit = random.below(8 * safe);
      bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^
                                         (1U << static_cast<unsigned>(bit % 8)));
    }
  }
  return bytes;
}

}  // namespace eddy::sim
