#include "tools/report/stored_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <system_error>
#include <tuple>
#include <utility>

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLogFolder = "node-logs";

// What people read first.
constexpr std::array<std::string_view, 8> kFirstFiles = {
    "report.html",   "story.txt",     "history.txt", "results.json",
    "history.jsonl", "scenario.json", "trace.jsonl", "sweep.json"};

struct MediaType {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array kMediaTypes = {MediaType{".html", "text/html; charset=utf-8"},
                                    MediaType{".json", "application/json"},
                                    MediaType{".jsonl", "text/plain; charset=utf-8"},
                                    MediaType{".txt", "text/plain; charset=utf-8"},
                                    MediaType{".edn", "text/plain; charset=utf-8"},
                                    MediaType{".log", "text/plain; charset=utf-8"},
                                    MediaType{".cpp", "text/plain; charset=utf-8"},
                                    MediaType{".dot", "text/plain; charset=utf-8"},
                                    MediaType{".svg", "image/svg+xml"}};

// Of what is there, not of what it links to.
bool is_of_type(const fs::directory_entry& entry, fs::file_type type) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  return !error && status.type() == type;
}

// Of a folder that cannot be read, none.
void for_each_of_type(const fs::path& folder, fs::file_type type,
                      const std::function<void(const fs::path& path, std::string name)>& told) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (!name.starts_with('.') && is_of_type(*entry, type)) told(entry->path(), std::move(name));
  }
}

std::optional<StoredEntry> entry_in(const std::string& workload, std::string name,
                                    const fs::path& folder) {
  for (const auto& [file, kind] : {std::pair("results.json", StoredEntry::Kind::run),
                                   std::pair("sweep.json", StoredEntry::Kind::sweep)}) {
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(folder / file, error)) || error) continue;
    const auto stored = fs::last_write_time(folder / file, error);
    if (error) continue;
    return StoredEntry{kind, workload, std::move(name), folder, stored};
  }
  return std::nullopt;
}

std::size_t place_among_first(std::string_view file) {
  return static_cast<std::size_t>(std::find(kFirstFiles.begin(), kFirstFiles.end(), file) -
                                  kFirstFiles.begin());
}

}  // namespace

std::vector<StoredEntry> stored_entries(const fs::path& store) {
  std::vector<StoredEntry> entries;
  for_each_of_type(store, fs::file_type::directory,
                   [&](const fs::path& of_workload, const std::string& workload) {
                     for_each_of_type(of_workload, fs::file_type::directory,
                                      [&](const fs::path& folder, std::string name) {
                                        auto entry = entry_in(workload, std::move(name), folder);
                                        if (entry) entries.push_back(std::move(*entry));
                                      });
                   });
  std::sort(entries.begin(), entries.end(), [](const StoredEntry& a, const StoredEntry& b) {
    return std::tie(b.stored, a.workload, a.name) < std::tie(a.stored, b.workload, b.name);
  });
  return entries;
}

std::optional<StoredEntry> find_stored(const fs::path& store, std::string_view workload,
                                       std::string_view name) {
  std::optional<StoredEntry> found;
  for_each_of_type(store, fs::file_type::directory,
                   [&](const fs::path& of_workload, const std::string& its_workload) {
                     if (url_name(its_workload) != workload) return;
                     for_each_of_type(of_workload, fs::file_type::directory,
                                      [&](const fs::path& folder, const std::string& its_name) {
                                        if (url_name(its_name) == name)
                                          found = entry_in(its_workload, its_name, folder);
                                      });
                   });
  return found;
}

std::vector<std::string> files_of(const StoredEntry& entry) {
  std::vector<std::string> files;
  const auto add_from = [&](const fs::path& folder, const std::string& before) {
    for_each_of_type(folder, fs::file_type::regular,
                     [&](const fs::path& /*path*/, const std::string& name) {
                       if (!media_type(name).empty()) files.push_back(before + name);
                     });
  };
  add_from(entry.folder, "");
  for_each_of_type(entry.folder, fs::file_type::directory,
                   [&](const fs::path& folder, const std::string& name) {
                     if (name == kLogFolder) add_from(folder, name + '/');
                   });
  std::sort(files.begin(), files.end(), [](const std::string& a, const std::string& b) {
    return std::pair(place_among_first(a), std::string_view(a)) <
           std::pair(place_among_first(b), std::string_view(b));
  });
  return files;
}

std::string_view media_type(std::string_view file) {
  for (const MediaType& media : kMediaTypes) {
    if (file.ends_with(media.ending)) return media.type;
  }
  return "";
}

std::string url_name(std::string_view name) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string url;
  for (const char c : name) {
    if (kPlain.find(c) != kPlain.npos) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace eddy::tools
