#include "tools/report/store_index.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "checkers/xml_text.h"
#include "tools/report/first_values.h"
#include "tools/report/plain_text.h"
#include "tools/report/stored_entries.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostRows = 500;
constexpr std::size_t kMostFinding = 160;   // bytes
constexpr std::size_t kFilesInTheOpen = 3;  // the others unfold

constexpr std::string_view kIndexStyle = R"(
  :root { color-scheme: light dark; --text: #1a1a1a; --soft: #595959; --page: #ffffff;
    --line: #d0d0d0; --link: #1f5fa8; --valid: #17692c; --invalid: #b3261e; --unknown: #7a5200; }
  @media (prefers-color-scheme: dark) {
    :root { --text: #e6e6e6; --soft: #a8a8a8; --page: #16181c; --line: #3c4048; --link: #7db4f0;
      --valid: #7fd494; --invalid: #ff8a80; --unknown: #f0c060; }
  }
  body { margin: 24px; background: var(--page); color: var(--text); font: 14px/1.4 sans-serif; }
  h1 { font-size: 18px; margin: 0 0 4px; }
  p { margin: 0 0 16px; color: var(--soft); }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0;
    border-bottom: 1px solid var(--line); }
  th { color: var(--soft); font-weight: normal; white-space: nowrap; }
  td.finding { min-width: 240px; overflow-wrap: anywhere; }
  td.number, th.number { text-align: right; }
  td.number, td.time, td.verdict, td.name { white-space: nowrap; }
  a { color: var(--link); }
  .verdict { font-weight: bold; }
  .valid { color: var(--valid); }
  .invalid { color: var(--invalid); }
  .unknown { color: var(--unknown); }
  summary { color: var(--soft); cursor: pointer; }
)";

std::string html_text(std::string_view text) { return checkers::xml_text(plain_text(text)); }

// What a row says of a run or a sweep.
struct IndexRow {
  std::string verdict;
  std::string program;
  std::string nodes;
  std::string seed;
  std::string finding;
};

class FoundValues {
 public:
  FoundValues(const fs::path& file, std::vector<std::string> paths, std::string_view last)
      : values_(first_values(file, paths, last)) {}

  std::string at(std::string_view path) const {
    const auto found = values_.find(path);
    return found == values_.end() ? "" : found->second;
  }

 private:
  ValuesByPath values_;
};

std::string verdict_word(const std::string& valid) {
  return valid == "true" ? "valid" : valid == "false" ? "invalid" : "unknown";
}

IndexRow row_of_run(const StoredEntry& entry) {
  const FoundValues values(entry.folder / "results.json",
                           {"/valid?", "/node", "/node-count", "/seed", "/findings/0/text"},
                           "/evidence");
  return {verdict_word(values.at("/valid?")), values.at("/node"), values.at("/node-count"),
          values.at("/seed"), values.at("/findings/0/text")};
}

IndexRow row_of_sweep(const StoredEntry& entry) {
  const std::string first = "/results/ways-to-fail/0/shortest/text";
  const FoundValues values(entry.folder / "sweep.json",
                           {"/sweep/seeds", "/results/valid?", "/results/node", "/results/runs",
                            "/results/failing", first},
                           "/results/behaviours");
  std::string found = fmt::format("{} of {} runs failed", values.at("/results/failing"),
                                  values.at("/results/runs"));
  if (values.at("/results/runs").empty()) found = "not at its end";
  if (const std::string text = values.at(first); !text.empty()) found += "; one: " + text;
  return {verdict_word(values.at("/results/valid?")), values.at("/results/node"), "",
          values.at("/sweep/seeds"), found};
}

// "2026-11-30 06:14 UTC".
std::string time_text(fs::file_time_type time) {
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(seconds.time_since_epoch().count()));
}

class StoreIndex {
 public:
  StoreIndex(const fs::path& store, IndexLinks links)
      : links_(links), entries_(stored_entries(store)) {}

  std::string page() const {
    std::string rows;
    for (std::size_t i = 0; i < std::min(entries_.size(), kMostRows); ++i) rows += row(entries_[i]);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<title>Eddy: stored runs</title>\n<style>{}</style></head>\n"
        "<body><h1>Stored runs</h1>\n<p>{}</p>\n{}</body></html>\n",
        kIndexPolicy, kIndexStyle, count(), rows.empty() ? "" : table(rows));
  }

 private:
  std::string count() const {
    if (entries_.empty()) return "Nothing is stored here yet: eddy test -w broadcast";
    const auto sweeps = static_cast<std::size_t>(std::count_if(
        entries_.begin(), entries_.end(),
        [](const StoredEntry& entry) { return entry.kind == StoredEntry::Kind::sweep; }));
    std::string text = counted(entries_.size() - sweeps, "run");
    if (sweeps > 0) text += " and " + counted(sweeps, "sweep");
    text += ", the newest first";
    if (entries_.size() > kMostRows)
      text += fmt::format("; {} more are not listed", entries_.size() - kMostRows);
    return text;
  }

  static std::string counted(std::size_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
  }
  static std::string table(const std::string& rows) {
    return "<table>\n<tr><th>Verdict</th><th>Run</th><th>Workload</th><th>Program</th>"
           "<th class=\"number\">Nodes</th><th class=\"number\">Seed</th><th>First finding</th>"
           "<th>Stored</th><th>Files</th></tr>\n" +
           rows + "</table>\n";
  }

  std::string row(const StoredEntry& entry) const {
    const bool is_sweep = entry.kind == StoredEntry::Kind::sweep;
    const IndexRow row = is_sweep ? row_of_sweep(entry) : row_of_run(entry);
    const std::vector<std::string> files = files_of(entry);
    return fmt::format(
        "<tr><td class=\"verdict {0}\">{0}</td><td class=\"name\">{1}</td>"
        "<td class=\"name\">{2}</td><td class=\"name\">{3}</td><td class=\"number\">{4}</td>"
        "<td class=\"number\">{5}</td><td class=\"finding\">{6}</td><td class=\"time\">{7}</td>"
        "<td>{8}</td></tr>\n",
        row.verdict, name_of(entry, files), html_text(entry.workload), html_text(row.program),
        html_text(row.nodes), html_text(row.seed),
        html_text(shortened(on_one_line(row.finding), kMostFinding)), time_text(entry.stored),
        links_to(entry, files));
  }
  // A link to the page of a run.
  std::string name_of(const StoredEntry& entry, const std::vector<std::string>& files) const {
    const bool has_page = links_ == IndexLinks::served
                              ? entry.kind == StoredEntry::Kind::run
                              : std::find(files.begin(), files.end(), "report.html") != files.end();
    if (!has_page) return html_text(entry.name);
    return link(entry, links_ == IndexLinks::served ? "" : "report.html", entry.name);
  }
  std::string links_to(const StoredEntry& entry, const std::vector<std::string>& files) const {
    std::string text;
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (i == kFilesInTheOpen)
        text += fmt::format("<details><summary>{} more</summary>", files.size() - i);
      text += link(entry, files[i], files[i]);
      text += i < kFilesInTheOpen ? " " : "<br>";
    }
    return files.size() > kFilesInTheOpen ? text + "</details>" : text;
  }
  std::string link(const StoredEntry& entry, std::string_view file, std::string_view text) const {
    return fmt::format("<a href=\"{}{}/{}/{}\">{}</a>", links_ == IndexLinks::served ? "/run/" : "",
                       url_name(entry.workload), url_name(entry.name), url_name(file),
                       html_text(text));
  }

  IndexLinks links_;
  std::vector<StoredEntry> entries_;
};

// Of a folder, as long as it lives. Where it cannot be had the work is done all the same.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (folder_ >= 0) ::flock(folder_, LOCK_EX);
  }
  ~FolderLock() {
    if (folder_ >= 0) ::close(folder_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int folder_;
};

// A file that is read by whoever may read what is beside it. Its name is one of those that a store
// sweeps away when their process is gone.
void replace_file(const fs::path& file, const std::string& text) {
  std::string fresh = file.parent_path() / fmt::format(".unfinished-{}-XXXXXX", ::getpid());
  const int made = ::mkstemp(fresh.data());
  if (made < 0) return;
  struct stat folder {};
  constexpr mode_t kReadAndWrite = 0666;
  if (::stat(file.parent_path().c_str(), &folder) == 0)
    ::fchmod(made, folder.st_mode & kReadAndWrite);
  ::close(made);
  std::ofstream out(fresh, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(fresh, file, error);
  if (!out || error) fs::remove(fresh, error);
}

}  // namespace

std::string store_index(const fs::path& store, IndexLinks links) {
  return StoreIndex(store, links).page();
}

void write_store_index(const fs::path& store) noexcept {
  try {
    const FolderLock lock(store);
    replace_file(store / "index.html", store_index(store, IndexLinks::files));
  } catch (const std::exception& /*of the disk or the memory*/) {
  }
}

}  // namespace eddy::tools
