#include "eddy/sim/disk_image.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "eddy/base/ensure.h"

namespace eddy::sim {

std::string_view DiskImage::read(std::string_view file) const {
  const auto found = now_.find(file);
  return found == now_.end() ? std::string_view() : found->second;
}

std::size_t DiskImage::safe_bytes(std::string_view file) const {
  const auto found = safe_.find(file);
  if (found == safe_.end()) return 0;
  const std::string_view shown = read(file);
  const auto same =
      std::mismatch(shown.begin(), shown.end(), found->second.begin(), found->second.end());
  return static_cast<std::size_t>(same.first - shown.begin());
}

void DiskImage::append(std::string_view file, std::string_view bytes) {
  add({Kind::append, std::string(file), std::string(bytes)});
}

void DiskImage::write(std::string_view file, std::string_view bytes) {
  add({Kind::write, std::string(file), std::string(bytes)});
}

void DiskImage::truncate(std::string_view file, std::size_t size) {
  add({Kind::truncate, std::string(file), {}, size});
}

void DiskImage::add(Write write) {
  std::string& file = now_[write.file];
  used_ -= file.size();
  apply(now_, write);
  used_ += file.size();
  unsynced_.push_back(std::move(write));
}

void DiskImage::apply(Files& files, const Write& write) {
  std::string& file = files[write.file];
  switch (write.kind) {
    case Kind::append:
      file += write.bytes;
      break;
    case Kind::write:
      file = write.bytes;
      break;
    case Kind::truncate:
      if (write.size < file.size()) file.resize(write.size);
      break;
  }
}

void DiskImage::sync_up_to(std::uint64_t writes) {
  if (writes <= first_unsynced_) return;  // a later sync was done sooner
  const auto count = static_cast<std::size_t>(writes - first_unsynced_);
  ensure(count <= unsynced_.size(), "what is synced has been written");
  const auto end = std::next(unsynced_.begin(), static_cast<std::ptrdiff_t>(count));
  std::for_each(unsynced_.begin(), end, [this](const Write& write) { apply(safe_, write); });
  unsynced_.erase(unsynced_.begin(), end);
  first_unsynced_ = writes;
}

void DiskImage::crash(std::size_t kept, std::optional<std::size_t> bytes_of_last) {
  ensure(kept <= unsynced_.size(), "what is kept has been written");
  if (kept > 0 && bytes_of_last) {
    std::string& bytes = unsynced_[kept - 1].bytes;
    bytes.resize(std::min(bytes.size(), *bytes_of_last));
  }
  const std::uint64_t all = writes();
  sync_up_to(first_unsynced_ + kept);
  first_unsynced_ = all;
  unsynced_.clear();
  now_ = safe_;
  used_ = 0;
  for (const auto& [name, bytes] : now_) used_ += bytes.size();
}

}  // namespace eddy::sim
