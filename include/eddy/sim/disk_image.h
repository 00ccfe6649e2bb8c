// What a disk holds: named files of bytes, what of them is safe, and what a crash leaves.
//
//   * A write shows at once to who reads, and is safe once a sync that was begun after it is done.
//   * A crash keeps some of the writes that are not safe, in their order over all files, and loses
//     the rest. The last one that it keeps may be torn: of its bytes the first ones are there.
//   * A file that was never written is empty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::sim {

class DiskImage {
 public:
  static constexpr std::size_t kCapacity = std::size_t{64} << 20U;  // bytes, of all files

  // What a file holds now; until the next write.
  std::string_view read(std::string_view file) const;
  // How many of its bytes are safe as they stand there, from the first on.
  std::size_t safe_bytes(std::string_view file) const;
  // Is there room for so many bytes more?
  bool has_room(std::size_t bytes) const { return used_ + bytes <= kCapacity; }

  void append(std::string_view file, std::string_view bytes);
  // Replaces all that the file held.
  void write(std::string_view file, std::string_view bytes);
  // Cuts the file to its first bytes, if it has more.
  void truncate(std::string_view file, std::size_t size);

  // Writes that are not safe.
  std::size_t unsynced() const { return unsynced_.size(); }
  // How many writes there have been, ever.
  std::uint64_t writes() const { return first_unsynced_ + unsynced_.size(); }
  // All writes before that many are safe.
  void sync_up_to(std::uint64_t writes);
  // Keeps so many of the unsynced writes; of the last one so many bytes, or all.
  // REQUIRES: kept ≤ unsynced().
  void crash(std::size_t kept, std::optional<std::size_t> bytes_of_last = std::nullopt);
  // The bytes of an unsynced write. REQUIRES: index < unsynced().
  std::size_t bytes_of(std::size_t index) const { return unsynced_[index].bytes.size(); }

 private:
  enum class Kind : std::uint8_t { append, write, truncate };
  struct Write {
    Kind kind;
    std::string file;
    std::string bytes;
    std::size_t size = 0;  // that it is cut to
  };
  using Files = std::map<std::string, std::string, std::less<>>;

  static void apply(Files& files, const Write& write);
  void add(Write write);

  Files now_;   // with all writes
  Files safe_;  // with those that are safe
  std::vector<Write> unsynced_;
  std::uint64_t first_unsynced_ = 0;  // its number among all
  std::size_t used_ = 0;              // bytes, of all files
};

}  // namespace eddy::sim
