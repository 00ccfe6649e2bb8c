// What a store holds (tools/store.h, tools/sweep/sweep_folder.h): runs and sweeps, and their files.
//
// * Only what is in DIR/WORKLOAD/NAME/ itself counts. Hidden folders are unfinished, and links such
//   as `latest` lead to what is there anyway: both are passed over, as is what cannot be read.
// * Names are never put together to a path from outside: whoever is asked for one looks it up here.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::tools {

struct StoredEntry {
  enum class Kind { run, sweep };

  Kind kind = Kind::run;
  std::string workload;
  std::string name;
  std::filesystem::path folder;
  std::filesystem::file_time_type stored;  // when its results were written
};

// The newest first.
std::vector<StoredEntry> stored_entries(const std::filesystem::path& store);

// The one whose names are written so in a URL (url_name).
std::optional<StoredEntry> find_stored(const std::filesystem::path& store,
                                       std::string_view workload, std::string_view name);

// Its files that a browser may be shown: regular ones, no links, of the kinds that are stored
// (media_type), and those of its folder node-logs, as "node-logs/n0.log". What people read first
// comes first.
std::vector<std::string> files_of(const StoredEntry& entry);

// "text/plain; charset=utf-8" by the ending of a name. Empty: none of the kinds that are stored.
std::string_view media_type(std::string_view file);

// As it stands in the path of a URL: all but letters, digits and "-._~/" is percent-encoded.
std::string url_name(std::string_view name);

}  // namespace eddy::tools
