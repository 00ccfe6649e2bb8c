// The page that lists what a store holds: DIR/index.html, and what `eddy serve` shows first.
//
// * A row for each run and each sweep, the newest first, the first 500, and how many more there
//   are: how it ended, of what, what was found first, when it was stored, and links to its files.
// * No script, no request: its policy allows nothing but its own styles. Dark where the reader
//   prefers that. All that stands in it is text, its control and direction characters shown.
// * Of each run that is listed it reads the beginning of results.json, and of each sweep that of
//   sweep.json.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace eddy::tools {

// Where the links of the page lead.
enum class IndexLinks {
  files,   // to the files beside the page, and to the page of a run where it is written
  served,  // below /run/, where `eddy serve` has the page of every run
};

// Stands in the page, and before it where it is served.
inline constexpr std::string_view kIndexPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

std::string store_index(const std::filesystem::path& store, IndexLinks links);

// Writes index.html. Many processes may do so at once: who is last has listed what all of them have
// stored before. Where it cannot be written nothing happens, for no run is to fail by it.
void write_store_index(const std::filesystem::path& store) noexcept;

}  // namespace eddy::tools
